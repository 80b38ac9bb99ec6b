"""A flow as boxes with rows, for whatever draws it: each row is an answer and where it leads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from portal.kernel.locale import Locale
from portal.wizard.model import (
    All,
    Any,
    Branch,
    Check,
    Choice,
    Else,
    FactAtLeast,
    FactIn,
    FactIs,
    FactKnown,
    Find,
    Flow,
    Guard,
    Input,
    Node,
    Not,
    Outcome,
    ScopeIs,
    ScopeOf,
    Task,
)
from portal.wizard.rules.graph import graph_of

Shape = Literal["question", "check", "branch", "outcome"]

_WORDS: Mapping[str, Mapping[Locale, str]] = {
    "choice": {Locale.ES: "Pregunta", Locale.EN: "Question", Locale.CS: "Otázka"},
    "task": {Locale.ES: "Prueba", Locale.EN: "Test to do", Locale.CS: "Zkouška"},
    "input": {Locale.ES: "Se escribe", Locale.EN: "Typed answer", Locale.CS: "Píše se"},
    "find": {
        Locale.ES: "Con sus palabras",
        Locale.EN: "In own words",
        Locale.CS: "Vlastními slovy",
    },
    "found": {Locale.ES: "tarea hallada", Locale.EN: "task found", Locale.CS: "úkol nalezen"},
    "none": {Locale.ES: "ninguna", Locale.EN: "none of these", Locale.CS: "nic z toho"},
    "check": {
        Locale.ES: "Comprobación nuestra",
        Locale.EN: "Our check",
        Locale.CS: "Naše kontrola",
    },
    "branch": {Locale.ES: "Bifurcación", Locale.EN: "Fork", Locale.CS: "Větvení"},
    "self_help": {Locale.ES: "Guía", Locale.EN: "Self-help", Locale.CS: "Návod"},
    "action": {Locale.ES: "Acción", Locale.EN: "Action", Locale.CS: "Akce"},
    "known_incident": {
        Locale.ES: "Incidencia conocida",
        Locale.EN: "Known incident",
        Locale.CS: "Známý výpadek",
    },
    "out_of_scope": {
        Locale.ES: "Fuera del soporte",
        Locale.EN: "Out of scope",
        Locale.CS: "Mimo rozsah podpory",
    },
    "third_party": {Locale.ES: "Otro proveedor", Locale.EN: "Third party", Locale.CS: "Někdo jiný"},
    "chargeable": {Locale.ES: "De pago", Locale.EN: "Paid work", Locale.CS: "Placená práce"},
    "continue": {Locale.ES: "Sigue en", Locale.EN: "Goes on in", Locale.CS: "Pokračuje v"},
    "ticket": {Locale.ES: "Ticket", Locale.EN: "Ticket", Locale.CS: "Tiket"},
    "ok": {Locale.ES: "bien", Locale.EN: "ok", Locale.CS: "v pořádku"},
    "fail": {Locale.ES: "falla", Locale.EN: "fails", Locale.CS: "selhává"},
    "unknown": {Locale.ES: "no se sabe", Locale.EN: "unknown", Locale.CS: "neví se"},
    "typed": {Locale.ES: "escrito", Locale.EN: "typed", Locale.CS: "napsáno"},
    "skipped": {Locale.ES: "se salta", Locale.EN: "skipped", Locale.CS: "přeskočeno"},
    "else": {Locale.ES: "si no", Locale.EN: "else", Locale.CS: "jinak"},
    "unsolved": {Locale.ES: "no ayudó", Locale.EN: "did not help", Locale.CS: "nepomohlo"},
    "cannot": {Locale.ES: "no puede", Locale.EN: "cannot do it", Locale.CS: "nemůže"},
    "all": {Locale.ES: " y ", Locale.EN: " and ", Locale.CS: " a "},
    "any": {Locale.ES: " o ", Locale.EN: " or ", Locale.CS: " nebo "},
    "not": {Locale.ES: "no", Locale.EN: "not", Locale.CS: "ne"},
    "known": {Locale.ES: "se sabe", Locale.EN: "known", Locale.CS: "známo"},
    "start": {Locale.ES: "Inicio", Locale.EN: "Start", Locale.CS: "Začátek"},
}
"""What a picture says of its own, beside the flow's texts."""


