"""Reads `scope.yml`. Every fault is a finding with its line, all of them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from portal.kernel.findings import Finding
from portal.kernel.product import Product
from portal.kernel.strict import (
    InEvery,
    Key,
    Name,
    Sheet,
    Strict,
    Text,
    Texts,
    name_of,
    read_sheet,
)
from portal.kernel.yamlmap import Path as Place
from portal.scope.model import Channel, PlanKind, Reference, Scope, ScopeEntry, ScopeVerdict
from portal.scope.rules.listing import find_faults
from portal.site import open_sheet

_CODE = "scope"

_Source = Annotated[str, StringConstraints(pattern=r"^(00\d|R\d{1,2}|own): \S")]
_Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
# Strict mode takes no string for an enum; these four are written as strings by nature.
_Verdict = Annotated[ScopeVerdict, Field(strict=False)]
_Product = Annotated[Product, Field(strict=False)]
_PlanKind = Annotated[PlanKind, Field(strict=False)]
_Channel = Annotated[Channel, Field(strict=False)]


_Phrases = InEvery[Annotated[list[Text], Field(min_length=3, max_length=20)]]


class _Reference(Strict):
    name: Text
    url: _Url


class _Entry(Strict):
    id: Key
    product: _Product
    verdict: _Verdict
    task: Texts
    reason: Texts
    alternative: Texts | None = None
    article: Key | None = None
    channel: _Channel = Channel.ANY
    plans: list[_PlanKind] = Field(default_factory=list)
    overrides: dict[_PlanKind, _Verdict] = Field(default_factory=dict, alias="for")
    also: list[_Product] = Field(default_factory=list)
    synonyms: _Phrases
    source: Annotated[list[_Source], Field(min_length=1)]
    external: list[Name] = Field(default_factory=list)
    price_ref: Name | None = None

    def to_value(self) -> ScopeEntry:
        return ScopeEntry(
            id=self.id,
            product=self.product,
            verdict=self.verdict,
            task=self.task,
            reason=self.reason,
            alternative=self.alternative or {},
            article=self.article,
            channel=self.channel,
            plans=frozenset(self.plans),
            overrides=dict(self.overrides),
            also=tuple(self.also),
            synonyms={locale: tuple(said) for locale, said in self.synonyms.items()},
            sources=tuple(self.source),
            external=tuple(self.external),
            price_ref=self.price_ref,
        )


_Placed = tuple[Place, ScopeEntry]


def load_scope(path: Path) -> tuple[Scope, tuple[Finding, ...]]:
    """Return the catalogue in the file at `path` and all that is wrong with it.

    An entry with a fault of its own is left out; the rest can be used. Never raises.
    """
    return _scope_in(open_sheet(path, _CODE))


def parse_scope(text: str, path: Path) -> tuple[Scope, tuple[Finding, ...]]:
    """Return the catalogue in `text` and its faults, which are said to be in `path`."""
    return _scope_in(read_sheet(text, path, _CODE))


def _scope_in(sheet: Sheet) -> tuple[Scope, tuple[Finding, ...]]:
    scope = _Reading(sheet).scope()
    return scope, tuple(sorted(set(sheet.findings)))


@dataclass(frozen=True)
class _Reading:
    """One pass over one document, gathering findings on the way."""

    sheet: Sheet

    def scope(self) -> Scope:
        data = self.sheet.mapping("this file must be a mapping with `entries`")
        if data is None:
            return Scope()
        for key in data.keys() - {"references", "entries"}:
            self.sheet.say((key,), f"{key!r} is not known here")
        written = data.get("references", {})
        references = self._references(written)
        known = written if isinstance(written, dict) else ()
        placed = list(self._entries(data.get("entries")))
        for fault in find_faults([entry for _, entry in placed], known):
            place, _ = placed[fault.entry]
            self.sheet.say((*place, *fault.part), fault.message)
        return Scope(_first_of_each(entry for _, entry in placed), references)

    def _references(self, raw: object) -> dict[str, Reference]:
        if not isinstance(raw, dict):
            self.sheet.say(("references",), "`references` must be a mapping")
            return {}
        found: dict[str, Reference] = {}
        for name, value in raw.items():
            read = self.sheet.read_part(_Reference, value, ("references", name))
            if read is not None:
                found[name] = Reference(name, read.name, read.url)
        return found

    def _entries(self, raw: object) -> Iterator[_Placed]:
        if not isinstance(raw, list) or not raw:
            self.sheet.say(("entries",), "`entries` must be a list with entries")
            return
        for position, value in enumerate(raw):
            place = ("entries", position)
            read = self.sheet.read_part(_Entry, value, place, name_of(value))
            if read is not None:
                yield place, read.to_value()


def _first_of_each(entries: Iterable[ScopeEntry]) -> tuple[ScopeEntry, ...]:
    kept: dict[str, ScopeEntry] = {}
    for entry in entries:
        kept.setdefault(entry.id, entry)
    return tuple(kept.values())
