from portal.wizard.model import All, Any, Fact, FactAtLeast, FactIn, FactIs, FactKnown, Not, ScopeIs
from portal.wizard.rules.guards import VERDICTS
from portal.wizard.rules.tables import LIMIT, cases, shadowed

FACTS = {
    "answer": Fact("enum", ("yes", "no", "unknown")),
    "code": Fact("error_code"),
    "devices": Fact("int", from_="second_device_link"),
}


def test_the_cases_are_every_value_and_not_knowing_it() -> None:
    found = [case.facts["answer"] for case in cases([FactIs("answer", "yes")], FACTS)]
    assert found == ["", "yes", "no", "unknown"]


def test_a_scope_entry_has_every_verdict() -> None:
    found = [case.scope("mail") for case in cases([ScopeIs("mail", "in_scope")], FACTS)]
    assert found == list(VERDICTS)


def test_a_rule_that_repeats_or_narrows_an_earlier_one_is_in_vain() -> None:
    wide = FactIn("answer", ("yes", "no"))
    narrow = All((FactIs("answer", "yes"), FactAtLeast("devices", 2)))
    assert shadowed([wide, narrow], FACTS) == [1]
    assert shadowed([narrow, wide], FACTS) == []


def test_rules_that_together_cover_a_later_one_shadow_it() -> None:
    rules = [FactKnown("answer", known=True), FactKnown("answer", known=False)]
    assert shadowed([*rules, FactIs("code", "0x1")], FACTS) == [2]


def test_a_rule_that_can_never_hold_is_in_vain() -> None:
    never = All((FactIs("answer", "yes"), Not(FactIs("answer", "yes"))))
    assert shadowed([never, FactIs("code", "0x1")], FACTS) == [0]


def test_counts_are_told_apart_at_the_thresholds() -> None:
    assert shadowed([FactAtLeast("devices", 3), FactAtLeast("devices", 2)], FACTS) == []
    assert shadowed([FactAtLeast("devices", 2), FactAtLeast("devices", 3)], FACTS) == [1]


def test_of_too_many_cases_only_repetition_is_told() -> None:
    many = {f"f{i}": Fact("enum", tuple("abcdefg")) for i in range(6)}
    guard = Any(tuple(FactIs(name, "a") for name in many))
    assert LIMIT < 8**6
    assert list(cases([guard], many)) == []
    assert shadowed([guard, FactIs("f0", "a"), guard], many) == [2]
