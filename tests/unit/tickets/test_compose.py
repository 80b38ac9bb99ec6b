"""Subjects composed from facts."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import Locale
from portal.tickets.model import Kind
from portal.tickets.rules.compose import SubjectParts, compose_subject
from portal.tickets.rules.subject import check_subject

pytestmark = pytest.mark.rules

INCIDENTS = {
    Locale.ES: ("Outlook", "no puedo enviar", "ana@ejemplo.example", "0x800CCC0E"),
    Locale.EN: ("Website", "the page stays blank", "example.com", "503"),
    Locale.CS: ("Webmail", "odmítá heslo", "info@priklad.example", "535 5.7.8"),
}
REQUESTS = {
    Locale.ES: ("Sitio web", "restaurar la copia del sitio web del 12/05", "ejemplo.example"),
    Locale.EN: ("Mailbox", "create a mailbox with 5 GB", "sales@example.com"),
    Locale.CS: ("Pošta", "navýšit kvótu schránky na 10 GB", "info@priklad.example"),
}
parts = st.builds(
    SubjectParts,
    *[st.text(max_size=150)] * 4,
    locale=st.sampled_from(Locale),
    kind=st.sampled_from(Kind),
)


def test_a_subject_reads_object_symptom_asset_code():
    subject = compose_subject(SubjectParts(*INCIDENTS[Locale.ES], locale=Locale.ES))
    assert subject == "Outlook: no puedo enviar (ana@ejemplo.example), 0x800CCC0E"


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("known", ["1111", "1110", "1010", "0010", "0011", "0001", "1101", "0110"])
def test_a_composed_subject_passes_its_own_check(lexicons, locale, known):
    pairs = zip(INCIDENTS[locale], known, strict=True)
    thing, symptom, asset, code = (fact * int(is_known) for fact, is_known in pairs)
    subject = compose_subject(SubjectParts(thing, symptom, asset, code, locale))
    assert check_subject(subject, Kind.INCIDENT, lexicons[locale]) == (), subject


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("known", ["object symptom asset", "symptom asset", "symptom", "asset"])
def test_a_composed_request_passes_its_own_check(lexicons, locale, known):
    facts = dict(zip(("object", "symptom", "asset"), REQUESTS[locale], strict=True))
    chosen = {name: facts[name] for name in known.split()}
    subject = compose_subject(SubjectParts(**chosen, locale=locale, kind=Kind.REQUEST))
    assert check_subject(subject, Kind.REQUEST, lexicons[locale]) == (), subject


def test_a_request_is_said_by_what_it_asks_for_and_the_object_is_left_out():
    wish = SubjectParts("Sitio web", "renovar el dominio", "taller.example", "", Locale.ES)
    assert (
        compose_subject(dataclasses.replace(wish, kind=Kind.REQUEST))
        == "Renovar el dominio (taller.example)"
    )


def test_a_request_ends_with_the_code_as_an_incident_does():
    parts = SubjectParts(
        "Outlook", "set up the account", "ana@example.com", "0x800CCC0E", kind=Kind.REQUEST
    )
    assert compose_subject(parts) == "Set up the account (ana@example.com), 0x800CCC0E"


def test_a_wish_too_short_to_stand_alone_keeps_its_object():
    parts = SubjectParts("Server", "restart", kind=Kind.REQUEST)
    assert compose_subject(parts) == "Server: restart"


def test_a_shouted_wish_is_calmed_and_an_acronym_is_not():
    shouted = SubjectParts(symptom="RENEW THE DOMAIN", asset="example.com", kind=Kind.REQUEST)
    acronym = SubjectParts(symptom="SSL renewal", asset="example.com", kind=Kind.REQUEST)
    assert compose_subject(shouted) == "Renew the domain (example.com)"
    assert compose_subject(acronym) == "SSL renewal (example.com)"


def test_a_long_wish_gives_way_to_asset_and_code():
    parts = SubjectParts(
        symptom="restore every message of the last month " * 4,
        asset="ana@example.com",
        code="552",
        kind=Kind.REQUEST,
    )
    assert compose_subject(parts).endswith("… (ana@example.com), 552")


@given(parts)
def test_a_composed_subject_has_15_to_120_characters_on_one_line(facts):
    subject = compose_subject(facts)
    assert 15 <= len(subject) <= 120
    assert subject == " ".join(subject.split())


def test_a_long_symptom_gives_way_to_asset_and_code():
    symptom = "the message stays in the outbox and " * 9
    subject = compose_subject(SubjectParts("Outlook", symptom, "ana@example.com", "0x800CCC0E"))
    assert subject.endswith("… (ana@example.com), 0x800CCC0E")


def test_a_shouted_symptom_is_calmed_and_an_acronym_is_not():
    shouted = compose_subject(SubjectParts("Webmail", "REJECTS MY PASSWORD", "example.com"))
    acronym = compose_subject(SubjectParts("Website", "SSL certificate expired", "example.com"))
    assert shouted == "Webmail: rejects my password (example.com)"
    assert acronym == "Website: SSL certificate expired (example.com)"
