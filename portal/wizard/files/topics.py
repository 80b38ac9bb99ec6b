"""The files of `topics/`: how people say things, and what it is a sign of. Every error at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.strict import Sheet, Strict
from portal.kernel.text import fold
from portal.site import open_sheet
from portal.wizard.model import Flow
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_signs import ASKS_HOW, WORKS, GivesWay, Language, Sign, Topics
from portal.wizard.rules.topic_words import Phrase, Vocabulary, read_phrase

_CODE = "topics"
_PART = "@"

M = TypeVar("M", bound=BaseModel)


class _Sign(Strict):
    when: list[str]
    fine: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    flow: str = ""
    answers: dict[str, str] = Field(default_factory=dict)
    points: Annotated[int, Field(ge=1, le=9)]


class _GivesWay(Strict):
    flow: str
    to: list[str]
    unless: list[str] = Field(default_factory=list)


class _SignsFile(Strict):
    sets: dict[str, list[str]] = Field(default_factory=dict)
    gives_way: list[_GivesWay] = Field(default_factory=list)
    signs: list[_Sign]


class _LanguageFile(Strict):
    locale: str
    negations: list[str]
    breaks: list[str]
    joints: list[str]
    plain: list[str] = Field(default_factory=list)
    parts: dict[str, list[str]] = Field(default_factory=dict)
    concepts: dict[str, list[str]]


def load_topics(
    signs: Path, languages: Mapping[Locale, Path]
) -> tuple[Topics, tuple[Finding, ...]]:
    """Read the files; what is wrong in one is left out and found."""
    opened = _open(signs, languages)
    topics = _topics(opened)
    return topics, opened.findings()


def check_topics(
    signs: Path, languages: Mapping[Locale, Path], flows: Mapping[str, Flow]
) -> tuple[Finding, ...]:
    """Return everything wrong with the files, and every answer that no flow of `flows` offers."""
    opened = _open(signs, languages)
    _topics(opened)
    read, sheet = opened.signs.file, opened.signs.sheet
    if read is None:
        return opened.findings()
    for number, sign in enumerate(read.signs):
        for message in _strangers(sign, flows):
            sheet.say(("signs", number), message)
    for number, way in enumerate(read.gives_way):
        if way.flow not in flows:
            sheet.say(("gives_way", number), f"gives_way: there is no {way.flow!r}")
    used = {name for sign in read.signs for name in _named(sign, read.sets)} | {WORKS, ASKS_HOW}
    for language in opened.languages.values():
        _say_unused(language, used)
    return opened.findings()


@dataclass(frozen=True)
class _Opened(Generic[M]):
    """A file that was read; what is wrong in it is said in its sheet."""

    sheet: Sheet
    file: M | None


@dataclass(frozen=True)
class _Files:
    """The files that belong together, each read once."""

    signs: _Opened[_SignsFile]
    languages: Mapping[Locale, _Opened[_LanguageFile]]

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found wrong in them so far."""
        sheets = [*(one.sheet for one in self.languages.values()), self.signs.sheet]
        return tuple(finding for sheet in sheets for finding in sheet.findings)


def _open(signs: Path, languages: Mapping[Locale, Path]) -> _Files:
    spoken = {locale: _read(path, _LanguageFile) for locale, path in languages.items()}
    return _Files(_read(signs, _SignsFile), spoken)


def _read(path: Path, model: type[M]) -> _Opened[M]:
    sheet = open_sheet(path, _CODE)
    if sheet.data is None:
        return _Opened(sheet, sheet.read(model))
    return _Opened(sheet, sheet.read_part(model, _as_text(sheet.data), ()))


def _topics(opened: _Files) -> Topics:
    """Return what can be used of the files, and say what cannot."""
    spoken: dict[Locale, Language] = {}
    concepts: dict[Locale, frozenset[str]] = {}
    for locale, language in opened.languages.items():
        found, sheet = language.file, language.sheet
        if found is not None:
            if found.locale != locale:
                sheet.say(("locale",), f"locale: {found.locale!r} stands in {sheet.path.name}")
            spoken[locale] = _language(found, sheet)
            concepts[locale] = frozenset(found.concepts)
    read = opened.signs.file
    made = tuple(_signs(read, concepts, opened.signs.sheet)) if read is not None else ()
    ways = tuple(_gives_way(way, read.sets) for way in read.gives_way) if read else ()
    return Topics(spoken, made, ways)


