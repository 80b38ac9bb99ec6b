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
    ScopeIs,
)

ScopeVerdict = Callable[[str], str]
"""Tells the verdict of a scope entry, by its id."""


def holds(guard: Guard, facts: Facts, scope: ScopeVerdict) -> bool:
    """Return whether `guard` is true; a fact that is not known satisfies nothing."""
    match guard:
        case All(parts):
            return all(holds(part, facts, scope) for part in parts)
        case Any(parts):
            return any(holds(part, facts, scope) for part in parts)
        case Not(part):
            return not holds(part, facts, scope)
        case ScopeIs(entry, verdict):
            return scope(entry) == verdict
        case _:
            return _fact_holds(guard, facts)


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


def atoms(guard: Guard) -> Iterator[FactGuard | ScopeIs]:
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
    return frozenset(atom.fact for atom in atoms(guard) if not isinstance(atom, ScopeIs))


def is_scope_test(guard: Guard) -> bool:
    """Return whether `guard` asks the scope catalogue anything."""
    return any(isinstance(atom, ScopeIs) for atom in atoms(guard))


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
            return frozenset({guard.fact}) if when else frozenset()


def _union(sets: list[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _common(sets: list[frozenset[str]]) -> frozenset[str]:
    return sets[0].intersection(*sets[1:]) if sets else frozenset()
