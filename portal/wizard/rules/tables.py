"""Rules tried in order, over everything that their guards can tell apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from portal.wizard.model import Fact, FactAtLeast, FactIn, FactIs, Facts, Guard, ScopeIs, Value
from portal.wizard.rules.guards import ScopeVerdict, atoms, holds

VERDICTS = ("in_scope", "guidance_only", "out_of_scope", "third_party", "chargeable")
"""What the scope catalogue can say (R19)."""

LIMIT = 20_000
"""More cases than this are not tried; no table a person can review comes near."""

_OTHER = "(another value)"


@dataclass(frozen=True)
class Case:
    """One state of the world, as far as the guards can see it."""

    facts: Facts
    scope: ScopeVerdict


def cases(guards: Sequence[Guard], declared: Mapping[str, Fact]) -> Iterator[Case]:
    """Yield every case that `guards` can tell apart; none at all when there are too many."""
    tests = [atom for guard in guards for atom in atoms(guard)]
    verdicts = {atom.scope: VERDICTS for atom in tests if isinstance(atom, ScopeIs)}
    values: dict[str, dict[Value, None]] = {}
    for atom in tests:
        if not isinstance(atom, ScopeIs):
            known = declared.get(atom.fact)
            told = known.values if known and known.values else (_OTHER,)
            values.setdefault(atom.fact, dict.fromkeys(("", *told)))
            values[atom.fact] |= dict.fromkeys(_tested(atom))
    if prod(map(len, values.values())) * prod(map(len, verdicts.values())) > LIMIT:
        return
    for chosen in product(*values.values()):
        facts = dict(zip(values, chosen, strict=True))
        for answers in product(*verdicts.values()):
            yield Case(facts, dict(zip(verdicts, answers, strict=True)).__getitem__)


def _tested(atom: Guard) -> tuple[Value, ...]:
    match atom:
        case FactIs():
            return (atom.is_,)
        case FactIn():
            return atom.in_
        case FactAtLeast():
            return (atom.gte - 1, atom.gte)
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
