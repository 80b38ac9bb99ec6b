"""Checks on the way through a flow: their page, when one is run, for whom, and what is kept."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import Services, create_app
from portal.wizard.model import Branch, Check, CheckResult, Else, Facts, Flow, Outcome, Visitor
from portal.wizard.service.checks import CheckDesk
from portal.wizard.service.wizard import Wizard
from tests.factories import Portal, form_token, portal_in
from tests.fakes import FixedClock

BEFORE = "shows=browser_error&service_kind=hosting&others=all"
DEAD_SITE = f"{BEFORE}&browser_says=timeout&other_net=fails&usable=unusable&kept_where=unknown"
MAIL = "symptom=cannot_send&service_kind=hosting"
RUNNERS = {"site_probe": "domain", "own_mail_service": "", "domain_registration": "domain"}
CHECKING = f"/en/contact/website/checking?{BEFORE}"


@dataclass
class Runner:
    """A check that answers what it is told to, and counts; it waits for `gate`."""

    answer: CheckResult = field(default_factory=lambda: CheckResult("unknown"))
    fact: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    gate: threading.Event | None = None

    def reset(self, answer: CheckResult) -> None:
        self.answer, self.gate = answer, None
        self.asked.clear()

    def about(self, facts: Facts, visitor: Visitor) -> str:
        return str(facts.get(self.fact, "")) if self.fact else visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        self.asked.append((self.about(facts, visitor), visitor.address))
        if self.gate:
            self.gate.wait(5)
        return self.answer


@dataclass
class World:
    """A portal whose checks answer what a test wants."""

    services: Services
    clock: FixedClock
    runners: Mapping[str, Runner]
    client: FlaskClient

    @property
    def site(self) -> Runner:
        return self.runners["site_probe"]

    @property
    def mail(self) -> Runner:
        return self.runners["own_mail_service"]

    @property
    def registration(self) -> Runner:
        return self.runners["domain_registration"]

    def give_domain(self, name: str) -> str:
        """Type a domain, have the checks run; return the page that follows."""
        url = f"/en/contact/website/domain?{BEFORE}"
        data = {"csrf_token": form_token(self.client.get(url).text), "value": name}
        self.client.post(url, data=data)
        return self.go()

    def go(self, query: str = BEFORE) -> str:
        """Return the page that the answers lead to, once the checks on the way are done."""
        url = f"/en/contact/website/?{query}"
        if self.page_of(url) == "checking":
            self.run(f"/en/contact/website/checking?{query}")
        return self.page_of(url)

    def page_of(self, url: str) -> str:
        return str(self.client.get(url).location.split("?")[0].rpartition("/")[2])

    def run(self, url: str = CHECKING, **headers: str) -> TestResponse:
        """Press the button of the page of checks."""
        token = form_token(self.client.get(url).text)
        return self.client.post(url, data={"csrf_token": token}, headers=headers)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, World]]:
    with portal_in(tmp_path_factory.mktemp("checks")) as portal:
        runners = {name: Runner(fact=fact) for name, fact in RUNNERS.items()}
        built = portal.services
        tools = replace(built.wizard._tools, checks=runners)
        wizard = Wizard(built.wizard._flows, tools)
        services = replace(built, wizard=wizard, checks=CheckDesk(wizard))
        app = create_app(services=services)
        yield portal, World(services, portal.clock, runners, app.test_client())


@pytest.fixture
def world(kept: tuple[Portal, World]) -> World:
    portal, made = kept
    portal.clear()
    made.site.reset(CheckResult("fail", "not_ours"))
    made.mail.reset(CheckResult("unknown"))
    made.registration.reset(CheckResult("ok", "", "2028-03-01T00:00:00+00:00"))
    return replace(made, client=made.client.application.test_client())


def text_of(page: TestResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


def test_a_check_decides_where_the_way_leads(world):
    assert world.give_domain("shop.example") == "o_not_ours"
    assert world.site.asked == [("shop.example", "127.0.0.1")]


def test_before_it_is_run_its_page_says_what_will_be_looked_at(world):
    url = f"/en/contact/website/domain?{BEFORE}"
    data = {"csrf_token": form_token(world.client.get(url).text), "value": "shop.example"}
    page = world.client.post(url, data=data, follow_redirects=True)
    assert page.request.path == "/en/contact/website/checking"
    assert "Your site seen from here" in page.text
    assert "The domain's registration" in unescape(page.text)
    assert page.text.count("Not checked yet") == 2
    assert world.site.asked == []


def test_without_script_the_page_comes_back_with_what_was_seen(world):
    world.give_domain("shop.example")
    page = text_of(world.client.get(CHECKING))
    assert "Something fails, seen from our side" in page
    assert "It leads to a server that is not ours" in page
    assert "Paid until 1 March 2028" in page
    assert "11:00:00" in page  # 10:00 UTC, where the provider is
    assert "Run the checks" not in page


def test_with_its_script_each_check_comes_as_soon_as_it_is_done(world):
    url = f"/en/contact/website/domain?{BEFORE}"
    data = {"csrf_token": form_token(world.client.get(url).text), "value": "shop.example"}
    world.client.post(url, data=data)
    world.site.gate = threading.Event()
    token = form_token(world.client.get(CHECKING).text)
    answer = world.client.post(
        CHECKING, data={"csrf_token": token}, headers={"Accept": "application/x-ndjson"}
    )
    lines = iter(answer.iter_encoded())
    first = json.loads(next(lines))
    assert (first["id"], first["state"]) == ("@domain_registration", "ok")
    world.site.gate.set()
    second, last = (json.loads(line) for line in lines)
    assert (second["id"], second["state"], second["word"]) == ("probe", "fail", "Fails")
    assert last["done"]
    assert "Your site seen from here" in last["says"]


def test_a_check_that_never_ends_is_unknown_and_blames_nobody(world):
    world.site.gate = threading.Event()
    desk = CheckDesk(world.services.wizard, seconds=0.05)
    given = {"domain": "shop.example"}
    draft = world.services.wizard.drafts.start("secret", "website")
    draft = replace(draft, given=given)
    answers = dict(pair.split("=") for pair in BEFORE.split("&"))
    visitor = Visitor("192.0.2.7")
    walk = world.services.wizard.walk("website", answers, draft, visitor, run=False)
    states = {
        row.node.run: row.seen.result.state for row in desk.run(walk, draft, visitor) if row.seen
    }
    world.site.gate.set()
    assert states == {"domain_registration": "ok", "site_probe": "unknown"}


def next_pages(flow: Flow, name: str) -> set[str]:
    """Return where `name` may lead without asking anything in between."""
    node = flow.nodes[name]
    if not isinstance(node, Branch):
        return {name}
    ways = [rule.otherwise if isinstance(rule, Else) else rule.goto for rule in node.rules]
    return set().union(*(next_pages(flow, way) for way in ways))


def test_no_check_of_ours_leads_straight_to_another(services):
    """So that the page of one takes ten seconds at most, and the next begins with an answer."""
    for flow in services.wizard.shelf.flows.values():
        for node in flow.nodes.values():
            if isinstance(node, Check):
                onward = set().union(*(next_pages(flow, way) for way in node.exits.values()))
                assert not [name for name in onward if isinstance(flow.nodes[name], Check)]


def test_it_is_run_once_though_many_pages_are_seen(world):
    world.give_domain("shop.example")
    for page in ("shows", "service_kind", "domain", "o_not_ours", "checking"):
        assert world.client.get(f"/en/contact/website/{page}?{BEFORE}").status_code == 200
    world.go()
    assert len(world.site.asked) == len(world.registration.asked) == 1


def test_another_domain_is_another_check(world):
    world.give_domain("shop.example")
    world.site.answer = CheckResult("fail", "tls")
    assert world.give_domain("other.example") == "cert_says"
    assert [about for about, _ in world.site.asked] == ["shop.example", "other.example"]


def test_no_check_runs_for_a_page_that_is_only_looked_at(world):
    world.give_domain("shop.example")
    world.clock.advance(hours=2)
    for page in ("shows", "service_kind", "others", "domain", "checking"):
        assert world.client.get(f"/en/contact/website/{page}?{BEFORE}").status_code == 200
    assert world.page_of(f"/en/contact/website/o_not_ours?{BEFORE}") == "checking"
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


def test_a_draft_is_made_for_what_is_found(world):
    world.mail.answer = CheckResult("fail")
    url = f"/en/contact/mail/checking?{MAIL}"
    assert world.client.get(f"/en/contact/mail/?{MAIL}").location == url
    world.run(url)
    assert world.page_of(f"/en/contact/mail/?{MAIL}") == "o_known"
    stranger = world.client.application.test_client()
    assert stranger.get(f"/en/contact/mail/?{MAIL}").location == url


def test_while_a_ticket_is_written_its_ground_does_not_shift(world):
    world.site.answer = CheckResult("fail", "timeout")
    world.give_domain("shop.example")
    outcome = world.client.get(f"/en/contact/website/?{DEAD_SITE}", follow_redirects=True)
    url = f"/en/contact/website/ticket/start?{DEAD_SITE}"
    world.client.post(url, data={"csrf_token": form_token(outcome.text)})
    world.site.answer = CheckResult("fail", "not_ours")
    world.clock.advance(hours=3)
    assert world.client.get(f"/en/contact/website/about?{DEAD_SITE}").status_code == 200
    assert len(world.site.asked) == 1


def test_decision_4_an_expired_domain_is_asked_about_as_such(world):
    world.site.answer = CheckResult("fail", "expired", "2026-11-01T00:00:00+00:00")
    assert world.give_domain("shop.example") == "registrar"
    assert "It expired on 1 November 2026" in text_of(world.client.get(CHECKING))


def test_without_configuration_there_is_no_check_and_no_page_of_them(services, client):
    assert services.wizard.checks == {}
    url = f"/en/contact/website/domain?{BEFORE}"
    data = {"csrf_token": form_token(client.get(url).text), "value": "shop.example"}
    page = client.post(url, data=data, follow_redirects=True)
    assert page.request.path.rpartition("/")[2] not in {"checking", "probe"}


class TestTheBrowser:
    """What the visitor's own browser says it saw."""

    PAGE = f"/en/contact/website/browser?{BEFORE}"

    def test_the_page_may_reach_the_site_of_the_draft_and_no_other(self, world):
        world.give_domain("example.com")
        page = world.client.get(f"{self.PAGE}&domain=evil.example")
        policy = page.headers["Content-Security-Policy"]
        assert "connect-src 'self' https://example.com https://www.example.com;" in policy
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_a_name_that_cannot_be_public_stands_in_no_header(self, world):
        world.give_domain("shop.localhost")
        page = world.client.get(self.PAGE)
        assert "connect-src 'self';" in page.headers["Content-Security-Policy"]
        assert 'data-sites=""' in page.text

    def test_without_a_domain_there_is_no_such_page(self, world):
        assert world.client.get(self.PAGE).status_code == 303

    def test_what_it_saw_is_kept_as_its_own_word(self, world):
        world.site.answer = CheckResult("ok")
        world.give_domain("example.com")
        token = form_token(world.client.get(self.PAGE).text)
        seen = {"csrf_token": token, "site": "fail", "www": "odd", "clock": "-7200"}
        page = world.client.post(self.PAGE, data=seen, follow_redirects=True)
        assert "120 minutes wrong" in text_of(page)
        cookie = world.client.get_cookie("draft")
        draft = world.services.wizard.drafts.find(cookie.value if cookie else "", "website")
        assert draft is not None
        assert (draft.given["@browser_site"], draft.given["@browser_www"]) == ("fail", "unknown")
        page = world.client.get(f"/en/contact/website/?{DEAD_SITE}", follow_redirects=True)
        assert "Seen by your browser" in text_of(page)

    def test_of_another_domain_it_says_nothing(self, world):
        world.give_domain("example.com")
        token = form_token(world.client.get(self.PAGE).text)
        world.client.post(self.PAGE, data={"csrf_token": token, "site": "fail"})
        world.give_domain("example.net")
        assert "not reached" not in text_of(world.client.get(self.PAGE))

    def test_the_time_here_is_told_and_kept_by_nobody(self, world):
        answer = world.client.get("/ping")
        assert answer.json == {"now": int(world.clock.now().timestamp() * 1000)}
        assert answer.headers["Date"] == "Thu, 19 Nov 2026 10:00:00 GMT"
        assert "no-store" in answer.headers["Cache-Control"]


def test_outcomes_with_an_action_name_one_that_there_is(services):
    actions = {
        node.action
        for flow in services.wizard.shelf.flows.values()
        for node in flow.nodes.values()
        if isinstance(node, Outcome) and node.action
    }
    assert actions == {"unblock_my_ip"}
