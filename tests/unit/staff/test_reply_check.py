"""R29 and R5: what no customer must read in a reply, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.app.replying import load_phrases_of
from portal.site import DEFAULTS, SiteFiles
from portal.staff.rules.reply_check import Concern, check_reply, pattern_of

PHRASES = load_phrases_of(SiteFiles(DEFAULTS / "nothing-of-their-own"))

BAD = [
    ("For that price you cannot expect more.", Concern.PRICE, "For that price"),
    ("What do you want for 3 euros a month?", Concern.PRICE, "for 3 euros a month"),
    ("We don’t have time for this today.", Concern.TIME, "don’t have time"),
    ("We are too busy with other tickets.", Concern.TIME, "too busy"),
    ("Only Petr can do this.", Concern.PERSON, "Only Petr can do"),
    ("My colleague is on holiday until Monday.", Concern.PERSON, "is on holiday"),
    ("I can't find what you wrote.", Concern.LOST, "find what you wrote"),
    ("Please explain it all again.", Concern.LOST, "explain it all again"),
    ("Por ese precio no se puede pedir más.", Concern.PRICE, "Por ese precio"),
    ("Ahora no tenemos tiempo.", Concern.TIME, "no tenemos tiempo"),
    ("Estamos desbordados.", Concern.TIME, "Estamos desbordados"),
    ("Sólo Nuria puede hacerlo.", Concern.PERSON, "Sólo Nuria puede hacerlo"),
    ("El compañero está de vacaciones.", Concern.PERSON, "está de vacaciones"),
    ("No encontramos tu mensaje.", Concern.LOST, "encontramos tu mensaje"),
    ("Cuéntalo otra vez, por favor.", Concern.LOST, "Cuéntalo otra vez"),
    ("Za tu cenu víc nečekejte.", Concern.PRICE, "Za tu cenu"),
    ("Na to teď nemáme čas.", Concern.TIME, "nemáme čas"),
    ("Jsme zavaleni prací.", Concern.TIME, "Jsme zavaleni"),
    ("To umí jen Karel.", Concern.PERSON, "umí jen"),
    ("Kolega je na dovolené.", Concern.PERSON, "je na dovolené"),
    ("Nemůžeme najít, co jste psal.", Concern.LOST, "najít, co jste"),
    ("Napište to znovu.", Concern.LOST, "Napište to znovu"),
]

GOOD = [
    "Your site answers again from our network; please try once more.",
    "Only you can change the name servers, at the registrar.",
    "Only the account holder can approve this.",
    "The port is open. You can find what you sent in the folder Sent.",
    "There is no time limit for your reply.",
    "When the server is back, your client connects by itself.",
    "Your auto-reply for holidays is active.",
    "Solo el titular de la cuenta puede aprobarlo.",
    "Hemos abierto el puerto 465. Prueba otra vez.",
    "Tu respuesta automática de vacaciones está activa.",
    "Cuando vuelva a fallar, copia el mensaje de error.",
    "Ověřili jsme záznam MX a je v pořádku.",
    "Odeslané zprávy můžete najít ve složce Odeslané.",
    "Doménu může převést jen držitel.",
]


@pytest.mark.parametrize(("text", "concern", "words"), BAD)
def test_r29_the_words_that_a_customer_must_not_read_are_named(text, concern, words):
    assert [(d.concern, d.words) for d in check_reply(text, PHRASES)] == [(concern, words)]


@pytest.mark.parametrize("text", GOOD)
def test_r29_an_honest_reply_passes(text):
    assert check_reply(text, PHRASES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "It will be fixed tomorrow.",
        "Mañana a primera hora lo tendrás resuelto.",
        "Zítra to bude opravené.",
    ],
)
def test_r5_a_promised_time_is_named_in_each_language(text):
    [doubt] = check_reply(f"We changed the record. {text}", PHRASES)
    assert (doubt.concern, doubt.words) == (Concern.PROMISE, text)


def test_r29_several_words_are_named_in_their_order_and_each_once():
    text = "We have no time. For that price? We have no time."
    found = check_reply(text, PHRASES)
    assert [d.concern for d in found] == [Concern.TIME, Concern.PRICE]


def test_r29_what_somebody_else_said_may_be_quoted():
    text = "> nobody told me, he is on holiday\nYou wrote “you have no time”. We changed it."
    assert check_reply(text, PHRASES) == ()


@given(st.text(max_size=300))
def test_r29_whatever_is_written_the_words_named_stand_in_it(text):
    squeezed = " ".join(text.split())
    for doubt in check_reply(text, PHRASES):
        assert " ".join(doubt.words.split()) in squeezed


@given(st.lists(st.sampled_from(["only", "you", "...", "can*", "do"]), min_size=1, max_size=5))
def test_every_entry_becomes_a_pattern_that_ends(words):
    pattern_of([" ".join(words)]).search("only you " * 50)


def test_no_entries_find_nothing():
    assert pattern_of([]).search("") is None
