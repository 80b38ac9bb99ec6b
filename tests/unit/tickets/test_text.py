"""Texts taken apart: anchors, words that say something, and keys hit at random."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import portal
from portal.kernel.locale import Locale
from portal.tickets.files import load_lexicons
from portal.tickets.model import Kind, Report
from portal.tickets.rules.mash import is_mash
from portal.tickets.rules.report import check_report
from portal.tickets.rules.text import AnchorKind, informative, prepare
from tests.slow_texts import REPORTS

pytestmark = pytest.mark.rules

# Not a fixture: a falsifying example would print all of its words.
SPANISH = load_lexicons(Path(portal.__file__).parent / "site_defaults")[Locale.ES]

ANCHORS = [
    ("ana@ejemplo.example", AnchorKind.ADDRESS),
    ("https://example.com/a?b=c", AnchorKind.ADDRESS),
    ("shop.example.com", AnchorKind.ADDRESS),
    ("203.0.113.25", AnchorKind.ADDRESS),
    ("0x800CCC0E", AnchorKind.CODE),
    ("ERR_CERT_DATE_INVALID", AnchorKind.CODE),
    ("5.7.26", AnchorKind.CODE),
    ("503", AnchorKind.CODE),
    (".htaccess", AnchorKind.NAME),
    ('"Bad Gateway"', AnchorKind.QUOTE),
    ("«Acceso denegado»", AnchorKind.QUOTE),
    ("„Odeslat zprávu“", AnchorKind.QUOTE),
]


@pytest.mark.parametrize(("text", "kind"), ANCHORS)
def test_concrete_things_are_anchors(text, kind):
    anchors = prepare(f"Outlook {text} since").anchors
    assert [(anchor.kind, anchor.text) for anchor in anchors] == [(kind, text)]


@pytest.mark.parametrize(
    "text", ["500 MB of mail", "port 587", "No va.Ayuda", '"..."', "Version 2.0"]
)
def test_sizes_ports_and_missing_blanks_are_no_anchors(text):
    assert prepare(text).anchors == ()


def test_reply_marks_and_runs_of_exclamation_are_dropped():
    assert prepare("Re: RV: Fwd: Odp: Help!!!???").text == "Help!"


def test_urgency_adds_nothing(spanish):
    calm = informative(prepare("Outlook no envía"), spanish)
    assert informative(prepare("URGENTE Outlook no envía, ayuda por favor YA"), spanish) == calm


@pytest.mark.parametrize(
    "token", ["asdf", "asdfjkl", "qwerty", "aaaaa", "jajajaja", "sdfgdfg", "lkjhgf", "12345"]
)
def test_keys_hit_at_random_are_mash(token):
    assert is_mash(token)


@pytest.mark.parametrize(
    "token",
    ["property", "https", "wordpress", "were", "banana", "ctvrtek", "scvrkl", "2021", "www"],
)
def test_words_are_no_mash(token):
    assert not is_mash(token)


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=4), st.sampled_from(Kind))
def test_no_text_makes_a_check_fail(text, steps, kind):
    report = Report(text, tuple(steps), text, text[::-1], text, text, text, None, text, True, text)
    assert check_report(report, kind, SPANISH) == check_report(report, kind, SPANISH)


@pytest.mark.parametrize("text", REPORTS, ids=[text[:12] for text in REPORTS])
def test_a_text_made_to_be_slow_is_checked_and_found_wanting(english, text):
    report = Report(text[:4000], ("Open it",), "That it works", "It fails")
    found = check_report(report, Kind.INCIDENT, english)
    assert "subject" in {one.field for one in (*found.blocking, *found.advice)}
