"""R13: what blocks a field, and what must not."""

import pytest

from portal.kernel.locale import Locale
from portal.tickets.rules.text import prepare
from portal.tickets.rules.wording import check_substance, check_wording, find_offensive

INNOCENT = {
    Locale.ES: "La disputa por el cono: pinche aquí, señal débil, computadora y reputación",
    Locale.EN: "The cockpit site in Scunthorpe: please assess the stupid question, hello shiitake",
    Locale.CS: "Funguje to blbě, pouta na mapě a správce hovoří o svinutém kabelu",
}


@pytest.mark.parametrize("locale", list(Locale))
def test_innocent_words_are_left_alone(lexicons, locale):
    assert find_offensive(INNOCENT[locale], lexicons[locale]) == ()


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("es", "Sois unos INÚTILES de mierda", ("mierda",)),
        ("es", "Vaya mieeerda, ¡mierda!", ("mieeerda", "mierda")),
        ("en", "Fix this fucking thing, idiots", ("fucking", "idiots")),
        ("cs", "Jste kreténi, do prdele", ("kreténi", "prdele")),
    ],
)
def test_offensive_words_are_named_as_they_were_typed(lexicons, locale, text, found):
    named = find_offensive(text, lexicons[Locale(locale)])
    assert set(found) <= set(named)


@pytest.mark.parametrize(
    "text",
    ['The page says "fuck off"', "It shows «shit» only", "Says:\n> idiot user\nnow"],
)
def test_quoted_text_is_not_the_writers(english, text):
    assert check_wording(text, "observed", english) == ()


def test_an_offence_blocks_and_says_which_word(english):
    (finding,) = check_wording("this shit", "observed", english)
    assert (finding.rule, finding.field, finding.blocking) == ("OFFENSIVE", "observed", True)
    assert finding.data["words"] == ("shit",)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "EMPTY"),
        (" \n\t ", "EMPTY"),
        ("...!!!", "EMPTY"),
        ("😀😀", "EMPTY"),
        ("asdf asdfgh", "MASH"),
        ("aaaaaaa", "MASH"),
        ("help qwerty", "MASH"),
        ("Hello, it does not work!!!", "GENERIC"),
        ("no funciona", "GENERIC"),
        ("Nefunguje to, prosím", "GENERIC"),
    ],
)
def test_empty_mashed_and_generic_texts_block(english, text, rule):
    (finding,) = check_substance(prepare(text), "subject", english)
    assert (finding.rule, finding.blocking) == (rule, True)


@pytest.mark.parametrize(
    "text",
    ["It is slow", "asdf appears on the page", '"Error"', "503", "Не работает почта", "メール"],
)
def test_a_short_text_that_says_something_passes(english, text):
    assert check_substance(prepare(text), "subject", english) == ()
