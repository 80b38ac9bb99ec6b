"""How long the pages of figures take over a million events, on SQLite and on PostgreSQL.

The events are made up: ways through our own flows, views and votes of our own articles, searches
made of the words in their titles. They go through the counters' own rules and stores, day by day.
"""

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from portal.app import Services, build, create_app
from portal.identity.model import Role
from portal.insights.model import Asked, Key, Kind, Step, reason_kind, verdict_kind
from portal.insights.rules.counting import keys_of
from portal.insights.rules.masking import countable_query
from portal.insights.rules.ways import derived, where_stopped, who_left
from portal.insights.service import KEPT
from portal.insights.store import InsightStore
from portal.kernel.locale import LOCALES
from portal.settings import Settings
from portal.storage import migrate
from portal.tickets.rules.verdicts import REASONS
from portal.wizard.model import Flow
from tests.bench.search_made import ROOT
from tests.conftest_postgres import find_programs, running
from tests.factories import send_form
from tests.fakes import START, FixedClock

EVENTS = 1_000_000
_DAYS = 90
_GOAL = 1.0  # seconds, for the slowest page
_ROUNDS = 20
_PASSWORD = "a lamp above the grey sea"  # of nobody
_EMAIL = "ana@staff.example"
_ENDS = (Kind.SOLVED, Kind.SOLVED, Kind.ESCAPED, Kind.SUBMITTED, Kind.SUBMITTED, None, None)
_PAGES = (
    "",
    "searches",
    "articles",
    "articles?sort=rated",
    "flows",
    "flows?flow=mail",
    "tickets",
    "searches-top.csv",
    "articles.csv",
)


class Crowd:
    """Makes events up; the same seed gives the same ones."""

    def __init__(self, services: Services) -> None:
        self.chance, self.trips = random.Random(7), 0
        shelf = services.wizard.shelf.flows
        self.flows = {name: _pages_of(flow) for name, flow in shelf.items()}
        published = list(services.articles.library.catalogue.published())
        self.articles = sorted({article.head.key for article in published})
        words = sorted({w for a in published for w in a.title.split() if len(w) > 2})
        pick = self.chance.choice
        self.queries = [f"{pick(words)} {pick(words)} {pick(words)}" for _ in range(40_000)]

    def _often(self, items: list[str]) -> str:
        """Return one of `items`, the first ones far more often than the last."""
        return items[int(len(items) * self.chance.random() ** 4)]

    def way(self, at: datetime) -> list[Step]:
        """Return one person's steps through a flow."""
        self.trips += 1
        flow = self._often(sorted(self.flows))
        nodes, outcomes = self.flows[flow]
        locale = self._often([*LOCALES])
        steps = [
            Step(at + timedelta(seconds=n), Kind.REACHED, flow, node, locale, trip=self.trips)
            for n, node in enumerate(nodes[: self.chance.randint(1, 5)])
        ]
        if self.chance.random() < 1 / 4:
            return steps
        end = self._often(outcomes)
        article = self.articles[sum(map(ord, flow + end)) % len(self.articles)]
        last = replace(steps[-1], at=at + timedelta(minutes=1), node=end)
        steps += [last, replace(last, kind=Kind.IMPRESSION, articles=(article,))]
        if self.chance.random() < 1 / 2:
            steps.append(replace(last, kind=Kind.CLICK, articles=(article,)))
        said = self.chance.choice(_ENDS)
        if said:
            late = at + timedelta(minutes=2)
            steps.append(replace(last, at=late, kind=said, articles=(article,)))
        return steps

    def keys(self, day: date, count: int) -> Iterator[Key]:
        """Yield views, votes with reasons, hits opened, verdicts."""
        verdicts = [verdict_kind(v, why) for v, whys in REASONS.items() for why in whys]
        said = [Kind.VIEW] * 30 + [Kind.FOUND] * 8 + [Kind.USEFUL] * 3 + [Kind.USELESS]
        kinds = [*map(str, said), reason_kind("unclear"), reason_kind("outdated")]
        for _ in range(count):
            locale = self._often([*LOCALES])
            if self.chance.random() < 1 / 100:
                flow = self._often(sorted(self.flows))
                node = self.chance.choice(self.flows[flow][1])
                yield Key(day, self.chance.choice(verdicts), flow, node, locale=locale)
            else:
                article = self._often(self.articles)
                yield Key(day, self.chance.choice(kinds), article=article, locale=locale)

    def searches(self, day: date, count: int) -> Iterator[Asked]:
        """Yield searches, a tenth of them in vain, and the hits opened from half of the others."""
        for _ in range(count):
            query, locale = countable_query(self._often(self.queries)), self._often([*LOCALES])
            trip = self.chance.randint(1, 10_000)
            is_empty = sum(map(ord, query)) % 10 == 0
            yield Asked(day, locale, query, is_empty, trip=trip)
            if not is_empty and self.chance.random() < 1 / 2:
                yield Asked(day, locale, query, is_followed=True, trip=trip)


