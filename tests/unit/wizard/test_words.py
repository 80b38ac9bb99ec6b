from collections.abc import Callable
from typing import Any

import pytest

from portal.kernel.locale import Locale
from portal.wizard.model import Flow, Value
from portal.wizard.rules.replay import SKIPPED, Step, replay
from portal.wizard.rules.words import Prefill, SubjectParts, prefill, say, subject_parts, told

ReadFlow = Callable[[dict[str, Any]], Flow]

ANSWERS: dict[str, Value] = {
    "symptom": "cannot_send",
    "code": "0x800CCC0E",
    "webmail": "fails",
    "other_net": "unknown",
}
GIVEN: dict[str, Value] = {"service": "ok", "mailbox": "ana@example.com"}


def in_scope(_entry: str) -> str:
    return "in_scope"


def path_of(flow: Flow, **changed: Value) -> tuple[Step, ...]:
    return replay(flow, ANSWERS | changed, GIVEN, in_scope).path


def test_what_was_told_is_a_list_of_labels_and_answers(flow: Flow) -> None:
    found = [(one.label, one.words) for one in told(flow, path_of(flow), Locale.CS)]
    assert found == [
        ("Potíž", "Nemohu odesílat"),
        ("Schránka", "ana@example.com"),
        ("Kód chyby", "0x800CCC0E"),
        ("Ve webmailu", "Ne, ani tam"),
        ("Na jiné síti", "Nemohu to vyzkoušet"),
    ]


def test_a_skipped_question_was_not_told(flow: Flow) -> None:
    labels = [one.node for one in told(flow, path_of(flow, code=SKIPPED), Locale.EN)]
    assert "code" not in labels


def test_the_parts_of_a_subject_come_from_the_answers(flow: Flow) -> None:
    found = subject_parts(flow, path_of(flow), Locale.ES)
    assert found == SubjectParts("", "no envía", "ana@example.com", "0x800CCC0E")


def test_an_option_without_a_fragment_says_its_text(flow: Flow) -> None:
    path = path_of(flow, symptom="cannot_receive")
    assert subject_parts(flow, path, Locale.EN).symptom == "I do not receive"


def test_not_knowing_says_nothing_in_a_subject(data: dict[str, Any], read: ReadFlow) -> None:
    data["nodes"]["other_net"]["subject"] = "object"
    changed = read(data)
    assert subject_parts(changed, path_of(changed), Locale.EN).object == ""


def test_only_what_was_done_is_a_step(flow: Flow) -> None:
    assert prefill(flow, path_of(flow), Locale.EN).steps == ("I open webmail and try again.",)
    both = prefill(flow, path_of(flow, other_net="fails"), Locale.EN).steps
    assert both == ("I open webmail and try again.", "I try on my phone with Wi-Fi off.")


def test_expected_and_observed_gather_along_the_path(flow: Flow) -> None:
    found = prefill(flow, path_of(flow), Locale.ES)
    assert found.expected == "El mensaje sale."
    assert found.observed == "El mensaje no sale. En el webmail pasa lo mismo."


def test_no_answers_fill_in_nothing(flow: Flow) -> None:
    assert prefill(flow, (), Locale.ES) == Prefill()
    assert subject_parts(flow, (), Locale.ES) == SubjectParts()


def test_a_text_names_the_facts_it_speaks_of(data: dict[str, Any], read: ReadFlow) -> None:
    data["nodes"]["webmail"]["step"] = {
        "es": "Busco {code}.",
        "en": "I look for {code}.",
        "cs": "Hledám {code}.",
    }
    changed = read(data)
    assert prefill(changed, path_of(changed), Locale.CS).steps == ("Hledám 0x800CCC0E.",)


@pytest.mark.parametrize(("facts", "expected"), [({"n": 2}, "2 of {m}"), ({}, "{n} of {m}")])
def test_an_unknown_fact_stays_as_written(facts: dict[str, Value], expected: str) -> None:
    assert say({"en": "{n} of {m}"}, Locale.EN, facts) == expected
