"""Events become figures: once each, without a name, and nothing of it on the request's time."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.articles.model import ArticleViewed, Reason, Vote, VoteGiven
from portal.insights.model import (
    ArticleFigures,
    Funnel,
    Judged,
    Kind,
    PageReached,
    Period,
    QueryFigures,
    SearchFollowed,
)
from portal.insights.recorder import MOST, Recorder
from portal.insights.service import KEPT, Figures, Insights
from portal.insights.store import counts, queries, secrets, steps
from portal.kernel.locale import Locale
from portal.search.model import Searched
from portal.tickets.rules.verdicts import TicketJudged, Verdict, Why
from portal.wizard.events import StepKind, WizardStep
from tests.factories import Portal, portal_in
from tests.fakes import START

TODAY = START.date()
NOW = Period(TODAY, TODAY)
SHOWN = WizardStep(StepKind.IMPRESSION, "mail", "o_client", Locale.EN, ("port-test",))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("insights")) as portal:
        yield portal


class Crowd:
    """Visitors one after the other, and what is counted of them."""

    def __init__(self, portal: Portal) -> None:
        self.visitor: str | None = "192.0.2.1 Firefox"
        self.portal, self.clock = portal, portal.clock
        self.insights = Insights(portal.services.database, portal.clock, lambda: self.visitor)
        self.figures = Figures(portal.services.database, portal.clock)

    def says(self, *events: object, visitor: str | None = "") -> None:
        self.visitor = "192.0.2.1 Firefox" if visitor == "" else visitor
        for event in events:
            self.insights.hear(event)
        self.insights.flush()

    def funnel(self, until: date = TODAY) -> Funnel:
        found, _days = self.figures.daily(Period(TODAY, until))
        return replace(found, began=0)

    def article(self) -> ArticleFigures:
        return self.figures.articles(NOW)["port-test"]

    def searches(self, rank: str = "top") -> list[QueryFigures]:
        return self.figures.searches(Period(TODAY, TODAY + timedelta(days=9)), rank)[0]

    def rows(self, table: sa.Table) -> list[dict[str, object]]:
        with self.portal.services.database.read() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]


@pytest.fixture
def crowd(kept: Portal) -> Crowd:
    kept.clear()
    return Crowd(kept)


def step(kind: StepKind) -> WizardStep:
    return WizardStep(kind, "mail", "o_client", Locale.EN, ("port-test",))


def test_a_page_loaded_again_is_one_impression_and_another_visitor_is_another(crowd):
    crowd.says(SHOWN, SHOWN)
    crowd.says(SHOWN)
    crowd.says(SHOWN, visitor="192.0.2.2 Firefox")
    assert crowd.funnel().impressions == 2


def test_each_end_is_counted_as_it_was_said(crowd):
    for number, kind in enumerate((StepKind.SOLVED, StepKind.ESCAPED, StepKind.SUBMITTED)):
        crowd.says(SHOWN, step(kind), visitor=f"192.0.2.{number} Firefox")
    assert crowd.funnel() == Funnel(impressions=3, solved=1, escaped=1, submitted=1)
    assert set(crowd.figures.nodes(NOW, "mail")) == {"", "o_client"}
    assert crowd.figures.nodes(NOW, "mail")[""] == Funnel(began=3)


def test_silence_is_no_help_it_is_counted_as_left_after_a_day_and_once(crowd):
    crowd.says(SHOWN)
    crowd.says(SHOWN, step(StepKind.SOLVED), visitor="192.0.2.2 Firefox")
    assert crowd.insights.settle() == 0
    crowd.clock.advance(hours=25)
    assert crowd.insights.settle() == 1
    assert crowd.insights.settle() == 0
    assert crowd.funnel() == Funnel(impressions=2, solved=1, left=1, stopped=1)


def test_who_objects_is_not_counted_at_all(crowd):
    crowd.says(SHOWN, Searched("imap", Locale.EN, 3), visitor=None)
    assert crowd.rows(counts) == crowd.rows(steps) == crowd.rows(queries) == []


def test_nothing_kept_holds_an_address_a_browser_or_what_was_typed(crowd):
    crowd.says(SHOWN, Searched("where is imap", Locale.EN, 3))
    kept = str([crowd.rows(t) for t in (steps, counts, queries)])
    assert "192.0.2" not in kept
    assert "Firefox" not in kept


def test_what_tells_people_apart_is_gone_after_a_day(crowd):
    crowd.says(SHOWN, Searched("imap", Locale.EN, 3))
    assert crowd.rows(queries)[0]["seen"]
    crowd.clock.advance(hours=25)
    crowd.insights.settle()
    assert [row["trip"] for row in crowd.rows(steps)] == [0]
    assert [(row["seen"], row["people"]) for row in crowd.rows(queries)] == [(None, 1)]
    assert crowd.rows(secrets) == []


def test_steps_are_forgotten_and_their_counters_stay(crowd):
    crowd.says(SHOWN, Searched("rare thing", Locale.EN, 0))
    crowd.clock.advance(days=KEPT.days + 1)
    crowd.insights.settle()
    assert crowd.rows(steps) == crowd.rows(queries) == []
    assert crowd.funnel().impressions == 1


def test_articles_have_views_offers_and_votes_with_their_reasons(crowd):
    vote = Vote("v", "port-test", Locale.EN, useful=False, comment="my street")
    why = Vote("v", "port-test", Locale.EN, useful=False, reason=Reason.OUTDATED)
    crowd.says(ArticleViewed("port-test", Locale.EN), SHOWN, VoteGiven(vote), VoteGiven(why))
    found = crowd.article()
    assert (found.views, found.offered, found.useless, found.reasons) == (1, 1, 1, {"outdated": 1})
    assert "street" not in str(crowd.rows(counts))


def ask(crowd: Crowd, *people: int, total: int = 3) -> None:
    for number in people:
        crowd.says(Searched("IMAP server", Locale.EN, total), visitor=f"192.0.2.{number} Firefox")


def test_a_search_is_shown_once_two_people_made_it_on_a_day(crowd):
    ask(crowd, 1, 1)
    assert crowd.searches() == []
    ask(crowd, 2, total=0)
    expected = QueryFigures("imap server", "en", searches=3, empty=1, people=2)
    assert crowd.searches() == [expected]
    assert crowd.searches("empty") == [expected]


def test_a_search_is_shown_once_it_came_on_three_days(crowd):
    for _ in range(3):
        assert crowd.searches() == []
        ask(crowd, 1)
        crowd.clock.advance(days=1)
    assert [one.searches for one in crowd.searches()] == [3]
    crowd.clock.advance(days=KEPT.days + 1)
    crowd.insights.settle()
    assert len(crowd.rows(queries)) == 3


def test_who_opened_a_hit_is_not_among_those_who_opened_nothing(crowd):
    ask(crowd, 1, 2, 3)
    followed = SearchFollowed("imap  server", "en", "port-test")
    for _ in range(2):
        crowd.says(followed, visitor="192.0.2.1 Firefox")
    crowd.says(followed, visitor="192.0.2.9 Firefox")  # who was not seen to search
    assert [(one.people, one.unfollowed) for one in crowd.searches("unfollowed")] == [(3, 2)]
    assert crowd.article().found == 3


def test_searches_are_counted_without_their_words_too(crowd):
    ask(crowd, 1, 2, total=0)
    crowd.says(Searched("\u0301", Locale.EN, 1))
    days = crowd.figures.days(NOW, Kind.SEARCHED, Kind.UNFOUND)
    assert days == {Kind.SEARCHED: {TODAY: 3}, Kind.UNFOUND: {TODAY: 2}}


def test_an_article_that_was_read_before_a_ticket_failed_whoever_writes_it_down(crowd):
    crowd.says(SHOWN, step(StepKind.CLICK))
    crowd.says(step(StepKind.SUBMITTED))
    assert crowd.article().failed == 1


def test_where_people_stop_is_known_a_day_later(crowd):
    pages = [PageReached("mail", node, "en") for node in ("q_a", "q_b")]
    crowd.says(pages[0])
    crowd.clock.advance(minutes=1)
    crowd.says(pages[1])
    crowd.says(*pages, step(StepKind.SUBMITTED), visitor="192.0.2.2 Firefox")
    crowd.clock.advance(hours=25)
    crowd.insights.settle()
    found = crowd.figures.nodes(NOW, "mail")
    assert [(found[n].seen, found[n].stopped) for n in ("q_a", "q_b")] == [(2, 0), (2, 1)]


def test_what_support_says_counts_though_its_browser_objects(crowd):
    judged = TicketJudged(Verdict.POOR, Why.VAGUE, "mail", "o_ticket", Locale.EN)
    crowd.says(judged, visitor=None)
    assert crowd.figures.verdicts(NOW) == [Judged("mail", "o_ticket", Verdict.POOR, Why.VAGUE, 1)]


def test_one_person_asking_five_times_is_one(crowd):
    for _ in range(5):
        crowd.says(Searched("imap", Locale.EN, 3))
    assert crowd.rows(queries)[0]["people"] == 1
    assert crowd.rows(queries)[0]["searches"] == 5


def test_days_are_counted_apart(crowd):
    crowd.says(SHOWN)
    crowd.clock.advance(days=1)
    crowd.says(SHOWN)
    tomorrow = TODAY + timedelta(days=1)
    assert crowd.funnel().impressions == 1
    assert crowd.funnel(tomorrow).impressions == 2


def test_two_processes_tell_the_same_people_apart(crowd):
    crowd.says(SHOWN)
    other = Insights(crowd.portal.services.database, crowd.clock, lambda: "192.0.2.1 Firefox")
    other.hear(SHOWN)
    other.flush()
    assert crowd.funnel().impressions == 1


class TestRecorder:
    def test_what_cannot_be_written_now_waits_in_its_order(self):
        written: list[int] = []
        is_silent = True

        def write(batch: Sequence[int]) -> None:
            if is_silent:
                raise OSError("no database")
            written.extend(batch)

        recorder = Recorder(write)
        for number in range(3):
            recorder.add(number)
            recorder.flush()
        is_silent = False
        recorder.add(3)
        recorder.flush()
        assert written == [0, 1, 2, 3]

    def test_what_waits_is_bounded_and_the_oldest_give_way(self):
        written: list[int] = []
        recorder = Recorder(written.extend)
        for number in range(MOST + 5):
            recorder.add(number)
        recorder.flush()
        assert (len(written), written[0]) == (MOST, 5)

    def test_a_thread_writes_when_there_is_much_and_the_rest_at_the_end(self):
        written: list[int] = []
        is_written = threading.Event()

        def write(batch: Sequence[int]) -> None:
            written.extend(batch)
            is_written.set()

        recorder = Recorder(write)
        recorder.start()
        recorder.add(1)
        assert is_written.wait(10)
        recorder.add(2)
        recorder.stop()
        assert written == [1, 2]


def test_half_a_million_steps_are_read_from_few_counters(crowd):
    rows = [
        {
            "day": TODAY - timedelta(days=day),
            "kind": kind,
            "flow": "mail",
            "node": f"o_{node}",
            "article": article,
            "locale": "en",
            "number": 500,
        }
        for day in range(100)
        for kind in ("impression", "solved")
        for node in range(5)
        for article in ("", f"a{node}")
    ]
    with crowd.portal.services.database.write() as connection:
        connection.execute(sa.insert(counts), rows)
    found = crowd.figures.nodes(Period(TODAY - timedelta(days=99), TODAY), "mail")
    assert sum(one.impressions + one.solved for one in found.values()) == 500_000