def _pages_of(flow: Flow) -> tuple[list[str], list[str]]:
    """Return some of a flow's pages, and its ends."""
    ends = [name for name, node in flow.nodes.items() if node.kind == "outcome"]
    return [name for name in flow.nodes if name not in ends][:8], ends


def fill(services: Services, events: int = EVENTS) -> int:
    """Write `events` or some more over the last days; return how many they are."""
    crowd, store, written = Crowd(services), InsightStore(), 0
    today = services.clock.now()
    daily = events / _DAYS
    for back in reversed(range(_DAYS)):
        now = today - timedelta(days=back)
        steps: list[Step] = []
        while len(steps) < daily * 0.5:
            steps += crowd.way(now)
        keys = list(crowd.keys(now.date(), int(daily * 0.3)))
        asked = list(crowd.searches(now.date(), int(daily * 0.15)))
        written += len(steps) + len(keys) + len(asked)
        left = [replace(step, kind=Kind.LEFT) for step in who_left(steps)]
        moved = [key for step in (*steps, *left, *where_stopped(steps)) for key in keys_of(step)]
        moved += [*derived(steps, ()), *keys, *_searched(asked)]
        with services.database.write() as connection:
            if back < KEPT.days:
                store.keep(connection, steps)
            store.count(connection, Counter(moved))
            store.ask(connection, asked)
            store.forget_people(connection, now.date())
    with services.database.write() as connection:
        store.forget_rare(connection, (today - KEPT).date())
    return written


def _searched(asked: list[Asked]) -> Iterator[Key]:
    for one in asked:
        if not one.is_followed:
            yield Key(one.day, Kind.SEARCHED, locale=one.locale)
            if one.is_empty:
                yield Key(one.day, Kind.UNFOUND, locale=one.locale)


def main(_: Sequence[str]) -> None:
    """Print the times of every page, on each database."""
    for name in ("sqlite", *(("postgresql",) if find_programs() else ())):
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            address = "" if name == "sqlite" else _server(stack)
            _measure(name, Path(folder), address)


def _server(stack: ExitStack) -> str:
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed")
    address: str = stack.enter_context(running(programs))
    return address


def _measure(name: str, folder: Path, address: str) -> None:
    settings = Settings(
        data=folder, articles=ROOT / "articles", index=folder / "index", database=address
    )
    services = build(settings, FixedClock(START))
    migrate.upgrade(services.database)
    app = create_app(services=services)
    started = time.perf_counter()
    written = fill(services)
    print(f"{name}: {written} events written in {time.perf_counter() - started:.0f} s")
    services.identity.add_staff(_EMAIL, "Ana", Role.ADMIN, _PASSWORD)
    client = app.test_client()
    send_form(client, "/staff/sign-in", email=_EMAIL, password=_PASSWORD, next="")
    for page in _PAGES:
        times = [_time(client, f"/desk/insights/{page}") for _ in range(_ROUNDS)]
        p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
        verdict = "met" if p95 <= _GOAL else "NOT MET"
        print(f"  {page or 'overview':<22} first {times[0]:.3f} s, p95 {p95:.3f} s ({verdict})")
    services.database.close()


def _time(client: FlaskClient, page: str) -> float:
    joint = "&" if "?" in page else "?"
    started = time.perf_counter()
    answer = client.get(f"{page}{joint}days=90")
    took = time.perf_counter() - started
    if answer.status_code != 200:
        raise SystemExit(f"{page}: {answer.status}")
    return took
