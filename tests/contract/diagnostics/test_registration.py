"""What a registry says of a domain, asked at a real server; and what is never asked."""

import json
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from portal.diagnostics.model.findings import Finding, Reason, State
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.fetching import Fetcher
from portal.diagnostics.probes.measured import Measured
from portal.diagnostics.probes.registration import REGISTRATION, RegistrationLook
from portal.diagnostics.rules.addresses import SPECIAL_USE
from portal.diagnostics.rules.registration import registered_name
from tests.contract.diagnostics.servers import TcpServer, drips, hangs, http, says_http
from tests.fakes import START, FixedClock

HOSTILE = yaml.safe_load(
    (Path(__file__).parents[2] / "unit/diagnostics/hostile_names.yml").read_text(encoding="utf-8")
)


def said(name: str = "shop.example", ends: str = "2028-03-01T00:00:00Z", *statuses: str) -> str:
    """Return the answer of a registry about `name`."""
    body = {
        "objectClassName": "domain",
        "ldhName": name.upper(),
        "status": list(statuses or ["active"]),
        "events": [
            {"eventAction": "registration", "eventDate": "2020-03-01T00:00:00Z"},
            {"eventAction": "expiration", "eventDate": ends},
        ],
    }
    return http("200 OK", **{"Content-Type": "application/rdap+json"}).replace(
        "<p>page", json.dumps(body)
    )


class Registry:
    """A registry on loopback, and the look that asks it."""

    def __init__(
        self,
        server: TcpServer,
        suffixes: Collection[str] = ("example", "co.example"),
        special: frozenset[str] = frozenset(),
    ) -> None:
        self.server = server
        self.clock = FixedClock()
        registries = dict.fromkeys(suffixes, f"http://127.0.0.1:{server.port}/rdap/")
        look = RegistrationLook(registries, Fetcher("help-portal"), self.clock, special)
        self.probe = Measured(REGISTRATION, look, self.clock)

    def ask(self, name: str = "shop.example", seconds: float = 5.0) -> Finding:
        return self.probe.run(name, within(seconds))


@pytest.fixture
def registry(start: Callable[..., TcpServer]) -> Callable[..., Registry]:
    return lambda answer, asked=None: Registry(start(says_http(answer, asked)))


def test_a_domain_that_runs_is_fine_until_its_last_day(registry):
    asked: list[str] = []
    found = registry(said(), asked).ask("www.Shop.example")
    assert (found.state, found.details["ends"]) == (State.OK, "2028-03-01T00:00:00+00:00")
    assert asked[0].startswith("GET /rdap/domain/shop.example ")


@pytest.mark.parametrize("status", ["redemption period", "pending delete", "Pending Delete"])
def test_one_in_redemption_has_expired(registry, status):
    found = registry(said("shop.example", "2026-10-01T00:00:00Z", status)).ask()
    assert (found.state, found.reason) == (State.FAIL, Reason.EXPIRED)


def test_one_whose_last_day_is_past_has_expired(registry):
    found = registry(said(ends="2026-11-18T10:00:00Z")).ask()
    assert (found.state, found.reason) == (State.FAIL, Reason.EXPIRED)


def test_a_registry_that_renews_by_itself_does_not_say_expired(registry):
    found = registry(said("shop.example", "2026-11-18T10:00:00Z", "auto renew period")).ask()
    assert found.state is State.OK


def test_a_domain_on_hold_blames_nobody(registry):
    found = registry(said("shop.example", "2028-03-01T00:00:00Z", "client hold")).ask()
    assert (found.state, found.reason) == (State.UNKNOWN, Reason.HOLD)


def test_what_the_registry_does_not_know_is_not_registered(registry):
    found = registry(http("404 Not Found")).ask()
    assert (found.state, found.reason) == (State.FAIL, Reason.UNREGISTERED)


@pytest.mark.parametrize(
    "answer",
    [
        http("200 OK"),
        http("500 Oh"),
        http("429 Too Many Requests"),
        http("302 Found", Location="http://127.0.0.1/"),
        said("other.example"),
        http("200 OK").replace("<p>page", '{"objectClassName": "entity"}'),
        http("200 OK").replace("<p>page", "[" * 3000),
        "nonsense",
        "",
    ],
)
def test_anything_else_proves_nothing(registry, answer):
    assert registry(answer).ask().state is State.UNKNOWN


@pytest.mark.parametrize("serve", [hangs, drips])
def test_a_registry_that_hangs_is_unknown(start, serve):
    assert Registry(start(serve)).ask(seconds=0.1).state is State.UNKNOWN


def test_its_word_is_kept_for_six_hours(registry):
    one = registry(said())
    for name in ("shop.example", "www.shop.example"):
        one.ask(name)
    one.clock.at = START + timedelta(hours=6) - timedelta(seconds=1)
    one.ask()
    assert one.server.seen == 1
    one.clock.advance(seconds=1)
    one.ask()
    assert one.server.seen == 2


def test_only_what_is_in_the_list_is_asked_about(registry):
    one = registry(said())
    for name in ("shop.test", "example", "192.0.2.7", "shop.example/../x", "shop.example:80"):
        assert one.ask(name).state is State.UNKNOWN
    assert one.server.seen == 0


def test_no_hostile_spelling_reaches_a_registry(start):
    suffixes = ("com", "net", "org", "local", "test", "1", "internal")
    one = Registry(start(says_http(said())), suffixes, SPECIAL_USE)
    for spelling in (s for group in HOSTILE.values() for s in group):
        one.ask(spelling)
    assert one.server.seen == 0
    one.ask("example.com")
    assert one.server.seen == 1


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("shop.co.example", ("shop.co.example", "co.example")),
        ("a.b.shop.example", ("shop.example", "example")),
        ("example", None),
        ("shop.test", None),
    ],
)
def test_the_registered_part_of_a_name_is_what_a_registry_knows(name, found):
    assert registered_name(name, {"example", "co.example"}) == found
