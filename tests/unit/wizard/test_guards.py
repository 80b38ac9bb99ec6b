import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.model import (
    All,
    Any,
    FactAtLeast,
    FactIn,
    FactIs,
    FactKnown,
    Facts,
    Guard,
    Not,
    ScopeIs,
)
from portal.wizard.rules.guards import facts_tested, holds, is_scope_test, proves_known

pytestmark = pytest.mark.rules

FACTS: Facts = {"a": "x", "n": 2, "empty": ""}


def in_scope(entry: str) -> str:
    return "in_scope" if entry == "mail" else "unknown"


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (FactIs("a", "x"), True),
        (FactIs("a", "y"), False),
        (FactIs("gone", "x"), False),
        (FactIn("a", ("y", "x")), True),
        (FactIn("a", ("y",)), False),
        (FactAtLeast("n", 2), True),
        (FactAtLeast("n", 3), False),
        (FactAtLeast("a", 0), False),
        (FactAtLeast("gone", 0), False),
        (FactKnown("a", known=True), True),
        (FactKnown("empty", known=True), False),
        (FactKnown("gone", known=False), True),
        (ScopeIs("mail", "in_scope"), True),
        (ScopeIs("web", "in_scope"), False),
        (Not(FactIs("a", "x")), False),
        (All((FactIs("a", "x"), FactIs("a", "y"))), False),
        (Any((FactIs("a", "x"), FactIs("a", "y"))), True),
    ],
)
def test_a_guard_is_true_exactly_when_it_says_so(guard: Guard, expected: bool) -> None:
    assert holds(guard, FACTS, in_scope) is expected


def test_the_facts_and_scopes_tested_are_found_at_any_depth() -> None:
    guard = All((Not(FactIs("a", "x")), Any((FactAtLeast("n", 1), ScopeIs("s", "in_scope")))))
    assert facts_tested(guard) == {"a", "n"}
    assert is_scope_test(guard)
    assert not is_scope_test(FactIs("a", "x"))


NAMES = st.sampled_from(["a", "b", "c"])
ATOMS: st.SearchStrategy[Guard] = st.one_of(
    st.builds(FactIs, NAMES, st.just("x")),
    st.builds(FactIn, NAMES, st.just(("x", "y"))),
    st.builds(FactKnown, NAMES, st.booleans()),
    st.builds(FactAtLeast, NAMES, st.just(1)),
    st.builds(ScopeIs, NAMES, st.sampled_from(["in_scope", "unknown"])),
)
GUARDS: st.SearchStrategy[Guard] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(guard=GUARDS, facts=st.dictionaries(NAMES, st.sampled_from(["x", "y", "z", 1])))
def test_what_a_guard_proves_known_is_known(guard: Guard, facts: Facts) -> None:
    outcome = holds(guard, facts, in_scope)
    assert proves_known(guard, when=outcome) <= facts.keys()
