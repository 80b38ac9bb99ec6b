"""A flow as data: questions, checks, routing and words, and nothing that runs.

Field names are the keys of the flow files; where a key is a Python word the field
has another name (`is_`, `in_`, `from_`, `all_of`, `any_of`, `not_`, `otherwise`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portal.kernel.locale import Locale

Text = Mapping[str, str]
"""What is said, by locale code."""

Value = str | int
Facts = Mapping[str, Value]
"""What is known: fact name → value."""

Product = Literal[
    "mail", "website", "wordpress", "site_builder", "domain", "database",
    "certificate", "ftp", "server", "reseller", "extras", "account",
]  # fmt: skip
FactType = Literal[
    "enum", "int", "mailbox", "domain", "url", "error_code", "datetime", "text", "scope"
]  # fmt: skip
Source = Literal["answer", "check", "second_device_link"]
SubjectRole = Literal["object", "symptom", "asset", "code"]
Verdict = Literal["customer", "network", "third_party", "recipient", "provider", "unknown"]
Effect = Literal["unusable", "degraded", "question"]
Priority = Literal["high", "medium", "low"]
Record = Literal["incident", "request"]
Channel = Literal["chat", "call_back", "quote"]
Link = Literal["program", "device", "connection", "provider", "recipient", "domain"]
LinkState = Literal["ok", "fail", "unknown"]
OutcomeType = Literal[
    "self_help", "action", "known_incident", "out_of_scope",
    "third_party", "chargeable", "continue", "ticket",
]  # fmt: skip

UNKNOWN = "unknown"
"""The option that means "I cannot tell": a full answer, but nothing learned."""

OBJECTION = "objection"
"""The fact that keeps why somebody thinks that support should do it after all (R22)."""

EFFECT = "effect"
"""The fact that an outcome with a fixed effect sets."""


@dataclass(frozen=True)
class Fact:
    """A thing a flow may find out. A private one never stands in an address."""

    type: FactType
    values: tuple[str, ...] = ()
    private: bool = False
    from_: Source = "answer"


@dataclass(frozen=True)
class FactIs:
    """True when the fact has this value."""

    fact: str
    is_: str


@dataclass(frozen=True)
class FactIn:
    """True when the fact has one of these values."""

    fact: str
    in_: tuple[str, ...]


@dataclass(frozen=True)
class FactAtLeast:
    """True when the counted fact is this high."""

    fact: str
    gte: int


@dataclass(frozen=True)
class FactKnown:
    """True when the fact was set on this path (or, with `known: false`, was not)."""

    fact: str
    known: bool


@dataclass(frozen=True)
class ScopeIs:
    """True when the scope catalogue gives this entry this verdict."""

    scope: str
    is_: str


@dataclass(frozen=True)
class ScopeOf:
    """True when the scope catalogue gives the entry that the fact names this verdict."""

    scope_of: str
    is_: str


@dataclass(frozen=True)
class All:
    """True when every part is."""

    all_of: "tuple[Guard, ...]"


@dataclass(frozen=True)
class Any:
    """True when at least one part is."""

    any_of: "tuple[Guard, ...]"


@dataclass(frozen=True)
class Not:
    """True when its part is not."""

    not_: "Guard"


Guard = FactIs | FactIn | FactAtLeast | FactKnown | ScopeIs | ScopeOf | All | Any | Not
FactGuard = FactIs | FactIn | FactAtLeast | FactKnown


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


Question = Choice | Task | Input | Find
Node = Choice | Task | Input | Find | Check | Branch | Outcome


@dataclass(frozen=True)
class PriorityRule:
    """The priority of a ticket when the guard holds."""

    set_to: Priority
    when: Guard


@dataclass(frozen=True)
class PriorityElse:
    """The priority of a ticket when no rule before it held."""

    otherwise: Priority


@dataclass(frozen=True)
class StateRule:
    """The state of a link of the chain when the guard holds."""

    when: Guard
    state: Literal["ok", "fail"]


@dataclass(frozen=True)
class ChainRule:
    """A link between the customer and the service, and what tells its state."""

    link: Link
    rules: tuple[StateRule, ...] = ()


@dataclass(frozen=True)
class Flow:
    """One guided conversation. A draft of another version is replayed, never trusted."""

    flow: str
    version: int
    title: Text
    summary: Text
    product: Product
    start: str
    facts: Mapping[str, Fact]
    nodes: Mapping[str, Node]
    priority: tuple[PriorityRule | PriorityElse, ...] = ()
    chain: tuple[ChainRule, ...] = ()
    locales: tuple[str, ...] = field(default=tuple(locale.value for locale in Locale))
