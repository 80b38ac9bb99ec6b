"""A whole flow: its nodes, its facts, and the rules for the ticket it may end at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portal.kernel.locale import Locale
from portal.wizard.model.guards import Fact, Guard
from portal.wizard.model.nodes import Node
from portal.wizard.model.words import Link, Priority, Product, Text


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
