"""Answers given before their question: they stay in the address, and are passed when due."""

from portal.wizard.rules.navigation import answers_kept, answers_of, page_number
from portal.wizard.rules.replay import Replay, replay
from tests.unit.wizard.our_flows import shelf

MAIL = shelf().flows["mail"]


def walked(**answers: str) -> Replay:
    return replay(MAIL, answers, {"service": "unknown"}, lambda _entry: "in_scope")


def test_an_answer_beyond_the_first_open_question_is_kept():
    walk = walked(symptom="cannot_send", program="thunderbird")
    assert walk.current.id == "service_kind"
    assert answers_of(walk) == {"symptom": "cannot_send"}
    assert answers_kept(walk) == {"symptom": "cannot_send", "program": "thunderbird"}


def test_a_question_answered_in_advance_is_passed_when_the_walk_comes_to_it():
    walk = walked(symptom="cannot_send", service_kind="hosting", webmail="works")
    assert walk.current.id == "program"
    assert page_number(walk) == 4
    assert walk.ahead == {}


def test_an_answer_that_is_not_offered_is_dropped():
    assert walked(program="pigeon", nowhere="x", o_client="unsolved").ahead == {}


def test_a_private_answer_never_stays_in_an_address():
    assert walked(mailbox="ana@ejemplo.example", error_code="0x800CCC0E").ahead == {}


def test_answers_in_advance_change_nothing_of_the_walk():
    plain, more = walked(symptom="spam"), walked(symptom="spam", program="thunderbird")
    assert (plain.path, plain.current, plain.facts) == (more.path, more.current, more.facts)


def test_stopping_at_a_page_keeps_what_was_answered_after_it():
    answers = {"symptom": "cannot_send", "service_kind": "hosting", "webmail": "works"}
    stopped = replay(MAIL, answers, {"service": "unknown"}, lambda _: "", until="service_kind")
    assert stopped.ahead == {"webmail": "works"}
