"""R4: the same order for everybody, and nobody jumps it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tickets.model import Kind, Priority, QueueEntry
from portal.tickets.rules.queue import explain, in_order, place_of, sort_key

pytestmark = pytest.mark.rules

START = datetime(2024, 5, 6, 9, tzinfo=UTC)
ZONES = [UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-6))]


Facts = tuple[Kind, Priority, int, timezone]
FACTS: st.SearchStrategy[Facts] = st.tuples(
    st.sampled_from(Kind), st.sampled_from(Priority), st.integers(0, 3), st.sampled_from(ZONES)
)


def queue_of(facts: list[Facts]) -> list[QueueEntry]:
    return [
        QueueEntry(f"T{n}", kind, priority, (START + timedelta(hours=h)).astimezone(zone), n)
        for n, (kind, priority, h, zone) in enumerate(facts)
    ]


QUEUES = st.lists(FACTS, max_size=6).map(queue_of)
FEW = settings(max_examples=40)


def entry(
    sequence: int,
    kind: Kind = Kind.INCIDENT,
    priority: Priority = Priority.MEDIUM,
    hours: int = 0,
) -> QueueEntry:
    return QueueEntry(f"T{sequence}", kind, priority, START + timedelta(hours=hours), sequence)


@FEW
@given(QUEUES, st.randoms())
def test_the_order_does_not_depend_on_how_the_tickets_lay(entries, random):
    shuffled = random.sample(entries, len(entries))
    assert in_order(shuffled) == in_order(entries)
    assert in_order(in_order(entries)) == in_order(entries)


@FEW
@given(QUEUES)
def test_of_two_tickets_exactly_one_goes_first_and_that_carries_on(entries):
    for one in entries:
        for other in entries:
            ways = (sort_key(one) < sort_key(other)) + (sort_key(other) < sort_key(one))
            assert ways == (one is not other)
    ordered = in_order(entries)
    pairs = [(a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :]]
    assert all(sort_key(a) < sort_key(b) for a, b in pairs)


@FEW
@given(QUEUES)
def test_no_request_stands_before_an_incident(entries):
    kinds = [one.kind for one in in_order(entries)]
    assert kinds == sorted(kinds, key=[Kind.INCIDENT, Kind.REQUEST].index)


@FEW
@given(QUEUES)
def test_within_a_kind_and_priority_who_entered_first_is_first(entries):
    ordered = in_order(entries)
    for kind in Kind:
        for priority in Priority:
            rank = [e for e in ordered if (e.kind, e.priority) == (kind, priority)]
            assert rank == sorted(rank, key=lambda e: (e.entered_at, e.sequence))


@FEW
@given(QUEUES)
def test_the_explanation_adds_up_to_the_place(entries):
    for place, one in enumerate(in_order(entries), start=1):
        why = explain(one, entries)
        before = why.incidents_before + why.higher_priority_before + why.older_before
        assert why.place == place_of(one, entries) == before + 1 == place


def test_a_high_request_still_waits_for_a_low_incident():
    request = entry(1, Kind.REQUEST, Priority.HIGH)
    incident = entry(2, Kind.INCIDENT, Priority.LOW, hours=9)
    assert in_order([request, incident]) == (incident, request)


def test_the_explanation_names_what_is_before():
    mine = entry(9, Kind.REQUEST, Priority.MEDIUM, hours=3)
    others = [
        entry(1, Kind.INCIDENT, Priority.LOW, hours=8),
        entry(2, Kind.REQUEST, Priority.HIGH, hours=8),
        entry(3, Kind.REQUEST, Priority.MEDIUM, hours=1),
        entry(4, Kind.REQUEST, Priority.MEDIUM, hours=4),
    ]
    why = explain(mine, others)
    assert (why.incidents_before, why.higher_priority_before, why.older_before) == (1, 1, 1)
    assert why.place == 4


def test_a_time_without_zone_is_no_place_in_the_queue():
    with pytest.raises(ValueError, match="time zone"):
        QueueEntry("T1", Kind.INCIDENT, Priority.LOW, START.replace(tzinfo=None), 1)
