from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.model.answers import Answer, Status
from portal.diagnostics.rules.waiting import (
    all_agree_at,
    cached_until,
    usable_ttl,
)
from tests.fakes import START


def said(*records: str, ttl: int = 300, status: Status = Status.OK) -> Answer:
    return Answer("example.com", "A", status, "192.0.2.53", START, records, ttl)


@pytest.mark.parametrize("seconds", [-1, 2**31, 2**32 - 1])
def test_a_time_to_live_that_makes_no_sense_is_none(seconds):
    assert usable_ttl(seconds) == 0


def test_an_answer_is_kept_for_its_time_to_live():
    assert cached_until(said("192.0.2.10")) == START + timedelta(seconds=300)


@pytest.mark.parametrize("status", [Status.SERVFAIL, Status.NO_ANSWER])
def test_what_was_no_answer_is_not_waited_for(status):
    assert cached_until(said(status=status)) == START


def test_servers_that_agree_need_no_waiting():
    same = [said("192.0.2.10", "192.0.2.11"), said("192.0.2.11", "192.0.2.10", ttl=7)]
    assert all_agree_at(same) is None


def test_servers_that_differ_agree_after_the_longest_wait():
    old = said("192.0.2.99", ttl=4000)
    gone = said(status=Status.NXDOMAIN, ttl=900)
    assert all_agree_at([said("192.0.2.10"), old, gone]) == START + timedelta(seconds=4000)


def test_a_silent_server_disagrees_with_nobody():
    assert all_agree_at([said("192.0.2.10"), said(status=Status.NO_ANSWER)]) is None


@given(st.integers(-(2**33), 2**33))
def test_a_time_to_live_is_never_negative_and_never_longer_than_said(ttl):
    assert 0 <= usable_ttl(ttl) <= max(ttl, 0)
