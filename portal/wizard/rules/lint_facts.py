"""L06, L07, L15: facts are declared, set by whom they should be, and keep what is private."""

from collections.abc import Iterator, Mapping

from portal.wizard.model import (
    EFFECT,
    Check,
    Choice,
    Fact,
    FactAtLeast,
    FactGuard,
    FactIn,
    FactIs,
    FactType,
    Find,
    Flow,
    Input,
    Node,
    Outcome,
    ScopeIs,
    ScopeOf,
    Source,
    Task,
)
from portal.wizard.rules.guards import atoms, fact_in
from portal.wizard.rules.issues import DataPath, Issue
from portal.wizard.rules.walk import guards_of

_ALWAYS_PRIVATE = ("mailbox", "text")
"""Types whose values name people, or may say anything."""


def lint(flow: Flow) -> Iterator[Issue]:
    """Yield what is wrong with facts, where they are declared, set and tested."""
    for node in flow.nodes.values():
        yield from _set_by(flow, node)
        yield from _values_of(flow, node)
    yield from _tested(flow)
    yield from _required(flow)
    yield from _declared(flow)


def _sets(node: Node) -> Mapping[str, str]:
    """Return the facts that `node` sets, and the key that says so."""
    match node:
        case Choice() | Task() | Input():
            return {node.sets: "sets"}
        case Find():
            return {node.sets: "sets", node.words: "words"}
        case Check():
            return {node.sets: "sets"} | ({node.reason: "reason"} if node.reason else {})
        case Outcome() if node.effect:
            return {EFFECT: "effect"}
        case _:
            return {}


def _set_by(flow: Flow, node: Node) -> Iterator[Issue]:
    source: Source = "check" if isinstance(node, Check) else "answer"
    for name, key in _sets(node).items():
        place: DataPath = ("nodes", node.id, key)
        fact = flow.facts.get(name)
        if fact is None:
            yield Issue("L06", place, f"the fact {name!r} is not declared")
        elif fact.from_ != source:
            message = f"{name!r} is declared `from: {fact.from_}`, but set by a {node.kind}"
            yield Issue("L06", place, message)


def _values_of(flow: Flow, node: Node) -> Iterator[Issue]:
    match node:
        case Choice() | Task():
            ids = tuple(option.id for option in node.options)
            yield from _same_values(flow, node.sets, ids, ("nodes", node.id, "options"))
        case Check():
            yield from _same_values(flow, node.sets, (*node.exits,), ("nodes", node.id, "exits"))
        case Outcome() if node.effect and EFFECT in flow.facts:
            if node.effect not in flow.facts[EFFECT].values:
                message = f"{node.effect!r} is no value of {EFFECT!r}"
                yield Issue("L07", ("nodes", node.id, "effect"), message)
        case Input() if node.sets in flow.facts:
            if flow.facts[node.sets].type in {"enum", "int", "scope"}:
                message = f"{node.sets!r} cannot be typed in: it is no typed fact"
                yield Issue("L07", ("nodes", node.id, "sets"), message)
        case Find():
            yield from _is_of_type(flow, node.sets, "scope", ("nodes", node.id, "sets"))
            yield from _is_of_type(flow, node.words, "text", ("nodes", node.id, "words"))
        case _:
            return


def _is_of_type(flow: Flow, name: str, kind: FactType, place: DataPath) -> Iterator[Issue]:
    fact = flow.facts.get(name)
    if fact is not None and fact.type != kind:
        yield Issue("L07", place, f"{name!r} must be a fact of type {kind}")


def _same_values(flow: Flow, name: str, ids: tuple[str, ...], place: DataPath) -> Iterator[Issue]:
    fact = flow.facts.get(name)
    if fact is not None and sorted(ids) != sorted(fact.values):
        message = f"{', '.join(ids)} differ from the values of {name!r}: {', '.join(fact.values)}"
        yield Issue("L07", place, message)


def _tested(flow: Flow) -> Iterator[Issue]:
    for asked in guards_of(flow):
        for atom in atoms(asked.guard):
            if isinstance(atom, ScopeIs):
                continue
            name = fact_in(atom)
            fact = flow.facts.get(name)
            if fact is None:
                yield Issue("L06", asked.path, f"the fact {name!r} is not declared")
            elif isinstance(atom, ScopeOf):
                yield from _is_of_type(flow, name, "scope", asked.path)
            elif (message := _misfit(atom, fact)) is not None:
                yield Issue("L07", asked.path, message)


def _required(flow: Flow) -> Iterator[Issue]:
    """The facts that an outcome asks for, the one that names its scope entry among them."""
    for name, node in flow.nodes.items():
        if not isinstance(node, Outcome):
            continue
        asked: list[tuple[str, DataPath]] = [
            (fact, ("nodes", name, "requires", i)) for i, fact in enumerate(node.requires)
        ]
        if node.scope_from:
            place: DataPath = ("nodes", name, "scope_from")
            asked.append((node.scope_from, place))
            yield from _is_of_type(flow, node.scope_from, "scope", place)
        for fact, place in asked:
            if fact not in flow.facts:
                yield Issue("L06", place, f"the fact {fact!r} is not declared")


def _misfit(atom: FactGuard, fact: Fact) -> str | None:
    """Return why `fact` can never pass or fail the test, if so."""
    match atom:
        case FactAtLeast():
            return None if fact.type == "int" else f"{atom.fact!r} is not counted: no `gte`"
        case FactIs() | FactIn():
            values = (atom.is_,) if isinstance(atom, FactIs) else atom.in_
            strange = [value for value in values if value not in fact.values]
            enum = fact.type == "enum"
            return f"{strange[0]!r} is no value of {atom.fact!r}" if enum and strange else None
        case _:
            return None


def _declared(flow: Flow) -> Iterator[Issue]:
    ever_set = {name for node in flow.nodes.values() for name in _sets(node)}
    for name, fact in flow.facts.items():
        place: DataPath = ("facts", name)
        if fact.from_ == "second_device_link":
            if fact.type != "int":
                yield Issue("L07", place, "devices are counted: the type must be int")
        elif name not in ever_set:
            yield Issue("L06", place, f"the fact {name!r} is never set")
        if (fact.type == "enum") != bool(fact.values):
            yield Issue("L07", place, "an enum has values, and nothing else has")
        yield from _private(name, fact)


def _private(name: str, fact: Fact) -> Iterator[Issue]:
    place: DataPath = ("facts", name)
    if fact.private and fact.type in {"enum", "int", "scope"}:
        message = f"{name!r} is private, but answers to choose from stand in the address"
        yield Issue("L15", place, message)
    if fact.type in _ALWAYS_PRIVATE and not fact.private:
        yield Issue("L15", place, f"a fact of type {fact.type} must be `private: true`")
