"""Reads `error_codes.yml`. Every fault is a finding with its line, all of them at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from portal.diagnostics.model.codes import (
    Cause,
    Codes,
    ErrorCode,
    Family,
    Link,
    Start,
    Verdict,
)
from portal.diagnostics.model.codes import Texts as Said
from portal.diagnostics.rules.catalogue import find_faults
from portal.kernel.findings import Finding
from portal.kernel.strict import Key, Name, Sheet, Strict, Texts, name_of, read_sheet
from portal.kernel.yamlmap import Path as Place
from portal.site import open_sheet

_CODE = "codes"

_Code = Annotated[
    str,
    StringConstraints(
        pattern=r"^(0x[0-9A-F]{8}|[245]\.\d{1,3}\.\d{1,3}|\d{3,4}|\d{3} [245]\.\d{1,3}\.\d{1,3}"
        r"|[A-Z][A-Z_]{3,60})$"
    ),
]
_Pattern = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z_.?*]{3,40}$")]
_Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=120)]
# Strict mode takes no string for an enum; these three are written as strings by nature.
_Family = Annotated[Family, Field(strict=False)]
_Verdict = Annotated[Verdict, Field(strict=False)]
_Link = Annotated[Link, Field(strict=False)]


_Shared = Key | Texts


class _Texts(RootModel[Texts]):
    """Texts that several entries share."""


class _Cause(Strict):
    whose: _Verdict
    link: _Link | None = None
    tell: _Shared | None = None


class _Start(Strict):
    flow: Name
    answers: dict[Name, Name] = Field(default_factory=dict)


class _Entry(Strict):
    id: Key
    family: _Family
    codes: list[_Code] = Field(default_factory=list)
    like: list[_Pattern] = Field(default_factory=list)
    phrases: list[_Phrase] = Field(default_factory=list)
    seen_with: list[_Code] = Field(default_factory=list)
    general: bool = False
    title: Texts
    meaning: Texts
    causes: Annotated[list[_Cause], Field(min_length=1, max_length=4)]
    do: Annotated[list[_Shared], Field(min_length=1, max_length=6)]
    articles: Annotated[list[Key], Field(min_length=1, max_length=5)]
    start: _Start | None = None
    note: Texts | None = None


def load_codes(path: Path) -> tuple[Codes, tuple[Finding, ...]]:
    """Return the catalogue in the file at `path` and all that is wrong with it.

    An entry with a fault of its own is left out; the rest can be used. Never raises.
    """
    return _codes_in(open_sheet(path, _CODE))


def parse_codes(text: str, path: Path) -> tuple[Codes, tuple[Finding, ...]]:
    """Return the catalogue in `text` and its faults, which are said to be in `path`."""
    return _codes_in(read_sheet(text, path, _CODE))


def _codes_in(sheet: Sheet) -> tuple[Codes, tuple[Finding, ...]]:
    codes = _Reading(sheet).codes()
    return codes, tuple(sorted(set(sheet.findings)))


@dataclass
class _Reading:
    """One pass over one document, gathering findings on the way."""

    sheet: Sheet
    shared: dict[str, Mapping[str, Said]] = field(default_factory=dict)

    def codes(self) -> Codes:
        data = self.sheet.mapping("this file must be a mapping with `codes`")
        if data is None:
            return Codes()
        for key in data.keys() - {"tells", "steps", "codes"}:
            self.sheet.say((key,), f"{key!r} is not known here")
        for part in ("tells", "steps"):
            self.shared[part] = dict(self._shared_texts(part, data.get(part, {})))
        placed = list(self._entries(data.get("codes")))
        for fault in find_faults([entry for _, entry in placed]):
            place, _ = placed[fault.entry]
            self.sheet.say((*place, *fault.part), fault.message)
        return Codes(tuple({entry.id: entry for _, entry in reversed(placed)}.values())[::-1])

    def _shared_texts(self, part: str, raw: object) -> Iterator[tuple[str, Said]]:
        if not isinstance(raw, dict):
            self.sheet.say((part,), f"`{part}` must be a mapping")
            return
        for name, value in raw.items():
            read = self.sheet.read_part(_Texts, value, (part, name), str(name))
            if read is not None:
                yield name, read.root

    def _entries(self, raw: object) -> Iterator[tuple[Place, ErrorCode]]:
        if not isinstance(raw, list) or not raw:
            self.sheet.say(("codes",), "`codes` must be a list with entries")
            return
        for position, value in enumerate(raw):
            place: Place = ("codes", position)
            read = self.sheet.read_part(_Entry, value, place, name_of(value))
            if read is not None:
                yield place, self._value(read, place)

    def _value(self, read: _Entry, place: Place) -> ErrorCode:
        causes = tuple(
            Cause(
                cause.whose,
                cause.link,
                self._said("tells", cause.tell, (*place, "causes", number)),
            )
            for number, cause in enumerate(read.causes)
        )
        steps = tuple(
            self._said("steps", step, (*place, "do", number)) for number, step in enumerate(read.do)
        )
        return ErrorCode(
            id=read.id,
            family=read.family,
            title=read.title,
            meaning=read.meaning,
            causes=causes,
            steps=tuple(step for step in steps if step),
            codes=tuple(read.codes),
            like=tuple(read.like),
            phrases=tuple(read.phrases),
            seen_with=tuple(read.seen_with),
            is_general=read.general,
            articles=tuple(read.articles),
            start=Start(read.start.flow, read.start.answers) if read.start else None,
            note=read.note or {},
        )

    def _said(self, part: str, said: str | Said | None, place: Place) -> Said:
        """Return the text itself, or the shared one that it names."""
        if not isinstance(said, str):
            return said or {}
        if said not in self.shared[part]:
            self.sheet.say(place, f"{said!r} is not among `{part}`")
        return self.shared[part].get(said, {})
