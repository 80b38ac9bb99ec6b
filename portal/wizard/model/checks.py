"""Checks from our side, as a flow sees them: for whom, and how one ended."""

from dataclasses import dataclass

from portal.wizard.model.words import LinkState


@dataclass(frozen=True)
class Visitor:
    """Who walks: the address of the connection, and a name for the browser where it has one."""

    address: str
    browser: str = ""


@dataclass(frozen=True)
class CheckResult:
    """How a check ended, and why, in the words of the flow's facts.

    `detail` is one more short fact that belongs to the reason: a number, a day, a word.
    """

    state: LinkState
    reason: str = ""
    detail: str = ""