def _gives_way(way: _GivesWay, sets: Mapping[str, list[str]]) -> GivesWay:
    to, unless = (tuple(n for p in parts for n in _ways(p, sets)) for parts in (way.to, way.unless))
    return GivesWay(way.flow, to, unless)


def _strangers(sign: _Sign, flows: Mapping[str, Flow]) -> Iterator[str]:
    """Say which of the sign's names no flow knows."""
    if sign.flow and sign.flow not in flows:
        yield f"flow: there is no {sign.flow!r}"
        return
    asked = [flows[sign.flow]] if sign.flow else list(flows.values())
    for node, option in sign.answers.items():
        if not any(is_offered(flow, node, option) for flow in asked):
            yield f"answers: no question {node!r} of {sign.flow or 'any flow'} offers {option!r}"


def _say_unused(language: _Opened[_LanguageFile], used: Collection[str]) -> None:
    for name in language.file.concepts if language.file else ():
        if name not in used:
            language.sheet.say(("concepts", name), f"{name!r} is in no sign", Level.WARNING)


def _as_text(data: Any, key: object = "") -> Any:  # noqa: ANN401  # whatever the file holds
    """Give numbers in lists their text: `404` is a word here; `points` stays a number."""
    if isinstance(data, dict):
        return {name: _as_text(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_as_text(value) for value in data]
    is_word = isinstance(data, int) and not isinstance(data, bool) and key != "points"
    return str(data) if is_word else data


def _language(found: _LanguageFile, sheet: Sheet) -> Language:
    phrases: list[Phrase] = []
    for concept, entries in found.concepts.items():
        for number, entry in enumerate(entries):
            place = ("concepts", concept, number)
            if fold(entry) != entry:
                sheet.say(place, f"{entry!r}: write it folded, {fold(entry)!r}")
                continue
            try:
                phrases += [read_phrase(concept, whole) for whole in _spelled(entry, found.parts)]
            except ValueError as error:
                sheet.say(place, str(error))
    return Language(
        Vocabulary(tuple(dict.fromkeys(phrases)), frozenset(found.plain)),
        negations=frozenset(found.negations),
        breaks=frozenset(found.breaks),
        joints=frozenset(found.joints),
    )


def _spelled(entry: str, parts: Mapping[str, list[str]]) -> list[str]:
    """Return `entry` with the part that it names written out in each way."""
    first, _, rest = entry.partition(" ")
    if not first.startswith(_PART):
        return [entry]
    if first[1:] not in parts:
        raise ValueError(f"{entry!r}: there is no part {first[1:]!r}")
    return [f"{part} {rest}".strip() for part in parts[first[1:]]]


def _signs(
    read: _SignsFile, concepts: Mapping[Locale, frozenset[str]], sheet: Sheet
) -> Iterator[Sign]:
    for number, sign in enumerate(read.signs):
        names = _named(sign, read.sets)
        for locale in (code for code in LOCALES if code in concepts):
            for name in sorted(names - concepts[locale]):
                sheet.say(("signs", number), f"{name!r} has no words in {locale}.yml")
        if not sign.when and not sign.fine:
            sheet.say(("signs", number), "when: name at least one concept")
            continue
        yield Sign(
            when=tuple(_ways(part, read.sets) for part in sign.when),
            flow=sign.flow,
            answers=sign.answers,
            points=sign.points,
            fine=tuple(_ways(part, read.sets) for part in sign.fine),
            unless=tuple(name for part in sign.unless for name in _ways(part, read.sets)),
        )


def _ways(part: str, sets: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(way for name in part.split("|") for way in sets.get(name, [name]))


def _named(sign: _Sign, sets: Mapping[str, list[str]]) -> set[str]:
    parts = (*sign.when, *sign.fine, *sign.unless)
    return {name for part in parts for name in _ways(part, sets)}
