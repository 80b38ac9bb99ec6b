"""Rules tried in order, over everything that their guards can tell apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from portal.wizard.model import (
    Fact,
    FactAtLeast,
    FactIn,
    FactIs,
    Facts,
    Guard,
    ScopeIs,
    ScopeOf,
    Value,
)
from portal.wizard.rules.guards import (
    VERDICTS,
    ScopeVerdict,
    atoms,
    fact_in,
    holds,
    stand_in,
)

LIMIT = 20_000
"""More cases than this are not tried; no table a person can review comes near."""

_OTHER = "(another value)"
_FOUND = "(any entry found)"


@dataclass(frozen=True)
class Case:
    """One state of the world, as far as the guards can see it."""

    facts: Facts
    scope: ScopeVerdict


def cases(guards: Sequence[Guard], declared: Mapping[str, Fact]) -> Iterator[Case]:
    """Yield every case that `guards` can tell apart; none at all when there are too many."""
    tests = [atom for guard in guards for atom in atoms(guard)]
    verdicts = {atom.scope: VERDICTS for atom in tests if isinstance(atom, ScopeIs)}
    if any(isinstance(atom, ScopeOf) for atom in tests):
        verdicts[_FOUND] = VERDICTS
    values: dict[str, dict[Value, None]] = {}
    for atom in tests:
        if name := fact_in(atom):
            known = declared.get(name)
            told = known.values if known and known.values else (_OTHER,)
            values.setdefault(name, dict.fromkeys(("", *told)))
            values[name] |= dict.fromkeys(_tested(atom))
    if prod(map(len, values.values())) * prod(map(len, verdicts.values())) > LIMIT:
        return
    for chosen in product(*values.values()):
        facts = dict(zip(values, chosen, strict=True))
        for answers in product(*verdicts.values()):
            yield Case(facts, _scope(dict(zip(verdicts, answers, strict=True))))


def _scope(told: Mapping[str, str]) -> ScopeVerdict:
    """An entry that no guard names may have been found all the same, and have any verdict."""
    return lambda entry: told.get(entry, told.get(_FOUND, ""))


def _tested(atom: Guard) -> tuple[Value, ...]:
    match atom:
        case FactIs():
            return (atom.is_,)
        case FactIn():
            return atom.in_
        case FactAtLeast():
            return (atom.gte - 1, atom.gte)
        case ScopeOf():
            return tuple(map(stand_in, VERDICTS))
        case _:
            return ()


def shadowed(guards: Sequence[Guard], declared: Mapping[str, Fact]) -> list[int]:
    """Return the positions of the guards that never decide: one before them always holds."""
    waiting = set(range(len(guards)))
    tried = False
    for case in cases(guards, declared):
        tried = True
        waiting.discard(first_to_hold(guards, case))
        if not waiting:
            break
    repeated = [i for i in range(len(guards)) if guards[i] in guards[:i]]
    return sorted(waiting) if tried else repeated


def first_to_hold(guards: Sequence[Guard], case: Case) -> int:
    """Return the position of the first guard that holds, or -1."""
    found = (i for i, guard in enumerate(guards) if holds(guard, case.facts, case.scope))
    return next(found, -1)
