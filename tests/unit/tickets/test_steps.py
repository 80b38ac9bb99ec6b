"""T1–T9 one by one."""

import pytest

from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.steps import check_steps

pytestmark = pytest.mark.rules

STEPS = ("Open https://example.com/shop", 'Press "Pay"')
SEEN, WANTED = "The page shows 503", "The confirmation page appears"


def rules(
    lexicon: Lexicon, steps: tuple[str, ...] = STEPS, seen: str = SEEN, wanted: str = WANTED
) -> list[str]:
    return [finding.rule for finding in check_steps(steps, seen, wanted, lexicon)]


def test_steps_that_can_be_followed_pass(english):
    assert rules(english) == []


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        (STEPS[:1], "T1"),
        ((*STEPS, "Wait for it, etc."), "T2"),
        ((*STEPS, "Press aaaaaa"), "T2"),
        ((*STEPS, "Wait"), "T3"),
        ((*STEPS, "Colours everywhere", "Nobody there", "Grey area"), "T4"),
        (("Open the thing", "Press the button"), "T5"),
    ],
)
def test_each_step_rule_stands_alone(english, steps, rule):
    assert rules(english, steps=steps) == [rule]


def test_a_finding_about_a_step_gives_its_number(english):
    (finding,) = check_steps((*STEPS, "Wait"), SEEN, WANTED, english)
    assert finding.data["step"] == 3


@pytest.mark.parametrize("seen", ["", "Strange colours", "It fails"])
def test_what_was_seen_needs_an_exact_text_or_a_symptom_of_something(english, seen):
    assert rules(english, seen=seen) == ["T6"]


def test_what_was_seen_may_be_a_symptom_in_words(english):
    assert rules(english, seen="The basket stays empty after reloading") == []


@pytest.mark.parametrize("wanted", ["", "That it works", "Confirmation"])
def test_what_should_be_needs_two_words_that_say_something(english, wanted):
    assert rules(english, wanted=wanted) == ["T7"]


def test_what_should_be_differs_from_what_was_seen(english):
    seen = "The page shows an empty basket"
    assert rules(english, seen=seen, wanted=f"{seen}!") == ["T8"]


def test_a_password_in_a_step_is_advice_and_blocks_nothing(english):
    found = check_steps((*STEPS, "Enter password: Hunter2"), SEEN, WANTED, english)
    assert [(f.rule, f.field, f.blocking) for f in found] == [("T9", "steps", False)]
