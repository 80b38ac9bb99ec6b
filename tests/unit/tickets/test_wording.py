"""R13: what blocks a field, and what must not."""

import re
from pathlib import Path

import pytest

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.tickets.rules.mash import is_mash
from portal.tickets.rules.text import prepare
from portal.tickets.rules.wording import (
    check_substance,
    check_wording,
    find_offensive,
    find_pressure,
    is_senseless,
)

ARTICLES = Path(__file__).parents[3] / "articles"
EXAMPLES = {"aaaa"}
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
    assert set(found) <= set(" ".join(named).split())


def test_offensive_words_that_stand_together_are_named_as_one(lexicons):
    text = "No va, sois unos inútiles. ¡Mierda!"
    assert find_offensive(text, lexicons[Locale.ES]) == ("sois unos inútiles", "Mierda")


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


@pytest.mark.parametrize("locale", list(Locale))
def test_r13_no_line_of_our_articles_is_rude_pressing_or_mash(lexicons, locale):
    lexicon = lexicons[locale]
    pages = sorted((ARTICLES / locale).rglob("*.md"))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert find_offensive(text, lexicon) == ()
    assert [line for line in text.splitlines() if find_pressure(line, lexicon)] == []
    words = set(re.findall(r"[a-z]{4,}", fold(text))) - EXAMPLES
    assert [word for word in words if is_mash(word, lexicon.letters)] == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I already told you 5 times, answer NOW"),
        ("es", "Ya os lo he dicho cinco veces, responded YA"),
        ("cs", "Už potřetí píšu, okamžitě to opravte!"),
    ],
)
def test_r13_pressure_is_found_and_stops_nothing(lexicons, locale, text):
    (finding,) = check_wording(text, "observed", lexicons[Locale(locale)])
    assert (finding.rule, finding.blocking) == ("PRESSURE", False)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "The server does not answer now, Outlook reports it immediately"),
        ("en", 'The page shows "answer now, this is unacceptable"'),
        ("es", "El servidor ya no responde desde ayer"),
        ("cs", "Web okamžitě spadne a už neodpovídá"),
    ],
)
def test_r13_a_server_that_does_not_answer_presses_nobody(lexicons, locale, text):
    assert find_pressure(text, lexicons[Locale(locale)]) == ()


def test_r13_words_of_addresses_are_nobodys_words(english):
    text = "The shop at bitch-boutique.example and its mailbox bitch@bitch-boutique.example"
    assert find_offensive(text, english) == ()


def test_an_accent_can_make_the_difference(spanish):
    assert find_offensive("¡Coño! El cono de la luz", spanish) == ("Coño",)


@pytest.mark.parametrize(
    "text",
    ["sadfsadf lkjasdf oiwejf", "ajsdhaksjdh", "lorem ipsum dolor sit amet", "?!", "a a a"],
)
def test_r13_senseless_texts_are_told(english, text):
    assert is_senseless(prepare(text), english)


@pytest.mark.parametrize(
    "text",
    [
        "Przesyłka nie dotarła do skrzynki, błąd serwera przychodzącego",
        "Die Nachrichten werden vom Server zurückgeschickt",
        "O formulário não envia mensagens há três dias",
        "La boîte aux lettres n'accepte plus le mot de passe",
    ],
)
def test_other_languages_are_no_mash(english, text):
    assert not is_senseless(prepare(text), english)
