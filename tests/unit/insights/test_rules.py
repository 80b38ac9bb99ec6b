"""What may be counted of people, and who left without a word."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.insights.model import Asked, Key, Kind, Period, Step
from portal.insights.rules.chart import percent, plot, spans_of
from portal.insights.rules.counting import (
    MOST_PEOPLE,
    SILENT_AFTER,
    followed_of,
    keys_of,
    seen_of,
    trip_of,
    with_one_more,
)
from portal.insights.rules.masking import MASKS, countable_query, unmasked
from portal.insights.rules.period import OWN, parameters, read_period
from portal.insights.rules.tables import Cell, Column, Table, cells, to_csv
from portal.insights.rules.ways import derived, where_stopped, who_left
from tests.fakes import START

SECRET = b"of one day"
TODAY = START.date()


def step(
    kind: Kind, *, hours: float = 0, trip: int = 1, flow: str = "mail", node: str = "o_client"
) -> Step:
    return Step(START + timedelta(hours=hours), kind, flow, node, "en", ("a",), trip)


def test_a_way_has_one_number_today_and_another_tomorrow():
    assert trip_of(SECRET, "192.0.2.1 Firefox", "mail") == trip_of(
        SECRET, "192.0.2.1 Firefox", "mail"
    )
    others = {
        trip_of(b"of another", "192.0.2.1 Firefox", "mail"),
        trip_of(SECRET, "192.0.2.2 Firefox", "mail"),
        trip_of(SECRET, "192.0.2.1 Firefox", "website"),
    }
    assert trip_of(SECRET, "192.0.2.1 Firefox", "mail") not in others
    assert trip_of(SECRET, "", "mail") == 0


@given(st.binary(max_size=40), st.text(min_size=1), st.text())
def test_a_number_fits_into_every_database_and_is_never_that_of_nobody(secret, visitor, way):
    assert 0 < trip_of(secret, visitor, way) < 2**63


class TestMasking:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Contraseña   OLVIDADA ", "contrasena olvidada"),
            ("mail of ana@example.com", "mail of ‹mail›"),
            ("my password is ••••••", "my password is ‹secret›"),
            ("shop.example no carga", "‹domain› no carga"),
            ("https://shop.example/x?a=1 blanca", "‹domain› blanca"),
            ("call +34 600 123 456", "call ‹number›"),
            ("invoice 20261122", "invoice ‹number›"),
            ("DNI 12345678Z", "dni ‹number›"),
            ("192.0.2.1 bloqueada", "‹number› bloqueada"),
            ("2001:db8::1 bloqueada", "‹number› bloqueada"),
        ],
    )
    def test_what_may_name_somebody_is_masked_before_it_is_kept(self, typed, kept):
        assert countable_query(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        ["550 5.7.1 relay", "0x800ccc0e", "wp-config.php", "gmail.com rechaza", "office 2019 2021"],
    )
    def test_what_names_an_error_a_file_or_everybodys_service_stays(self, typed):
        assert countable_query(typed) == typed

    def test_a_draft_begins_without_the_masks(self):
        assert unmasked("mail of ‹mail› lost") == "mail of lost"

    @given(
        st.from_regex(r"\A[a-z]{1,8}@[a-z]{1,8}\.(com|es|cz)\Z"), st.text(max_size=20), st.text()
    )
    def test_no_address_is_kept_whatever_stands_around_it(self, address, before, after):
        kept = countable_query(f"{before} {address} {after}")
        assert address not in kept
        assert "@" not in kept or "@" in before + after

    @given(st.text(max_size=200))
    def test_a_kept_search_fits_into_its_column(self, typed):
        assert len(countable_query(typed)) <= 100 + max(map(len, MASKS))


def test_a_step_counts_for_itself_and_for_each_article_in_it():
    assert [key.article for key in keys_of(step(Kind.IMPRESSION))] == ["", "a"]


@given(st.lists(st.integers(0, 40)))
def test_people_are_told_apart_up_to_a_bound_and_the_unknown_are_nobody(trips):
    seen: list[int] = []
    for trip in trips:
        seen = with_one_more(seen, trip)
    assert len(seen) == min(len({*trips} - {0}), MOST_PEOPLE)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans())))
def test_never_more_people_open_a_hit_than_searched(trips):
    asked = [Asked(TODAY, "en", "imap", is_followed=way, trip=trip) for trip, way in trips]
    seen = seen_of(asked, ())
    assert set(followed_of(asked, seen, ())) <= set(seen)


class TestWays:
    def test_who_said_nothing_within_a_day_has_left(self):
        shown = step(Kind.IMPRESSION)
        assert who_left([shown]) == [shown]
        assert who_left([shown, step(Kind.CLICK, hours=1)]) == [shown]
        late = SILENT_AFTER / timedelta(hours=1) + 1
        assert who_left([shown, step(Kind.SOLVED, hours=late)]) == [shown]

    def test_an_end_said_on_the_same_way_after_it_closes_it(self):
        shown = step(Kind.IMPRESSION)
        for kind in (Kind.SOLVED, Kind.ESCAPED, Kind.ADDED, Kind.SUBMITTED):
            assert who_left([shown, step(kind, hours=2)]) == []
            assert who_left([shown, step(kind, hours=2, trip=2)]) == [shown]
            assert who_left([shown, step(kind, hours=2, flow="website")]) == [shown]
            assert who_left([shown, step(kind, hours=-1)]) == [shown]

    def test_a_way_without_an_end_stopped_at_its_last_page(self):
        first, last = step(Kind.REACHED, node="q_a"), step(Kind.REACHED, hours=1, node="q_b")
        stopped = where_stopped([last, first, step(Kind.REACHED, trip=2, node="q_a")])
        assert {(one.trip, one.node) for one in stopped} == {(1, "q_b"), (2, "q_a")}

    def test_going_on_after_an_answer_that_did_not_help_is_no_end(self):
        way = [step(Kind.REACHED), step(Kind.ESCAPED), step(Kind.REACHED, hours=1, node="ticket")]
        assert [one.node for one in where_stopped(way)] == ["ticket"]

    @pytest.mark.parametrize("end", [Kind.SOLVED, Kind.ADDED, Kind.SUBMITTED, Kind.HANDED])
    def test_who_came_to_an_end_stopped_nowhere(self, end):
        assert where_stopped([step(Kind.REACHED), step(end)]) == []

    def test_the_first_page_of_a_way_is_its_beginning(self):
        ways = [step(Kind.REACHED), step(Kind.REACHED, node="q_b"), step(Kind.REACHED, trip=2)]
        begun = Key(TODAY, Kind.BEGAN, "mail", locale="en")
        assert derived(ways, ()) == [begun, begun]
        assert derived(ways[1:2], ways[:1]) == []
        assert derived([step(Kind.REACHED, trip=0)], ()) == []

    def test_a_ticket_after_an_article_was_read_counts_against_it_once(self):
        read, sent = step(Kind.CLICK), step(Kind.SUBMITTED)
        failed = Key(TODAY, Kind.FAILED, article="a", locale="en")
        assert derived([sent], [read]) == [failed]
        assert failed in derived([read, sent], ())
        assert derived([sent], [read, step(Kind.SUBMITTED, node="o_b")]) == []
        assert derived([sent], [step(Kind.IMPRESSION)]) == []


class TestPeriod:
    def test_what_cannot_be_read_is_the_last_thirty_days(self):
        usual = Period(TODAY - timedelta(days=29), TODAY)
        asked: list[dict[str, str]] = [
            {}, {"days": "x"}, {"days": OWN, "since": "2026-13-01", "until": ""}, {"locale": "xx"},
        ]  # fmt: skip
        assert [read_period(one, TODAY) for one in asked] == [usual] * 4

    def test_own_days_are_put_in_order_and_end_today(self):
        asked = {"days": OWN, "since": "2027-01-01", "until": "2026-11-01", "locale": "es"}
        assert read_period(asked, TODAY) == Period(date(2026, 11, 1), TODAY, "es")

    @given(st.dates(), st.dates(), st.sampled_from(["", "cs"]))
    def test_an_address_asks_for_the_same_days_again(self, since, until, locale):
        asked = {"days": OWN, "since": str(since), "until": str(until), "locale": locale}
        period = read_period(asked, TODAY)
        assert period.since <= period.until <= TODAY
        assert read_period(parameters(period, TODAY), TODAY) == period


class TestChart:
    @given(st.integers(1, 731))
    def test_every_day_is_in_one_point(self, days):
        spans = spans_of(Period(TODAY - timedelta(days=days - 1), TODAY))
        assert sum((span.last - span.first).days + 1 for span in spans) == days
        assert all(a.last < b.first for a, b in itertools.pairwise(spans))

    def test_a_long_time_is_drawn_by_weeks(self):
        drawn = plot(Period(TODAY - timedelta(days=89), TODAY), [{TODAY: 3}])
        assert drawn.is_weekly
        assert drawn.lines[0].values[-1] == 3

    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=31))
    def test_every_point_lies_in_the_picture(self, numbers):
        period = Period(TODAY - timedelta(days=len(numbers) - 1), TODAY)
        days = {period.since + timedelta(days=n): value for n, value in enumerate(numbers)}
        drawn = plot(period, [days])
        assert drawn.ticks[0] >= max(numbers)
        assert drawn.ticks[0] == 2 * drawn.ticks[1]
        points = [tuple(map(float, p.split(","))) for p in drawn.lines[0].points.split(" ")]
        assert all(0 <= x <= 100 and 0 <= y <= 40 for x, y in points)

    def test_nothing_of_nothing_is_no_share(self):
        assert (percent(0, 0), percent(1, 3), percent(5, 3)) == (0, 33, 100)


class TestSpreadsheet:
    def sheet(self, *values: str | int | Cell) -> str:
        columns = tuple(Column(f"c{n}") for n in range(len(values)))
        return to_csv(Table("t", "T", columns, (cells(*values),))).split("\r\n")[1]

    @pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "|cmd", "%0"])
    def test_no_cell_is_a_formula(self, said):
        assert self.sheet(said).strip('"').startswith("'")

    def test_numbers_stay_numbers_and_quotes_are_doubled(self):
        assert self.sheet(5, 'a "b", c', Cell("x", url="/y")) == '5,"a ""b"", c",x'

    def test_a_part_knows_how_many_there_are(self):
        whole = Table("t", "T", (), (cells(1), cells(2), cells(3)))
        assert (len(whole.first(2).rows), whole.first(2).total) == (2, 3)
