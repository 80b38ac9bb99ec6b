"""Facts, and the conditions on them that routing is made of."""

from dataclasses import dataclass

from portal.wizard.model.words import FactType, Source


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
