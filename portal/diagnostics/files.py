"""Reads `error_codes.yml`. Every fault is a finding with its line, all of them at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portal.diagnostics.model.codes import (
    Cause,
    Codes,
    ErrorCode,
    Family,
    Link,
    Start,
    Texts,
    Verdict,
)
from portal.diagnostics.rules.catalogue import find_faults
from portal.kernel import yamlmap
from portal.kernel.findings import Finding
from portal.kernel.locale import Locale

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Texts(_Strict):
    es: _Text
    en: _Text
    cs: _Text

    def by_locale(self) -> Texts:
        return {Locale.ES: self.es, Locale.EN: self.en, Locale.CS: self.cs}


_Shared = _Key | _Texts


class _Cause(_Strict):
    whose: _Verdict
    link: _Link | None = None
    tell: _Shared | None = None


class _Start(_Strict):
    flow: _Name
    answers: dict[_Name, _Name] = {}


class _Entry(_Strict):
    id: _Key
    family: _Family
    codes: list[_Code] = []
    like: list[_Pattern] = []
    phrases: list[_Phrase] = []
    seen_with: list[_Code] = []
    general: bool = False
    title: _Texts
    meaning: _Texts
    causes: Annotated[list[_Cause], Field(min_length=1, max_length=4)]
    do: Annotated[list[_Shared], Field(min_length=1, max_length=6)]
    articles: Annotated[list[_Key], Field(min_length=1, max_length=5)]
    start: _Start | None = None
    note: _Texts | None = None


_Model = TypeVar("_Model", bound=_Strict)


def load_codes(path: Path) -> tuple[Codes, tuple[Finding, ...]]:
    """Return the catalogue in the file at `path` and all that is wrong with it.

    An entry with a fault of its own is left out; the rest can be used. Never raises.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Codes(), (Finding(path, 1, "codes-unreadable", str(error)),)
    return parse_codes(text, path)


def parse_codes(text: str, path: Path) -> tuple[Codes, tuple[Finding, ...]]:
    """Return the catalogue in `text` and its faults, which are said to be in `path`."""
    reading = _Reading(path, yamlmap.read_yaml(text))
    codes = reading.codes()
    return codes, tuple(sorted(set(reading.findings)))


@dataclass
class _Reading:
    """One pass over one document, gathering findings on the way."""

    path: Path
    document: yamlmap.Document
    findings: list[Finding] = field(default_factory=list)
    shared: dict[str, Mapping[str, Texts]] = field(default_factory=dict)

    def codes(self) -> Codes:
        for problem in self.document.problems:
            self.findings.append(Finding(self.path, problem.line, "codes-yaml", problem.message))
        data = self.document.data
        if not isinstance(data, dict):
            self._report((), "codes-shape", "this file must be a mapping with `codes`")
            return Codes()
        for key in data.keys() - {"tells", "steps", "codes"}:
            self._report((key,), "codes-shape", f"{key!r} is not known here")
        for part in ("tells", "steps"):
            self.shared[part] = dict(self._shared_texts(part, data.get(part, {})))
        placed = list(self._entries(data.get("codes")))
        for fault in find_faults([entry for _, entry in placed]):
            place, _ = placed[fault.entry]
            self._report((*place, *fault.part), "codes-meaning", fault.message)
        return Codes(tuple({entry.id: entry for _, entry in reversed(placed)}.values())[::-1])

    def _shared_texts(self, part: str, raw: object) -> Iterator[tuple[str, Texts]]:
        if not isinstance(raw, dict):
            self._report((part,), "codes-shape", f"`{part}` must be a mapping")
            return
        for name, value in raw.items():
            read = self._validate(_Texts, value, (part, name))
            if read is not None:
                yield name, read.by_locale()

    def _entries(self, raw: object) -> Iterator[tuple[yamlmap.Path, ErrorCode]]:
        if not isinstance(raw, list) or not raw:
            self._report(("codes",), "codes-shape", "`codes` must be a list with entries")
            return
        for position, value in enumerate(raw):
            place: yamlmap.Path = ("codes", position)
            read = self._validate(_Entry, value, place)
            if read is not None:
                yield place, self._value(read, place)

    def _value(self, read: _Entry, place: yamlmap.Path) -> ErrorCode:
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
            title=read.title.by_locale(),
            meaning=read.meaning.by_locale(),
            causes=causes,
            steps=tuple(step for step in steps if step),
            codes=tuple(read.codes),
            like=tuple(read.like),
            phrases=tuple(read.phrases),
            seen_with=tuple(read.seen_with),
            is_general=read.general,
            articles=tuple(read.articles),
            start=Start(read.start.flow, read.start.answers) if read.start else None,
            note=read.note.by_locale() if read.note else {},
        )

    def _said(self, part: str, said: str | _Texts | None, place: yamlmap.Path) -> Texts:
        """Return the text itself, or the shared one that it names."""
        if isinstance(said, _Texts):
            return said.by_locale()
        if said is None:
            return {}
        if said not in self.shared[part]:
            self._report(place, "codes-meaning", f"{said!r} is not among `{part}`")
        return self.shared[part].get(said, {})

    def _validate(self, model: type[_Model], value: object, place: yamlmap.Path) -> _Model | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            name = value.get("id") if isinstance(value, dict) else place[-1]
            for fault in error.errors(include_url=False, include_context=False):
                where = ".".join(str(part) for part in fault["loc"])
                message = f"{name or 'entry'}: {where}: {fault['msg']}"
                self._report((*place, *fault["loc"]), "codes-shape", message)
            return None

    def _report(self, place: yamlmap.Path, code: str, message: str) -> None:
        line = self.document.line_of(place)
        self.findings.append(Finding(self.path, line, code, message))
