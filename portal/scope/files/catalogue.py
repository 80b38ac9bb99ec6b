"""Reads `scope.yml`. Every fault is a finding with its line, all of them at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.kernel import yamlmap
from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.scope.model import Channel, PlanKind, Reference, Scope, ScopeEntry, ScopeVerdict, Texts
from portal.scope.rules.listing import find_faults

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
_Source = Annotated[str, StringConstraints(pattern=r"^(00\d|R\d{1,2}|own): \S")]
_Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
# Strict mode takes no string for an enum; these four are written as strings by nature.
_Verdict = Annotated[ScopeVerdict, Field(strict=False)]
_Product = Annotated[Product, Field(strict=False)]
_PlanKind = Annotated[PlanKind, Field(strict=False)]
_Channel = Annotated[Channel, Field(strict=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Texts(_Strict):
    es: _Text
    en: _Text
    cs: _Text

    def by_locale(self) -> Texts:
        return {Locale.ES: self.es, Locale.EN: self.en, Locale.CS: self.cs}


_Phrases = Annotated[list[_Text], Field(min_length=3, max_length=20)]


class _Synonyms(_Strict):
    es: _Phrases
    en: _Phrases
    cs: _Phrases

    def by_locale(self) -> dict[Locale, tuple[str, ...]]:
        return {
            Locale.ES: tuple(self.es),
            Locale.EN: tuple(self.en),
            Locale.CS: tuple(self.cs),
        }


class _Reference(_Strict):
    name: _Text
    url: _Url


class _Entry(_Strict):
    id: _Key
    product: _Product
    verdict: _Verdict
    task: _Texts
    reason: _Texts
    alternative: _Texts | None = None
    article: _Key | None = None
    channel: _Channel = Channel.ANY
    plans: list[_PlanKind] = []
    overrides: dict[_PlanKind, _Verdict] = Field(default={}, alias="for")
    also: list[_Product] = []
    synonyms: _Synonyms
    source: Annotated[list[_Source], Field(min_length=1)]
    external: list[_Name] = []
    price_ref: _Name | None = None

    def to_value(self) -> ScopeEntry:
        return ScopeEntry(
            id=self.id,
            product=self.product,
            verdict=self.verdict,
            task=self.task.by_locale(),
            reason=self.reason.by_locale(),
            alternative=self.alternative.by_locale() if self.alternative else {},
            article=self.article,
            channel=self.channel,
            plans=frozenset(self.plans),
            overrides=dict(self.overrides),
            also=tuple(self.also),
            synonyms=self.synonyms.by_locale(),
            sources=tuple(self.source),
            external=tuple(self.external),
            price_ref=self.price_ref,
        )


_Model = TypeVar("_Model", bound=_Strict)
_Placed = tuple[yamlmap.Path, ScopeEntry]


def load_scope(path: Path) -> tuple[Scope, tuple[Finding, ...]]:
    """Return the catalogue in the file at `path` and all that is wrong with it.

    An entry with a fault of its own is left out; the rest can be used. Never raises.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Scope(), (Finding(path, 1, "scope-unreadable", str(error)),)
    return parse_scope(text, path)


def parse_scope(text: str, path: Path) -> tuple[Scope, tuple[Finding, ...]]:
    """Return the catalogue in `text` and its faults, which are said to be in `path`."""
    reading = _Reading(path, yamlmap.read_yaml(text))
    return reading.scope(), tuple(sorted(set(reading.findings)))


class _Reading:
    """One pass over one document, gathering findings on the way."""

    def __init__(self, path: Path, document: yamlmap.Document) -> None:
        self._path = path
        self._document = document
        self.findings = [
            Finding(path, problem.line, "scope-yaml", problem.message)
            for problem in document.problems
        ]

    def scope(self) -> Scope:
        data = self._document.data
        if not isinstance(data, dict):
            self._report((), "scope-shape", "this file must be a mapping with `entries`")
            return Scope()
        for key in data.keys() - {"references", "entries"}:
            self._report((key,), "scope-shape", f"{key!r} is not known here")
        written = data.get("references", {})
        references = self._references(written)
        known = written if isinstance(written, dict) else ()
        placed = list(self._entries(data.get("entries")))
        for fault in find_faults([entry for _, entry in placed], known):
            place, _ = placed[fault.entry]
            self._report((*place, *fault.part), "scope-meaning", fault.message)
        return Scope(_first_of_each(entry for _, entry in placed), references)

    def _references(self, raw: object) -> dict[str, Reference]:
        if not isinstance(raw, dict):
            self._report(("references",), "scope-shape", "`references` must be a mapping")
            return {}
        found: dict[str, Reference] = {}
        for name, value in raw.items():
            read = self._validate(_Reference, value, ("references", name))
            if read is not None:
                found[name] = Reference(name, read.name, read.url)
        return found

    def _entries(self, raw: object) -> Iterator[_Placed]:
        if not isinstance(raw, list) or not raw:
            self._report(("entries",), "scope-shape", "`entries` must be a list with entries")
            return
        for position, value in enumerate(raw):
            place = ("entries", position)
            read = self._validate(_Entry, value, place)
            if read is not None:
                yield place, read.to_value()

    def _validate(self, model: type[_Model], value: object, place: yamlmap.Path) -> _Model | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_context=False):
                self._report((*place, *fault["loc"]), "scope-shape", _sentence(value, fault))
            return None

    def _report(self, place: yamlmap.Path, code: str, message: str) -> None:
        line = self._document.line_of(place)
        self.findings.append(Finding(self._path, line, code, message))


def _sentence(value: object, fault: Any) -> str:  # noqa: ANN401  # pydantic's own error dict
    name = value.get("id") if isinstance(value, dict) else None
    where = ".".join(str(part) for part in fault["loc"])
    return f"{name or 'entry'}: {where}: {fault['msg']}"


def _first_of_each(entries: Iterable[ScopeEntry]) -> tuple[ScopeEntry, ...]:
    kept: dict[str, ScopeEntry] = {}
    for entry in entries:
        kept.setdefault(entry.id, entry)
    return tuple(kept.values())
