"""The scope catalogue as plain values: what a provider's support does for each product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.kernel.errors import NotFound
from portal.kernel.locale import Locale
from portal.kernel.product import Product

Texts = Mapping[Locale, str]
"""One text in every locale."""


class ScopeVerdict(StrEnum):
    """Who does a task, and on what terms (R19)."""

    IN_SCOPE = "in_scope"
    GUIDANCE_ONLY = "guidance_only"
    OUT_OF_SCOPE = "out_of_scope"
    THIRD_PARTY = "third_party"
    CHARGEABLE = "chargeable"


class PlanKind(StrEnum):
    """The kinds of plan that change a verdict; `site.yml` says which plan is of which kind."""

    SHARED = "shared"
    MAIL_ONLY = "mail_only"
    VPS_ROOT = "vps_root"
    VPS_ADMINISTERED = "vps_administered"
    RESELLER = "reseller"
    DOMAIN_ONLY = "domain_only"


class Channel(StrEnum):
    """Where a task is done, when that matters: what chat cannot do, a ticket often can (R12)."""

    ANY = "any"
    CHAT = "chat"
    TICKET = "ticket"


@dataclass(frozen=True)
class Reference:
    """Help by the maker of a program that we can only guide in (R21)."""

    id: str
    name: str
    url: str


@dataclass(frozen=True)
class ScopeEntry:
    """One task a customer may want, and what support does about it.

    `alternative` is empty only where support does the task on every plan. `overrides` holds the
    verdict of the plan kinds where it differs; `plans` the only kinds that have the task at all
    (none: all); `also` the further products under which it is listed; `article` the key of an
    article; `price_ref` a name under `price_ref` in `site.yml`; `sources` the line of the
    support policy that asks for the entry.
    """

    id: str
    product: Product
    verdict: ScopeVerdict
    task: Texts
    reason: Texts
    alternative: Texts = field(default_factory=dict)
    article: str | None = None
    channel: Channel = Channel.ANY
    plans: frozenset[PlanKind] = frozenset()
    overrides: Mapping[PlanKind, ScopeVerdict] = field(default_factory=dict)
    also: tuple[Product, ...] = ()
    synonyms: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    price_ref: str | None = None

    @property
    def verdicts(self) -> frozenset[ScopeVerdict]:
        """Every verdict that some plan gets."""
        return frozenset({self.verdict, *self.overrides.values()})

    def verdict_for(self, plan_kind: PlanKind | None) -> ScopeVerdict:
        """Return the verdict on a plan of `plan_kind`; None is a plan nobody knows yet."""
        if plan_kind is None:
            return self.verdict
        return self.overrides.get(plan_kind, self.verdict)

    def is_about(self, product: Product) -> bool:
        """Tell whether the entry is listed under `product`."""
        return product is self.product or product in self.also

    def is_on(self, plan_kind: PlanKind) -> bool:
        """Tell whether a plan of `plan_kind` has this task at all."""
        return not self.plans or plan_kind in self.plans


@dataclass(frozen=True)
class FoundEntry:
    """An entry that may be what somebody asks for; `words` are those of theirs that decided.

    `score` goes from 0 to about 1 and compares entries found for the same text only.
    """

    entry: ScopeEntry
    score: float
    words: tuple[str, ...] = ()


class ConceptKind(StrEnum):
    """What a concept is in a request: what it is about, what is to be done, or how it is asked.

    A matter is an act that says all by itself what is needed.
    """

    THING = "thing"
    ACT = "act"
    MATTER = "matter"
    WAY = "way"


@dataclass(frozen=True)
class Concept:
    """One thing with all that customers call it. `x*` stands for every word that begins so."""

    id: str
    kind: ConceptKind
    words: Mapping[Locale, tuple[str, ...]]


@dataclass(frozen=True)
class ScopeWords:
    """What customers call things; `noise` are words that say nothing about what is needed."""

    concepts: tuple[Concept, ...] = ()
    noise: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """The whole catalogue, in its file's order."""

    entries: tuple[ScopeEntry, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)

    def find(self, entry_id: str) -> ScopeEntry | None:
        """Return the entry called `entry_id`, or None."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    def get(self, entry_id: str) -> ScopeEntry:
        """Return the entry called `entry_id`.

        Raises NotFound when there is none.
        """
        found = self.find(entry_id)
        if found is None:
            raise NotFound(f"no scope entry is called {entry_id!r}")
        return found

    def by_product(self, product: Product) -> tuple[ScopeEntry, ...]:
        """Return what is listed under `product`, its own entries before shared ones."""
        listed = [entry for entry in self.entries if entry.is_about(product)]
        return tuple(sorted(listed, key=lambda entry: entry.product is not product))

    def verdict_for(self, entry_id: str, plan_kind: PlanKind | None) -> ScopeVerdict:
        """Return the verdict on `entry_id` for a plan of `plan_kind` (None: not known).

        Raises NotFound when there is no such entry.
        """
        return self.get(entry_id).verdict_for(plan_kind)

    def references_of(self, entry: ScopeEntry) -> tuple[Reference, ...]:
        """Return the makers' help that `entry` points to, in its order; skip unknown names."""
        return tuple(self.references[name] for name in entry.external if name in self.references)
