"""What may be counted of people, and who left without a word."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.insights.model import Kind, Step
from portal.insights.rules import (
    MOST_PEOPLE,
    SILENT_AFTER,
    countable_query,
    keys_of,
    trip_of,
    who_left,
    with_one_more,
)
from tests.fakes import START

SECRET = b"of one day"


def step(kind: Kind, *, hours: float = 0, trip: int = 1, flow: str = "mail") -> Step:
    return Step(START + timedelta(hours=hours), kind, flow, "o_client", "en", ("a",), trip)


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


def test_a_query_that_may_name_somebody_is_not_counted():
    assert countable_query("  Contraseña   OLVIDADA ") == "contrasena olvidada"
    for telling in ("mail of ana@example.com", "invoice 20261122", "my password is ••••••"):
        assert countable_query(telling) == ""


def test_a_step_counts_for_itself_and_for_each_article_in_it():
    assert [key.article for key in keys_of(step(Kind.IMPRESSION))] == ["", "a"]


@given(st.lists(st.integers(0, 40)))
def test_people_are_told_apart_up_to_a_bound_and_the_unknown_are_nobody(trips):
    seen: list[int] = []
    for trip in trips:
        seen = with_one_more(seen, trip)
    assert len(seen) == min(len({*trips} - {0}), MOST_PEOPLE)


def test_who_said_nothing_within_a_day_has_left():
    shown = step(Kind.IMPRESSION)
    assert who_left([shown]) == [shown]
    assert who_left([shown, step(Kind.CLICK, hours=1)]) == [shown]
    late = SILENT_AFTER / timedelta(hours=1) + 1
    assert who_left([shown, step(Kind.SOLVED, hours=late)]) == [shown]


def test_an_end_said_on_the_same_way_after_it_closes_it():
    shown = step(Kind.IMPRESSION)
    for kind in (Kind.SOLVED, Kind.ESCAPED, Kind.ADDED, Kind.SUBMITTED):
        assert who_left([shown, step(kind, hours=2)]) == []
        assert who_left([shown, step(kind, hours=2, trip=2)]) == [shown]
        assert who_left([shown, step(kind, hours=2, flow="website")]) == [shown]
        assert who_left([shown, step(kind, hours=-1)]) == [shown]
