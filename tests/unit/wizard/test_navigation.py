from portal.wizard.model import Flow, Value
from portal.wizard.rules.navigation import (
    answers_of,
    answers_until,
    is_on_path,
    page_number,
    previous,
)
from portal.wizard.rules.replay import SKIPPED, UNSOLVED, Replay, replay

ANSWERS: dict[str, Value] = {
    "symptom": "cannot_send",
    "code": SKIPPED,
    "webmail": "works",
    "o_client": UNSOLVED,
}
GIVEN: dict[str, Value] = {"service": "ok", "mailbox": "ana@example.com"}


def in_scope(_entry: str) -> str:
    return "in_scope"


def walk(flow: Flow, until: str | None = None) -> Replay:
    return replay(flow, ANSWERS, GIVEN, in_scope, until)


def test_back_leads_to_the_page_before_over_checks_and_branches(flow: Flow) -> None:
    backwards = ["usable"]
    while (page := previous(walk(flow, backwards[-1]))) is not None:
        backwards.append(page)
    assert backwards == ["usable", "o_client", "webmail", "code", "mailbox", "symptom"]


def test_pages_are_numbered_by_the_questions_of_this_path(flow: Flow) -> None:
    assert page_number(walk(flow, "symptom")) == 1
    assert page_number(walk(flow, "mailbox")) == 2
    assert page_number(walk(flow)) == 5


def test_a_page_is_on_the_path_or_it_is_not(flow: Flow) -> None:
    walked = walk(flow)
    assert is_on_path(walked, "usable")
    assert is_on_path(walked, "code")
    assert not is_on_path(walked, "other_net")


def test_an_address_carries_neither_private_values_nor_results(flow: Flow) -> None:
    assert answers_of(walk(flow)) == ANSWERS


def test_change_keeps_the_answers_before_the_page(flow: Flow) -> None:
    assert answers_until(walk(flow), "webmail") == {"symptom": "cannot_send", "code": SKIPPED}
    assert answers_until(walk(flow), "nowhere") == ANSWERS


def test_answers_until_a_page_lead_to_it(flow: Flow) -> None:
    walked = walk(flow)
    for node in ANSWERS:
        shorter = replay(flow, answers_until(walked, node), GIVEN, in_scope)
        assert shorter.current.id == node


def test_a_new_answer_walks_on_and_keeps_the_old_answers_beyond_it(flow: Flow) -> None:
    answers = ANSWERS | {"usable": "degraded", "code": "0x800CCC0E"}
    after = replay(flow, answers, GIVEN, in_scope)
    assert after.current.id == "o_offer"
    assert after.facts["code"] == "0x800CCC0E"


def test_an_answer_the_page_does_not_offer_keeps_the_page(flow: Flow) -> None:
    after = replay(flow, ANSWERS | {"usable": "perhaps"}, GIVEN, in_scope)
    assert (after.current.id, after.invalid) == ("usable", "usable")
