"""Checks on the way through a flow: when one is run, for whom, how often, and what is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.app import Services, build, create_app
from portal.settings import Settings
from portal.wizard.model import CheckResult, Facts, Visitor
from portal.wizard.service import Wizard
from tests.fakes import FixedClock
from tests.web.test_wizard import DEAD_SITE, text_of, token_in

BEFORE = "shows=browser_error&service_kind=hosting&others=all"
MAIL = "symptom=cannot_send&service_kind=hosting"


@dataclass
class Runner:
    """A check that answers what it is told to, and counts."""

    answer: CheckResult = field(default_factory=lambda: CheckResult("unknown"))
    fact: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def about(self, facts: Facts, visitor: Visitor) -> str:
        return str(facts.get(self.fact, "")) if self.fact else visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        self.asked.append((self.about(facts, visitor), visitor.address))
        return self.answer


@dataclass
class World:
    """A portal whose checks answer what a test wants."""

    services: Services
    clock: FixedClock
    site: Runner
    mail: Runner
    client: FlaskClient

    def give_domain(self, name: str) -> str:
        """Type a domain; return the page that follows."""
        url = f"/en/contact/website/domain?{BEFORE}"
        data = {"csrf_token": token_in(self.client.get(url)), "value": name}
        self.client.post(url, data=data)
        return self.go()

    def go(self, query: str = BEFORE) -> str:
        """Return the page that the answers lead to."""
        page = self.client.get(f"/en/contact/website/?{query}").location
        return str(page.split("?")[0].rpartition("/")[2])


@pytest.fixture
def world(tmp_path: Path, sample_articles: Path) -> Iterator[World]:
    clock = FixedClock()
    settings = Settings(data=tmp_path / "d", index=tmp_path / "i", articles=sample_articles)
    built = build(settings, clock)
    site, mail = Runner(CheckResult("fail", "not_ours"), "domain"), Runner()
    tools = replace(built.wizard._tools, checks={"site_probe": site, "own_mail_service": mail})
    services = replace(built, wizard=Wizard(lambda: built.wizard.shelf, tools))
    yield World(services, clock, site, mail, create_app(services=services).test_client())
    built.database.close()


def test_a_check_decides_where_the_way_leads(world):
    assert world.give_domain("shop.example") == "o_not_ours"
    assert world.site.asked == [("shop.example", "127.0.0.1")]


def test_it_is_run_once_though_many_pages_are_seen(world):
    world.give_domain("shop.example")
    for page in ("shows", "service_kind", "domain", "o_not_ours"):
        assert world.client.get(f"/en/contact/website/{page}?{BEFORE}").status_code == 200
    world.go()
    assert len(world.site.asked) == 1


def test_another_domain_is_another_check(world):
    world.give_domain("shop.example")
    world.site.answer = CheckResult("fail", "tls")
    assert world.give_domain("other.example") == "cert_says"
    assert [about for about, _ in world.site.asked] == ["shop.example", "other.example"]


def test_no_check_runs_for_a_page_before_it(world):
    world.give_domain("shop.example")
    world.clock.advance(hours=2)
    for page in ("shows", "service_kind", "others", "domain"):
        assert world.client.get(f"/en/contact/website/{page}?{BEFORE}").status_code == 200
    assert len(world.site.asked) == 1
    assert world.go() == "o_not_ours"
    assert len(world.site.asked) == 2


def test_an_address_says_nothing_about_a_check(world):
    world.site.answer = CheckResult("ok")
    world.give_domain("shop.example")
    assert world.go(f"{BEFORE}&probe=fail&probe_reason=not_ours") != "o_not_ours"


def test_a_failed_check_stands_in_the_margin_and_what_is_unknown_does_not(world):
    world.give_domain("shop.example")
    assert "Your site seen from here" in text_of(
        world.client.get(f"/en/contact/website/o_not_ours?{BEFORE}")
    )
    world.site.answer = CheckResult("unknown")
    world.give_domain("other.example")
    page = world.client.get(f"/en/contact/website/?{BEFORE}", follow_redirects=True)
    assert "Your site seen from here" not in text_of(page)


def test_without_a_draft_a_check_is_run_and_nothing_is_kept(world):
    world.mail.answer = CheckResult("fail")
    page = world.client.get(f"/en/contact/mail/?{MAIL}")
    assert page.location.startswith("/en/contact/mail/o_known")
    world.mail.answer = CheckResult("ok")
    assert "o_known" not in world.client.get(f"/en/contact/mail/?{MAIL}").location


def test_while_a_ticket_is_written_its_ground_does_not_shift(world):
    world.site.answer = CheckResult("fail", "timeout")
    world.give_domain("shop.example")
    outcome = world.client.get(f"/en/contact/website/?{DEAD_SITE}", follow_redirects=True)
    url = f"/en/contact/website/ticket/start?{DEAD_SITE}"
    form = world.client.post(url, data={"csrf_token": token_in(outcome)}).location
    world.site.answer = CheckResult("fail", "not_ours")
    world.clock.advance(hours=3)
    assert world.client.get(form).status_code == 200
    assert len(world.site.asked) == 1


def test_without_configuration_there_is_no_check_at_all(services):
    assert services.wizard._tools.checks == {}
