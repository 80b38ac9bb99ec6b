"""Guards: whether one holds, what it tests, and which facts it proves to be known."""

from collections.abc import Callable, Iterator

from portal.wizard.model import (
    All,
    Any,
    FactAtLeast,
    FactGuard,
    FactIn,
    FactIs,
    FactKnown,
    Facts,
    Guard,
    Not,
    Outcome,
    ScopeIs,
    ScopeOf,
)

ScopeVerdict = Callable[[str], str]
"""Tells the verdict of a scope entry, by its id."""

VERDICTS = ("in_scope", "guidance_only", "out_of_scope", "third_party", "chargeable")
"""What the scope catalogue can say (R19)."""


def stand_in(verdict: str) -> str:
    """Return what stands for any entry of `verdict`, where every way through a flow is walked."""
    return f"({verdict})"


_STAND_INS = {stand_in(verdict): verdict for verdict in VERDICTS}


def verdict_of(entry: str, scope: ScopeVerdict) -> str:
    """Return the verdict of `entry`, which may be a stand-in; nothing has none."""
    if not entry:
        return ""
    return _STAND_INS.get(entry) or scope(entry)


def entry_of(outcome: Outcome, facts: Facts) -> str:
    """Return the id of the scope entry that `outcome` is about, empty where it is about none."""
    if outcome.scope_from:
        return str(facts.get(outcome.scope_from, ""))
    return outcome.scope or ""


def holds(guard: Guard, facts: Facts, scope: ScopeVerdict) -> bool:
    """Return whether `guard` is true; a fact that is not known satisfies nothing."""
    match guard:
        case All(parts):
            return all(holds(part, facts, scope) for part in parts)
        case Any(parts):
            return any(holds(part, facts, scope) for part in parts)
        case Not(part):
            return not holds(part, facts, scope)
        case ScopeIs() | ScopeOf():
            return verdict_of(_named(guard, facts), scope) == guard.is_
        case _:
            return _fact_holds(guard, facts)


def _named(guard: ScopeIs | ScopeOf, facts: Facts) -> str:
    return guard.scope if isinstance(guard, ScopeIs) else str(facts.get(guard.scope_of, ""))


def _fact_holds(guard: FactGuard, facts: Facts) -> bool:
    value = facts.get(guard.fact, "")
    match guard:
        case FactIs():
            return value == guard.is_
        case FactIn():
            return value in guard.in_
        case FactAtLeast():
            return isinstance(value, int) and value >= guard.gte
        case FactKnown():
            return (value != "") is guard.known


def atoms(guard: Guard) -> Iterator[FactGuard | ScopeIs | ScopeOf]:
    """Yield every single test in `guard`, in the order written."""
    match guard:
        case All(parts) | Any(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield guard


def facts_tested(guard: Guard) -> frozenset[str]:
    """Return the names of the facts that `guard` looks at."""
    return frozenset(fact_in(atom) for atom in atoms(guard)) - {""}


def fact_in(atom: FactGuard | ScopeIs | ScopeOf) -> str:
    """Return the name of the fact that a single test looks at, empty where it looks at none."""
    match atom:
        case ScopeIs():
            return ""
        case ScopeOf():
            return atom.scope_of
        case _:
            return atom.fact


def is_scope_test(guard: Guard) -> bool:
    """Return whether `guard` asks the scope catalogue anything."""
    return any(isinstance(atom, ScopeIs | ScopeOf) for atom in atoms(guard))


def proves_known(guard: Guard, *, when: bool) -> frozenset[str]:
    """Return the facts that must be known where `guard` turned out to be `when`."""
    match guard:
        case Not(part):
            return proves_known(part, when=not when)
        case All(parts) | Any(parts):
            known = [proves_known(part, when=when) for part in parts]
            every_part_counts = isinstance(guard, All) is when
            return _union(known) if every_part_counts else _common(known)
        case FactKnown(fact, known_meant):
            return frozenset({fact}) if known_meant is when else frozenset()
        case ScopeIs():
            return frozenset()
        case _:
            return frozenset({fact_in(guard)}) if when else frozenset()


def _union(sets: list[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _common(sets: list[frozenset[str]]) -> frozenset[str]:
    return sets[0].intersection(*sets[1:]) if sets else frozenset()
