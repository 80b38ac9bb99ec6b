"""The little markup of the catalogue's texts, and the chain of an error."""

from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.model.codes import Link
from portal.diagnostics.rules.chains import Word, chain_of
from portal.diagnostics.rules.inline import Piece, Tone, pieces, plain
from tests.unit.diagnostics.catalogue import codes, entry, read, samples

VALUES = {"mail.host": "mail.faro.example", "mail.webmail": "https://webmail.faro.example"}


def test_values_are_filled_in_and_those_in_code_can_be_copied():
    assert pieces("Set `{{ mail.host }}`, not `25`, {{mail.host}}", VALUES) == (
        Piece("Set "),
        Piece("mail.faro.example", Tone.VALUE),
        Piece(", not "),
        Piece("25", Tone.CODE),
        Piece(", mail.faro.example"),
    )


def test_names_of_menus_are_strong_and_addresses_are_links():
    assert pieces("**Send** in [webmail]({{ mail.webmail }})", VALUES) == (
        Piece("Send", Tone.STRONG),
        Piece(" in "),
        Piece("webmail", Tone.LINK, "https://webmail.faro.example"),
    )


def test_only_safe_addresses_are_links():
    assert pieces("[click](javascript:alert(1))", {})[0] == Piece("click")


@given(st.text())
def test_no_text_makes_it_fail_and_nothing_is_lost_without_markup(text: str) -> None:
    bare = text.translate({ord(c): " " for c in "`*[]({"})
    assert plain(bare, {}) == bare
    pieces(text, {})


def test_one_cause_breaks_the_chain_at_its_link():
    states = {part.link: part.word for part in chain_of(entry("recipient-full"))}
    assert states[Link.RECIPIENT] is Word.BREAKS
    assert states[Link.PROGRAM] is Word.CLEAR


def test_several_causes_blame_nobody_before_a_test():
    parts = chain_of(entry("outlook-cannot-connect"))
    assert {part.state for part in parts} == {"unknown"}
    words = [part.word for part in parts]
    assert words == [Word.OFTEN, Word.SOMETIMES, Word.RARELY, Word.CLEAR]


def test_a_bounce_from_elsewhere_proves_that_we_passed_it_on():
    found = read(samples("bounces.yml")[0]["text"])
    states = [(part.link, part.state) for part in chain_of(entry("recipient-full"), found)]
    assert states == [
        (Link.PROGRAM, "ok"),
        (Link.CONNECTION, "ok"),
        (Link.PROVIDER, "ok"),
        (Link.RECIPIENT, "fail"),
    ]


def test_a_cause_that_no_link_stands_for_blames_nobody():
    assert {part.word for part in chain_of(entry("refused-without-reason"))} == {Word.UNKNOWN}


def test_every_entry_has_a_chain_and_neighbours():
    for one in codes().entries:
        assert len(chain_of(one)) >= 4
        assert one not in codes().near(one, 4)
