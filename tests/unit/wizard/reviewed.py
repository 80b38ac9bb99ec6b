"""The reviewed tables of the flows that ship, and walking by one of their lines.

`portal flow paths NAME` makes such a table; whoever changes a flow reads what changed in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.wizard.model import Check, Find, Flow, Input, Value
from portal.wizard.rules.paths import SAMPLES
from portal.wizard.rules.replay import SKIPPED, Known, Replay, replay
from portal.wizard.rules.situations import SERVICE, ScopeOf
from tests.unit.wizard.our_flows import scope_for, shelf

TABLES = Path(__file__).with_name("tables")


@cache
def reviewed(name: str) -> tuple[str, ...]:
    """Return the lines of the reviewed table of the flow `name`."""
    return tuple((TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines())


@dataclass(frozen=True)
class Line:
    """One line: what was answered on each page, where that leads, and what it comes to."""

    flow: Flow
    told: tuple[tuple[str, str], ...]
    leads_to: str
    comes_to: str = ""

    @property
    def node(self) -> str:
        return node_of(self.leads_to)

    @property
    def nodes(self) -> set[str]:
        return {node_of(page) for page, _ in self.told} | {self.node}

    def known(self, scope_of: ScopeOf = scope_for) -> Known:
        answers: dict[str, Value] = {}
        given: dict[str, Value] = {}
        for page, answer in self.told:
            put(self.flow, node_of(page), answer, answers, given)
        return Known(answers, given, scope_of(str(answers.get(SERVICE, ""))))

    def walk(self, flow: Flow | None = None) -> Replay:
        known = self.known()
        return replay(flow or self.flow, known.answers, known.given, known.scope)


def node_of(page: str) -> str:
    """Return the node of a page's name in the table, `webmail` of `webmail.2`."""
    return page.partition(".")[0]


def put(
    flow: Flow, name: str, answer: str, answers: dict[str, Value], given: dict[str, Value]
) -> None:
    """Keep the answer to the node `name` where the wizard keeps it."""
    match flow.nodes[name]:
        case Check() as node:
            given[node.sets], _, reason = answer.partition(":")
            if node.reason and reason:
                given[node.reason] = reason
        case Input() as node:
            fact = flow.facts[node.sets]
            place = given if fact.private and answer == "typed" else answers
            key = node.sets if place is given else name
            place[key] = SAMPLES[fact.type] if answer == "typed" else SKIPPED
        case Find() as node:
            answers[name] = SKIPPED if answer == "none" else answer
            if answer != "none":
                given[node.words] = SAMPLES["text"]
        case _:
            answers[name] = answer


_LINE = re.compile(r"(?P<told>.+) -> (?:joins (?P<joins>\S+)|(?P<end>\S+): (?P<comes_to>.+))")


def read_line(flow: Flow, line: str) -> Line:
    """Read one line of a table."""
    found = _LINE.fullmatch(line)
    assert found, line
    pairs = (pair.partition("=") for pair in found["told"].split())
    told = tuple((page, answer) for page, _, answer in pairs)
    return Line(flow, told, found["joins"] or found["end"], found["comes_to"] or "")


@cache
def lines_of(name: str) -> tuple[Line, ...]:
    """Return the reviewed table of the flow `name`, read."""
    return tuple(read_line(shelf().flows[name], line) for line in reviewed(name))


@cache
def steps_of(name: str) -> Mapping[tuple[str, str], str]:
    """Return the page that each answer to each page leads to."""
    steps: dict[tuple[str, str], str] = {}
    for line in lines_of(name):
        pages = [*[page for page, _ in line.told[1:]], line.leads_to]
        for answer, page in zip(line.told, pages, strict=True):
            assert steps.setdefault(answer, page) == page, (line, answer)
    return steps
