"""Reading any text at all: it never fails, marks what is there and shows no secrets."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.diagnostics.model.readings import Kind
from portal.diagnostics.rules.excerpt import GAP, segments
from portal.diagnostics.rules.reading import LONGEST
from tests.slow_texts import MESSAGES
from tests.unit.diagnostics.catalogue import codes, read, reader

WORDS = st.sampled_from(
    [
        "550 5.1.1 ", "0x800CCC0E", "host mx.example.net[192.0.2.1] said: ", "\r\n",
        "<a@b.example>",
        "Received: from a by b; ", "Authentication-Results: x; spf=fail", "\0", "\u202e", "- gsmtp",
        "Final-Recipient: rfc822; a@b.example", "user unknown", "ERR_TIMED_OUT", "HTTP 503", "ｅ́",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=8))).map("".join))


@given(TEXTS)
@example("İ 550 5.1.1 user unknown")
@example("ß\u0345 relay\u00a0access   denied")
def test_no_text_makes_it_fail_and_marks_lie_inside_in_order_and_apart(text: str) -> None:
    found = read(text)
    at = 0
    for mark in found.marks:
        assert at <= mark.start < mark.end <= len(found.text)
        at = mark.end


@given(TEXTS)
def test_what_is_shown_is_the_text_itself(text: str) -> None:
    found = read(text)
    assert "".join(s.text for s in segments(found) if s is not GAP) == found.text


@pytest.mark.parametrize("text", MESSAGES, ids=[repr(text[:12]) for text in MESSAGES])
def test_a_text_made_to_be_slow_is_read_and_cut(text: str) -> None:
    found = read(text)
    assert found.is_cut or not found.text.strip()
    assert len(found.text) <= LONGEST


def test_a_long_text_is_cut_and_said_to_be():
    found = read("550 5.1.1 user unknown\n" + "x" * LONGEST)
    assert found.is_cut
    assert found.entry is not None
    assert len(found.text) == LONGEST


def test_of_a_long_text_the_marked_places_are_shown():
    found = read("hello\n" * 2000 + "550 5.1.1 user unknown\n" + "bye\n" * 2000)
    shown = segments(found)
    assert sum(len(s.text) for s in shown) < 2000
    assert GAP in shown
    assert [s.number for s in shown if s.number] == list(range(1, len(found.marks) + 1))


def test_secrets_are_covered_before_anything_is_read():
    found = reader().read("550 5.1.1 hunter2", mask=lambda text: text.replace("hunter2", "•••"))
    assert found.text == "550 5.1.1 •••"


def test_invisible_characters_do_not_hide_a_code():
    found = read("0x800\u200bCCC\u202e0E")
    assert found.entry is not None
    assert found.entry.id == "outlook-cannot-connect"


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "my computer is purple", "500 people came", "call 800 123 456", "800 12 34 56",
        "Exim 4.97.1", "PHP 5.6.40 and MySQL 5.7.26", "192.0.2.5.1.1", "version 4.2.2",
        "page 404 of the book", "it costs 550 EUR",
    ],
)  # fmt: skip
def test_numbers_of_other_things_are_no_errors(text: str) -> None:
    assert read(text).kind is Kind.NOTHING


def test_a_number_alone_is_taken_for_a_code():
    assert [read(n).entries[0].id for n in ("508", " 550 ", "404")] == [
        "http-unavailable", "refused-without-reason", "http-not-found",
    ]  # fmt: skip


def test_a_number_after_the_name_of_the_network_that_shows_it_is_a_code():
    assert read("Cloudflare 522").entries[0].id == "cdn-unreachable"


def test_mail_and_web_use_the_same_words_apart():
    assert read("Error 522: Connection timed out").entries[0].id == "cdn-unreachable"
    assert read("connect to mx.example.net[192.0.2.1]:25: Connection timed out").entries[0].id == (
        "message-expired"
    )


def test_words_are_found_across_broken_lines():
    found = read("554 <a@b.example>: Relay\n    access    denied")
    assert found.entries[0].id == "relay-denied"
    assert any("Relay\n    access    denied" in found.text[m.start : m.end] for m in found.marks)


def test_the_catalogue_is_large_enough_to_be_worth_asking():
    assert len(codes().entries) > 60
