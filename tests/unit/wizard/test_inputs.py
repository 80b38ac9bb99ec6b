from typing import Any

import pytest

from portal.wizard.model import Check, CheckResult, Flow
from portal.wizard.rules.checking import Moment, stamp, still_holds
from portal.wizard.rules.inputs import fitting_answers, fitting_facts


def test_a_typed_answer_in_an_address_is_made_regular(flow: Flow) -> None:
    assert fitting_answers(flow, {"code": "  0x800CCC0E\t"}) == {"code": "0x800CCC0E"}


def test_choices_and_skipped_questions_pass_as_they_are(flow: Flow) -> None:
    answers = {"symptom": "bounce", "webmail": "nonsense", "code": ""}
    assert fitting_answers(flow, answers) == answers


@pytest.mark.parametrize("value", ["example.com", "javascript:alert(1)", "ana@", ""])
def test_a_value_of_another_kind_is_asked_for_again(flow: Flow, value: str) -> None:
    """A draft of an older version, where the same fact was typed in another way."""
    given: dict[str, Any] = {"mailbox": value or "x", "service": "ok", "devices": 2}
    assert fitting_facts(flow, given) == {"service": "ok", "devices": 2}


def test_a_value_that_still_fits_is_kept(flow: Flow) -> None:
    assert fitting_facts(flow, {"mailbox": "ana@example.com"}) == {"mailbox": "ana@example.com"}


def test_a_result_for_which_the_flow_has_no_exit_any_more_is_found_anew(flow: Flow) -> None:
    node = flow.nodes["fw"]
    assert isinstance(node, Check)
    kept = stamp(node, CheckResult("fail"), "192.0.2.7", Moment(100))
    assert still_holds(node, kept, "192.0.2.7", Moment(101))
    fewer = Check(node.id, node.run, node.sets, node.text, {"ok": "o_isp", "unknown": "usable"})
    assert still_holds(fewer, kept, "192.0.2.7", Moment(101)) is None
