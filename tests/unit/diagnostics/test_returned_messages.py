"""Returned messages from all sorts of servers: what they say, who says it, to whom."""

from typing import Any

import pytest

from portal.diagnostics.model.readings import Kind, Part
from tests.unit.diagnostics.catalogue import read, samples

BOUNCES = samples("bounces.yml")
each = pytest.mark.parametrize("sample", BOUNCES, ids=[bounce["name"] for bounce in BOUNCES])
Sample = dict[str, Any]


def test_there_are_enough_of_them():
    assert len(BOUNCES) >= 30


@each
def test_its_reason_and_verdict_are_found(sample: Sample) -> None:
    found = read(sample["text"])
    assert found.kind is Kind.BOUNCE
    assert found.entry is not None
    assert (found.entry.id, found.entry.verdict) == (sample["entry"], sample["verdict"])


@each
def test_it_is_known_who_speaks(sample: Sample) -> None:
    speaker = read(sample["text"]).speaker
    assert (speaker.name if speaker else "") == sample["said"]
    if speaker:
        assert speaker.is_ours == sample.get("ours", False)
        assert speaker.is_silent == sample.get("silent", False)


@each
def test_it_is_known_who_did_not_get_it_and_when_it_was_refused(sample: Sample) -> None:
    found = read(sample["text"])
    assert list(found.recipients) == sample["to"]
    assert found.moment == sample.get("moment")


@each
def test_it_is_known_whether_it_is_for_good(sample: Sample) -> None:
    assert read(sample["text"]).is_temporary == sample["temporary"]


@each
def test_it_says_the_same_with_the_line_ends_of_windows(sample: Sample) -> None:
    plain, windows = read(sample["text"]), read(sample["text"].replace("\n", "\r\n"))
    assert windows == plain


def test_an_exact_code_weighs_more_than_words_and_words_more_than_a_number():
    assert read("550 5.1.1 blocked using a list").entries[0].id == "no-such-recipient"
    assert read("550 5.7.1 blocked using a list").entries[0].id == "address-listed"
    assert read("550 5.7.1 no").entries[0].id == "policy-refused"


def test_the_report_of_a_message_that_was_delivered_is_no_error():
    found = read("Reporting-MTA: dns; mx.example.com\nAction: delivered\nStatus: 2.0.0")
    assert found.entry is None


def test_what_is_marked_is_what_the_table_explains():
    found = read(BOUNCES[0]["text"])
    marked = {mark.part: found.text[mark.start : mark.end] for mark in found.marks}
    assert marked[Part.SPEAKER] == "mx1.clinicanorte.example"
    assert marked[Part.MOMENT] == "after RCPT TO"
    assert marked[Part.REPORTER] == "mail.faro.example"
    assert marked[Part.REPLY] == "552"
