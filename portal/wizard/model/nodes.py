"""What a flow consists of: pages that ask, checks, branches and ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from portal.wizard.model.guards import Guard
from portal.wizard.model.words import (
    Channel,
    Effect,
    OutcomeType,
    Record,
    SubjectRole,
    Text,
    Verdict,
)


@dataclass(frozen=True)
class Option:
    """One answer; `says`, `expected` and `observed` are its words in the ticket."""

    id: str
    goto: str
    text: Text
    hint: Text | None = None
    says: Text | None = None
    expected: Text | None = None
    observed: Text | None = None


@dataclass(frozen=True)
class Choice:
    """A question with a few answers."""

    id: str
    sets: str
    text: Text
    label: Text
    options: tuple[Option, ...]
    hint: Text | None = None
    subject: SubjectRole | None = None
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True)
class Task:
    """Something to do first and then tell; `step` is the doing, told in the first person."""

    id: str
    sets: str
    article: str
    text: Text
    label: Text
    options: tuple[Option, ...]
    step: Text | None = None
    hint: Text | None = None
    subject: SubjectRole | None = None
    kind: Literal["task"] = "task"


@dataclass(frozen=True)
class Input:
    """A typed answer; an optional one may be skipped, to `skip` or else to `goto`."""

    id: str
    sets: str
    text: Text
    label: Text
    goto: str
    optional: bool = False
    skip: str | None = None
    hint: Text | None = None
    subject: SubjectRole | None = None
    kind: Literal["input"] = "input"


@dataclass(frozen=True)
class Find:
    """A question answered in one's own words: the scope entries that may be meant are its options.

    `sets` keeps the id of the entry chosen, `words` the words, which are private; `none` is
    where "none of these" leads, and where nothing was found.
    """

    id: str
    sets: str
    words: str
    text: Text
    label: Text
    goto: str
    none: str
    hint: Text | None = None
    kind: Literal["find"] = "find"


@dataclass(frozen=True)
class Check:
    """A diagnostic of ours; `reason` names the fact that keeps why it ended so."""

    id: str
    run: str
    sets: str
    text: Text
    exits: Mapping[str, str]
    label: Text | None = None
    reason: str | None = None
    kind: Literal["check"] = "check"


@dataclass(frozen=True)
class Rule:
    """Where a branch goes when its guard holds."""

    when: Guard
    goto: str


@dataclass(frozen=True)
class Else:
    """Where a branch goes when no rule before it held."""

    otherwise: str


@dataclass(frozen=True)
class Branch:
    """A fork without a page: the first rule that holds decides."""

    id: str
    rules: tuple[Rule | Else, ...]
    kind: Literal["branch"] = "branch"


@dataclass(frozen=True)
class Outcome:
    """Where a flow ends; `unsolved` leads on when it did not help, `cannot` when it cannot be done.

    Without words of its own it shows the title and summary of its article. `scope_from` is the
    fact that names its scope entry, where that was found on the way: then they are the entry's.
    `says` is what the subject of a request asks for: "renew the domain". `address` is one of the
    provider's fixed addresses, to print.
    """

    id: str
    type: OutcomeType
    verdict: Verdict = "unknown"
    article: str | None = None
    action: str | None = None
    address: str | None = None
    flow: str | None = None
    scope: str | None = None
    scope_from: str | None = None
    record: Record | None = None
    queue: str | None = None
    requires: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    effect: Effect | None = None
    title: Text | None = None
    text: Text | None = None
    why: Text | None = None
    says: Text | None = None
    unsolved: str | None = None
    cannot: str | None = None
    kind: Literal["outcome"] = "outcome"


Question = Choice | Task | Input | Find
Node = Choice | Task | Input | Find | Check | Branch | Outcome
