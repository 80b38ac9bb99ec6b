"""R5: which sentences say when something will have been solved, and which only tell facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import LOCALES, Locale
from portal.kernel.promises import find_promises

pytestmark = pytest.mark.rules

PROMISES = {
    Locale.EN: [
        "It will be fixed by noon.",
        "Mail will be working again in about two hours.",
        "We expect to have it repaired today.",
        "The ETA is unknown to us but short.",
        "We'll be back at 14:30.",
        "Everything should be back to normal shortly.",
        "Repairing the switch will take another hour.",
        "We hope to restore the disks by Monday.",
        "The estimated time of repair is 16:00.",
        "It will be resolved as soon as we can, surely tonight.",
        "We can fix this in an hour.",
        "We'll have this sorted within two hours.",
        "It'll be up in ten minutes.",
    ],
    Locale.ES: [
        "Antes de las 12 estará todo entregado.",
        "Quedará resuelto en una hora.",
        "Lo solucionaremos hoy.",
        "Volverá a funcionar en breve.",
        "Se estima que dure poco.",
        "El correo funcionará con normalidad mañana.",
        "Vamos a restablecer el servicio cuanto antes, hoy mismo.",
        "Prevemos terminar la reparación a las 18:00.",
        "Esta tarde tendremos el servidor arreglado.",
        "Tardaremos 20 minutos.",
        "Lo arreglamos en una hora.",
        "Te lo solucionamos enseguida.",
        "Mañana lo resolvemos.",
        "En dos horas lo tienes listo.",
        "En un par de horas está funcionando.",
    ],
    Locale.CS: [
        "Do hodiny to bude opravené.",
        "Vyřešíme to dnes.",
        "Pošta bude zase fungovat za 30 minut.",
        "Odhadujeme konec na 15:00.",
        "Brzy to bude v pořádku.",
        "Do večera všechno obnovíme.",
        "Oprava potrvá dvě hodiny.",
        "Mělo by to fungovat kolem 14.",
        "Zítra bude server v provozu.",
        "Za chvíli to pojede.",
        "Spravíme to do hodiny.",
        "Za hodinu to máte hotové.",
        "Zítra to dáme do pořádku.",
    ],
}
FACTS = {
    Locale.EN: [
        "It was fixed at 12:05.",
        "The next update comes at 11:15, whatever has changed.",
        "We do not estimate when it will be solved.",
        "mx2 is back in service since 11:05 and the queue shrinks.",
        "It will not be fixed by restarting your router.",
        "A change in DNS can stay unseen for up to 24 hours.",
        "We are working on it.",
        "Nobody can say when it will be back.",
        "Since 9:10 mail from Gmail arrives late.",
        "We will tell you more at 14:00.",
        "We fixed it in an hour yesterday.",
        "You can fix it yourself: look at the second step.",
    ],
    Locale.ES: [
        "Se resolvió a las 12:05.",
        "La próxima novedad sale a las 11:15.",
        "No damos hora de solución.",
        "mx2 vuelve al reparto a las 11:05 y la cola baja.",
        "Un cambio en los DNS puede tardar hasta 24 horas en verse.",
        "Trabajamos en ello desde las 9:40.",
        "Hoy hemos sacado del reparto el servidor averiado.",
        "No podemos decir cuándo estará resuelto.",
        "Te contaremos más a las 14:00.",
        "Quedan 300 mensajes por entregar.",
        "Esta mañana arreglamos el servidor.",
        "Arreglamos el disco a las 9:40 y el correo funciona.",
        "Resolvemos los tickets por orden de llegada.",
        "Lo miramos hoy y te escribimos.",
    ],
    Locale.CS: [
        "Ve 12:05 jsme to opravili.",
        "Další zprávu vydáme v 11:15.",
        "Neodhadujeme, kdy to bude vyřešené.",
        "Server mx2 je od 11:05 zpět v provozu.",
        "Změna v DNS nemusí být vidět až 24 hodin.",
        "Pracujeme na tom od 9:40.",
        "Dnes jsme vadný server vyřadili.",
        "Nikdo neví, kdy to bude v pořádku.",
        "Čeká ještě 300 zpráv.",
        "Příčinu zatím neznáme.",
        "Dáme vědět do hodiny.",
        "Záznam se projeví do hodiny.",
    ],
}


@pytest.mark.parametrize(
    ("locale", "text"), [(c, t) for c, texts in PROMISES.items() for t in texts]
)
def test_r5_a_promise_is_found_in_every_language(locale, text):
    assert find_promises(text, locale) == (text,)


@pytest.mark.parametrize(("locale", "text"), [(c, t) for c, texts in FACTS.items() for t in texts])
def test_r5_what_happened_and_what_comes_next_are_facts(locale, text):
    assert find_promises(text, locale) == ()


def test_only_the_sentence_that_promises_is_named():
    text = "We found the cause. It will be fixed by noon.\nMail is kept meanwhile."

    assert find_promises(text, Locale.EN) == ("It will be fixed by noon.",)


def test_capitals_and_missing_accents_hide_no_promise():
    assert find_promises("ESTARA SOLUCIONADO HOY", Locale.ES)
    assert find_promises("OPRAVIME TO DNES", Locale.CS)


@given(st.text(max_size=400), st.sampled_from(LOCALES))
def test_any_text_is_read_and_nothing_is_named_that_it_does_not_say(text, locale):
    for sentence in find_promises(text, locale):
        assert "".join(sentence.split()) in "".join(text.split())
