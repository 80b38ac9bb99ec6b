"""S1–S8 where the examples do not reach, and R8's question about two problems."""

import pytest

from portal.tickets.model import Kind
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.split import find_split
from portal.tickets.rules.subject import check_subject

pytestmark = pytest.mark.rules


def rules(lexicon: Lexicon, subject: str, kind: Kind = Kind.INCIDENT) -> list[str]:
    return [finding.rule for finding in check_subject(subject, kind, lexicon)]


def test_a_subject_may_have_120_characters_and_no_more(english):
    subject = "Webmail rejects the password of info@example.com ".ljust(120, "x")
    assert rules(english, subject) == []
    assert rules(english, subject + "x") == ["S1"]


def test_urgency_neither_helps_nor_harms(english):
    subject = "Webmail rejects the password of info@example.com"
    assert rules(english, f"URGENT: {subject}!!!") == rules(english, subject) == []


@pytest.mark.parametrize("subject", ["help", "URGENT!", "no funciona", "nefunguje", "asdfasdf", ""])
def test_a_subject_of_noise_alone_is_refused_in_any_language(english, subject):
    """R6: "help", "URGENT!!!", "no funciona", "nefunguje" say nothing."""
    first = check_subject(subject, Kind.INCIDENT, english)[0]
    assert first.blocking
    assert first.rule in {"EMPTY", "GENERIC", "MASH"}


def test_a_vague_subject_that_names_a_thing_is_advised_and_not_refused(english):
    assert not any(f.blocking for f in check_subject("Outlook problem", Kind.INCIDENT, english))


def test_a_shouted_subject_comes_with_a_calm_one(english):
    (finding,) = check_subject(
        "OUTLOOK DOES NOT SEND FROM Ana@Example.com: ERR_TIMED_OUT", Kind.INCIDENT, english
    )
    assert finding.rule == "S7"
    assert finding.data["proposal"] == "Outlook does not send from Ana@Example.com: ERR_TIMED_OUT"


def test_acronyms_are_not_shouting(english):
    assert "S7" not in rules(english, "Renew SSL for DNS example.com", Kind.REQUEST)


def test_two_problems_are_offered_as_two_texts(spanish):
    split = find_split("El correo no envía y además la web va lenta", spanish)
    assert split is not None
    assert split.groups == ("mail", "website")
    assert split.parts == ("El correo no envía", "la web va lenta")


@pytest.mark.parametrize(
    "subject",
    [
        "Outlook and Thunderbird reject the mailbox password",
        "Website slow, shop slow",
        "The website shows an old page and then nothing",
        "and",
        "",
    ],
)
def test_one_problem_is_not_split(english, subject):
    assert find_split(subject, english) is None
