"""What other devices report: which of them count, and what follows from it (R2).

A device is a browser with a cookie of its own; its line is the /24 or /48 it comes from. Several
devices on one line do not make two, nor does one device on several, and the browser that asked is
the first: it never counts again. A report that it works elsewhere outranks what is merely said of
another device.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from portal.wizard.model import UNKNOWN, Facts, Flow, Outcome, Task, Value

Answer = Literal["works", "fails"]

FRESH = timedelta(hours=24)
"""How long a report counts: as long as a finding does while a ticket is written."""

OTHER_NETWORK = "net-test-mobile-data"
"""The article of a task that changes device and network in one step."""

MOST_REPORTS = 20
"""How many devices may answer one question; nobody has more at hand."""

_WORKS = "@works"
_ASSETS = ("mailbox", "domain", "server")
_SHOWN = 2
_DOTS = "•••"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HALF = 4
_LENGTH = 8
_BITS = 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


@dataclass(frozen=True)
class Device:
    """A browser, by the hash of its cookie, and the network it comes from; empty where hidden."""

    id: str
    network: str


@dataclass(frozen=True)
class Report:
    """What somebody saw on another device. `family` is its browser, empty where not known."""

    device: Device
    answer: Answer
    family: str
    at: datetime


@dataclass(frozen=True)
class Tally:
    """What the reports come to; the device that asked is one of `failing`.

    `elsewhere`: it works on another line; `beside`: it works on the same line, or on one that
    cannot be told from it.
    """

    failing: int = 1
    elsewhere: bool = False
    beside: bool = False

    @property
    def works(self) -> bool:
        """Return whether it works on any other device."""
        return self.elsewhere or self.beside


def others(first: Device, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the latest report of each device but the first, oldest first."""
    latest: dict[str, Report] = {}
    for report in sorted(reports, key=lambda one: one.at):
        if report.device.id != first.id:
            latest[report.device.id] = report
    return tuple(sorted(latest.values(), key=lambda one: one.at))


def tally(first: Device, reports: Iterable[Report]) -> Tally:
    """Count `reports` beside the failure of the device `first`, which asked."""
    told = others(first, reports)
    failing = {r.device.network for r in told if r.answer == "fails" and _is_away(first, r)}
    working = [r for r in told if r.answer == "works"]
    return Tally(
        failing=1 + len(failing),
        elsewhere=any(_is_away(first, r) for r in working),
        beside=any(not _is_away(first, r) for r in working),
    )


def _is_away(first: Device, report: Report) -> bool:
    """Return whether it is known that the report comes from another line."""
    return bool(first.network and report.device.network) and report.device.network != first.network


def counted_facts(flow: Flow, counts: Tally) -> dict[str, Value]:
    """Return what `counts` adds to the facts of a walk."""
    names = counted_names(flow)
    works = {f"{name}{_WORKS}": 1 for name in names} if counts.works else {}
    return {**dict.fromkeys(names, counts.failing), **works}


def counted_names(flow: Flow) -> list[str]:
    """Return the facts of `flow` that the server counts."""
    return [name for name, fact in flow.facts.items() if fact.from_ == "second_device_link"]


def kept_counts(flow: Flow, given: Facts) -> dict[str, Value]:
    """Return the counts in `given`."""
    names = [one for name in counted_names(flow) for one in (name, f"{name}{_WORKS}")]
    return {name: given[name] for name in names if name in given}


def works_elsewhere(flow: Flow, facts: Facts) -> bool:
    """Return whether another device reported that it works there."""
    return any(facts.get(f"{name}{_WORKS}") for name in counted_names(flow))


def without_say_so(flow: Flow, facts: Facts) -> Facts:
    """Return `facts` as they weigh: what is only said of another device yields to a report."""
    if not works_elsewhere(flow, facts):
        return facts
    said = {task.sets for task in other_device_tasks(flow)}
    return {name: UNKNOWN if name in said else value for name, value in facts.items()}


def other_device_tasks(flow: Flow) -> list[Task]:
    """Return the tasks that have the customer try another device on another network."""
    nodes = flow.nodes.values()
    return [node for node in nodes if isinstance(node, Task) and node.article == OTHER_NETWORK]


def about(flow: Flow, facts: Facts) -> str:
    """Return what reports on this way through `flow` are about; of another thing they say nothing.

    That is a mailbox, domain or server where one was named, and else the flow's product.
    """
    named = (str(facts[name]) for name in _ASSETS if facts.get(name))
    return f"{flow.product} {next(named, '')}"


def network_article(flow: Flow) -> str:
    """Return the article of the first outcome of `flow` that lies with the network, or nothing."""
    found = (
        node.article
        for node in flow.nodes.values()
        if isinstance(node, Outcome) and node.verdict == "network" and node.article
    )
    return next(found, "")


def masked(asset: str) -> str:
    """Return the mailbox or domain `asset` so that only who knows it recognises it."""
    user, at, domain = asset.rpartition("@")
    *names, last = domain.split(".")
    shown = ".".join([*(_mask(name) for name in names), last]) if names else _mask(last)
    return f"{_mask(user)}@{shown}" if at else shown


def _mask(word: str) -> str:
    return word if word == "www" else f"{word[:_SHOWN]}{_DOTS}" if len(word) > _SHOWN else _DOTS


def code_of(digest: bytes) -> str:
    """Return the eight characters that stand for the first 40 bits of `digest`."""
    number = int.from_bytes(digest[:_BITS], "big")
    return "".join(_LETTERS[(number >> (_BITS * at)) & 31] for at in reversed(range(_LENGTH)))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, in any case and with look-alikes, or None."""
    code = text[: 2 * _LENGTH].upper().translate(_MISREAD)
    return code if len(code) == _LENGTH and set(code) <= set(_LETTERS) else None


def spaced(code: str) -> str:
    """Return `code` in two halves, to read aloud and to type."""
    return f"{code[:_HALF]}-{code[_HALF:]}"