@dataclass(frozen=True)
class Row:
    """An answer in words, and the box it leads to."""

    words: str
    target: str


@dataclass(frozen=True)
class Box:
    """A node as it is drawn: `caption` names its kind, so that colour is never alone."""

    id: str
    shape: Shape
    kind: str
    caption: str
    words: str
    rows: tuple[Row, ...]


def boxes(flow: Flow, locale: Locale) -> tuple[Box, ...]:
    """Return the boxes of `flow` in an order in which rows only lead on; it has no cycle."""
    return tuple(_box(flow.nodes[name], locale) for name in graph_of(flow).order)


def question_before(drawn: Iterable[Box], name: str) -> Box | None:
    """Return the box with words of its own that leads to the fork `name`, maybe by other forks."""
    known = tuple(drawn)
    wanted = {name}
    for box in reversed(known):  # in order, so that one pass back finds all forks on the way
        if any(row.target in wanted for row in box.rows):
            if box.shape != "branch":
                return box
            wanted.add(box.id)
    return None


def word(name: str, locale: Locale) -> str:
    """Return the picture's own word for a kind of node, a result or an answer."""
    return _WORDS[name][locale]


def _box(node: Node, locale: Locale) -> Box:
    rows = tuple(_rows(node, locale))
    match node:
        case Outcome():
            caption = word(node.type, locale)
            return Box(node.id, "outcome", node.type, caption, _outcome_words(node, locale), rows)
        case Branch():
            return Box(node.id, "branch", "branch", word("branch", locale), node.id, rows)
        case Check():
            return Box(node.id, "check", "check", word("check", locale), node.text[locale], rows)
        case _:
            return Box(
                node.id, "question", node.kind, word(node.kind, locale), node.text[locale], rows
            )


def _outcome_words(node: Outcome, locale: Locale) -> str:
    said = node.text or node.title
    return said[locale] if said else node.flow or node.article or node.id


def _rows(node: Node, locale: Locale) -> Iterator[Row]:
    match node:
        case Choice() | Task():
            yield from (Row(option.text[locale], option.goto) for option in node.options)
        case Input():
            yield Row(word("typed", locale), node.goto)
            if node.optional:
                yield Row(word("skipped", locale), node.skip or node.goto)
        case Find():
            yield Row(word("found", locale), node.goto)
            yield Row(word("none", locale), node.none)
        case Check():
            yield from (Row(word(name, locale), goto) for name, goto in node.exits.items())
        case Branch():
            yield from _branch_rows(node, locale)
        case Outcome():
            ways = {"unsolved": node.unsolved, "cannot": node.cannot}
            yield from (Row(word(name, locale), goto) for name, goto in ways.items() if goto)


def _branch_rows(node: Branch, locale: Locale) -> Iterator[Row]:
    for rule in node.rules:
        if isinstance(rule, Else):
            yield Row(word("else", locale), rule.otherwise)
        else:
            yield Row(guard_words(rule.when, locale), rule.goto)


def guard_words(guard: Guard, locale: Locale, *, inside: bool = False) -> str:
    """Return `guard` as a formula a person can read, in brackets where it stands `inside`."""
    match guard:
        case All(parts) | Any(parts):
            joint = word("all" if isinstance(guard, All) else "any", locale)
            words = joint.join(guard_words(part, locale, inside=True) for part in parts)
            return f"({words})" if inside else words
        case Not(part):
            return f"{word('not', locale)} ({guard_words(part, locale)})"
        case FactKnown(fact, known):
            told = f"{fact}: {word('known', locale)}"
            return told if known else f"{word('not', locale)} ({told})"
        case _:
            return _test_words(guard)


def _test_words(guard: FactIs | FactIn | FactAtLeast | ScopeIs | ScopeOf) -> str:
    match guard:
        case FactIs(fact, value) | ScopeIs(fact, value) | ScopeOf(fact, value):
            return f"{fact} = {value}"
        case FactIn(fact, values):
            return f"{fact} = {' / '.join(values)}"
        case FactAtLeast(fact, least):
            return f"{fact} ≥ {least}"
