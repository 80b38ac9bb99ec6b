"""Heads of messages: who checked the sender, with what result, and the way they took."""

from typing import Any

import pytest

from portal.diagnostics.model.readings import Headers, Judgement, Kind
from portal.diagnostics.rules.headers import judge
from tests.unit.diagnostics.catalogue import read, samples

HEADS = samples("headers.yml")
each = pytest.mark.parametrize("sample", HEADS, ids=[head["name"] for head in HEADS])
Sample = dict[str, Any]


def headers(sample: Sample) -> Headers:
    found = read(sample["text"])
    assert found.kind is Kind.HEADERS
    assert found.headers is not None
    return found.headers


def test_there_are_enough_of_them():
    assert len(HEADS) >= 20


@each
def test_the_sender_is_judged_by_what_was_checked(sample: Sample) -> None:
    found = headers(sample)
    results = (found.judgement, found.checker, found.spf, found.dkim, found.dmarc)
    wanted = (sample["judgement"], sample["checker"], sample["spf"], sample["dkim"])
    assert results == (*wanted, sample["dmarc"])
    assert found.sender == sample["sender"]


@each
def test_the_way_begins_at_the_sender(sample: Sample) -> None:
    hops = headers(sample).hops
    assert (len(hops), hops[0].by) == (sample["hops"], sample["first"])


@each
def test_spam_is_what_the_filter_marked(sample: Sample) -> None:
    assert headers(sample).is_spam == sample.get("spam", False)


def test_the_longest_wait_is_found():
    sample = next(head for head in HEADS if "slowest" in head)
    slowest = headers(sample).slowest
    assert slowest is not None
    assert slowest.waited is not None
    assert (slowest.by, slowest.waited.total_seconds()) == (sample["slowest"], 1860)


def test_dmarc_has_the_last_word():
    assert judge("pass", "pass", "fail") is Judgement.FAILS
    assert judge("fail", "fail", "pass") is Judgement.PASSES


def test_lines_with_colons_are_no_head():
    assert read("From: Ana\nTo: Luis\nSubject: Hello").headers is None
