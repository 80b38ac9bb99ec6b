"""Many similar tickets in a short time (R6, R25)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.model import Fingerprint
from portal.notices.rules.clusters import find_suspicions, sign_of
from tests.unit.notices.conftest import arrival

pytestmark = pytest.mark.rules

SPAN = timedelta(minutes=40)


def found(arrivals: list[Fingerprint], tickets: int = 5) -> list[tuple[str, ...]]:
    return [s.references for s in find_suspicions(arrivals, tickets, SPAN)]


def five(start: int = 1, every: float = 10, **changes: str) -> list[Fingerprint]:
    return [arrival(start + i, i * every, **changes) for i in range(5)]


def test_r25_five_similar_tickets_in_40_minutes_raise_the_flag():
    suspicions = find_suspicions(five(), 5, SPAN)

    assert [s.symptom for s in suspicions] == ["cannot_send"]
    assert suspicions[0].since == five()[0].at


def test_r25_four_do_not_and_five_in_41_minutes_do_not():
    assert found(five()[:4]) == []
    assert found(five(every=10.25)) == []


def test_r6_what_differs_in_symptom_or_product_is_no_cluster():
    assert found([*five()[:3], *five(4, symptom="bounce")[:3]]) == []
    assert found([*five()[:3], *five(4, product="website")[:3]]) == []


def test_where_nobody_was_asked_the_end_of_the_questions_is_the_sign():
    assert sign_of(arrival(1, symptom="")) == "mail:o_ticket"
    assert found(five(symptom=""))
    assert found([*five(symptom="")[:3], *five(4, symptom="", outcome="o_other")[:2]]) == []


def test_one_person_counts_once_however_often_they_write():
    assert found(five(person="the same")) == []
    many = [*five(), arrival(9, 12, person="person 1")]
    assert len(found(many)[0]) == 6


def test_one_server_with_different_symptoms_is_a_cluster():
    symptoms = ["cannot_send", "bounce", "folders", "password", "spam"]
    arrivals = [arrival(i, i, symptom=s, server="mx2") for i, s in enumerate(symptoms)]

    suspicion = find_suspicions(arrivals, 5, SPAN)[0]
    assert (suspicion.server, suspicion.symptom) == ("mx2", "")


def test_tickets_that_follow_belong_to_it_and_a_pause_ends_it():
    arrivals = [*five(), arrival(6, 75), arrival(7, 120)]

    assert found(arrivals) == [tuple(f"FARO-{n}" for n in range(1, 7))]


def test_what_came_before_the_first_full_window_is_ordinary_trouble():
    arrivals = [arrival(90, -45), arrival(91, -20), *five(every=1)]

    assert found(arrivals, tickets=5) == [tuple(f"FARO-{n}" for n in (91, 1, 2, 3, 4, 5))]


_arrivals = st.lists(
    st.builds(
        arrival,
        st.integers(1, 10_000),
        st.integers(0, 300),
        symptom=st.sampled_from(["a", "b", ""]),
        server=st.sampled_from(["", "mx1"]),
        person=st.sampled_from([f"p{i}" for i in range(8)]),
    ),
    max_size=40,
    unique_by=lambda a: a.reference,
)


@given(_arrivals, st.integers(2, 6), st.randoms())
def test_a_flag_rests_on_enough_people_and_on_no_order(arrivals, tickets, random):
    suspicions = find_suspicions(arrivals, tickets, SPAN)
    mixed = arrivals[:]
    random.shuffle(mixed)

    assert find_suspicions(mixed, tickets, SPAN) == suspicions
    named = [t.reference for s in suspicions for t in s.tickets]
    assert len(named) == len(set(named)), "a ticket stands in one suspicion"
    for suspicion in suspicions:
        assert len({t.person for t in suspicion.tickets}) >= tickets
        assert len({sign_of(t) for t in suspicion.tickets}) == 1 or suspicion.server


@given(_arrivals, st.integers(2, 6))
def test_a_full_window_always_raises_a_flag(arrivals, tickets):
    suspicions = find_suspicions(arrivals, tickets, SPAN)
    flagged = {t.reference for s in suspicions for t in s.tickets}

    for first in arrivals:
        alike = [
            a
            for a in arrivals
            if sign_of(a) == sign_of(first) and timedelta(0) <= a.at - first.at <= SPAN
        ]
        if len({a.person for a in alike if a.reference not in flagged}) >= tickets:
            raise AssertionError("a cluster was missed")
