import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.text import (
    clip,
    fold,
    plain_line_ends,
    slugify,
    squeeze,
    strip_controls,
    words,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Schránka", "schranka"),
        ("CONTRASEÑA", "contrasena"),
        ("ŽLUŤOUČKÝ", "zlutoucky"),
        ("Straße", "strasse"),
        ("ﬁle", "file"),
        ("Outlook™ ℡", "outlooktm tel"),
    ],
)
def test_folding_drops_case_and_diacritics(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_folded_text_matches_however_it_was_composed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_the_words_of_a_text_are_folded_and_in_order():
    assert words("Error 0x800CCC0E: ¿Contraseña?") == ["error", "0x800ccc0e", "contrasena"]


def test_a_slug_has_letters_digits_and_single_hyphens():
    assert slugify("  ¿Cómo envío… 2 correos? ") == "como-envio-2-correos"
    assert slugify("¿?") == ""


@given(st.text())
def test_a_slug_is_safe_in_any_address(text):
    assert set(slugify(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in slugify(text)


def test_squeezing_leaves_single_spaces():
    assert squeeze(" a\n\t b\u00a0 c ") == "a b c"


def test_lines_end_alike_whatever_wrote_them():
    assert plain_line_ends("a\r\nb\rc\n\r\n") == "a\nb\nc\n\n"


def test_a_short_text_is_not_clipped():
    assert clip("ten chars.", 10) == "ten chars."


def test_a_long_text_is_clipped_at_a_word_without_a_stray_comma():
    assert clip("One, two, three and four", 12) == "One, two…"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_clipped_text_is_never_longer_than_asked(text, limit):
    assert len(clip(text, limit)) <= limit


def test_controls_and_invisible_characters_go_and_line_breaks_stay():
    assert strip_controls("a\x00b\u200b\u202ec\r\n\td\ud800\x1b[0m") == "abc\n\td[0m"


@given(st.text(alphabet=st.characters()))
def test_a_stripped_text_can_be_stored_anywhere(text):
    kept = strip_controls(text)

    assert "\x00" not in kept
    kept.encode()
