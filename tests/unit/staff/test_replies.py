"""The replies at hand: complete in three languages, and honest."""

import pytest

from portal.app.replying import load_phrases_of, load_replies_of
from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteFiles
from portal.staff.files import load_phrases, load_replies
from portal.staff.model import Reply
from portal.staff.rules.replies import VARIABLES, fill, insert
from portal.staff.rules.reply_check import check_reply

OURS = SiteFiles(DEFAULTS / "nothing-of-their-own")


def test_the_three_languages_have_the_same_replies_with_the_same_acts():
    found = load_replies_of(OURS)
    shapes = {code: [(r.key, r.act, r.asks) for r in found[code]] for code in LOCALES}
    assert shapes[Locale.ES] == shapes[Locale.EN] == shapes[Locale.CS]
    assert len(shapes[Locale.EN]) >= 8


@pytest.mark.parametrize("code", LOCALES)
def test_r29_our_own_replies_pass_the_check_that_stands_before_sending(code):
    phrases = load_phrases_of(OURS)
    assert [
        check_reply(r.text, phrases)
        for r in load_replies_of(OURS)[code]
        if check_reply(r.text, phrases)
    ] == []


@pytest.mark.parametrize("code", LOCALES)
def test_what_we_ship_has_no_faults(code):
    assert load_replies(DEFAULTS / f"replies/{code}.yml", code)[1] == []
    assert load_phrases(DEFAULTS / f"reply_check/{code}.yml", code)[1] == []


def test_a_reply_with_a_fault_is_left_out_and_named_with_its_line(tmp_path):
    path = tmp_path / "en.yml"
    path.write_text(
        "locale: en\nreplies:\n  - {key: good, name: Good, text: 'Hello, {name}'}\n"
        "  - {key: odd, name: Odd, text: 'Hello, {nmae}'}\n"
        "  - {key: quiet, name: Quiet, text: Hello, act: note}\n",
        encoding="utf-8",
    )
    replies, findings = load_replies(path, Locale.EN)
    assert [r.key for r in replies] == ["good"]
    assert [(f.line, "nmae" in f.message) for f in findings] == [(4, True), (5, False)]


@pytest.mark.parametrize(
    "text",
    ["locale: es\nreplies: []\n", "replies: 3\n", "locale: en\nreplies: [{key: X}]\n", ": ["],
)
def test_a_file_that_cannot_be_used_gives_nothing_and_says_why(tmp_path, text):
    path = tmp_path / "en.yml"
    path.write_text(text, encoding="utf-8")
    replies, findings = load_replies(path, Locale.EN)
    assert replies == ()
    assert findings


def test_words_to_look_for_have_to_be_folded(tmp_path):
    path = tmp_path / "en.yml"
    path.write_text("locale: en\nprice: [For That]\ntime: []\nperson: []\nlost: []\n")
    phrases, findings = load_phrases(path, Locale.EN)
    assert phrases is None
    assert findings[0].line == 2


def test_in_place_of_a_providers_broken_words_ours_are_used(tmp_path):
    (tmp_path / "site/reply_check").mkdir(parents=True)
    (tmp_path / "site/reply_check/en.yml").write_text("locale: en\nprice: 7\n")
    assert check_reply("For that price?", load_phrases_of(SiteFiles(tmp_path)))


def test_the_tickets_own_words_stand_in_a_reply():
    reply = Reply("k", "K", "Hello, {name}: {domain}, {reference}. {else}")
    values = dict(zip(VARIABLES, ("Ana", "FARO-1", "a.example"), strict=True))
    assert fill(reply, values) == "Hello, Ana: a.example, FARO-1. {else}"


def test_what_was_typed_stays_before_a_reply_at_hand():
    assert insert("I looked.\n", "Hello") == "I looked.\n\nHello"
    assert insert("  ", "Hello") == "Hello"
