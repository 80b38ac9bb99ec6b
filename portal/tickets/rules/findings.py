"""What the text checks say: which rule, about which field, and whether it stops the ticket."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

EMPTY = "EMPTY"
GENERIC = "GENERIC"
MASH = "MASH"
OFFENSIVE = "OFFENSIVE"
PRESSURE = "PRESSURE"

NOTES = frozenset({"S8", "T9", PRESSURE})
"""What is said and stops nothing, not even once (R13, R18)."""

Data = Mapping[str, str | int | tuple[str, ...]]


@dataclass(frozen=True)
class CheckFinding:
    """One thing to improve; the interface has the words, `data` fills them.

    `rule` is S1–S8, T1–T9 or PRESSURE, which advise, or one of the other names above, which block.
    `field` is a field of the report.
    """

    rule: str
    field: str
    blocking: bool = False
    data: Data = dataclasses.field(default_factory=dict)


def advise(rule: str, about: str, **data: str | int | tuple[str, ...]) -> CheckFinding:
    """Return a finding that a second try may overrule (`send as it is`)."""
    return CheckFinding(rule, about, blocking=False, data=data)


def block(rule: str, about: str, **data: str | int | tuple[str, ...]) -> CheckFinding:
    """Return a finding that the ticket cannot pass (R6, R13)."""
    return CheckFinding(rule, about, blocking=True, data=data)
