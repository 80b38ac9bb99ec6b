"""The files of `topics/`: how people say things, and what it is a sign of. Every error at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import fold
from portal.kernel.yamlmap import Document, read_yaml
from portal.kernel.yamlmap import Path as Place
from portal.wizard.model import Flow
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_signs import ASKS_HOW, WORKS, GivesWay, Language, Sign, Topics
from portal.wizard.rules.topic_words import Phrase, Vocabulary, read_phrase

_CODE = "topics"
_PART = "@"

M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Sign(_Strict):
    when: list[str]
    fine: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    flow: str = ""
    answers: dict[str, str] = Field(default_factory=dict)
    points: Annotated[int, Field(ge=1, le=9)]


class _GivesWay(_Strict):
    flow: str
    to: list[str]
    unless: list[str] = Field(default_factory=list)


class _SignsFile(_Strict):
    sets: dict[str, list[str]] = Field(default_factory=dict)
    gives_way: list[_GivesWay] = Field(default_factory=list)
    signs: list[_Sign]


class _LanguageFile(_Strict):
    locale: str
    negations: list[str]
    breaks: list[str]
    joints: list[str]
    plain: list[str] = Field(default_factory=list)
    parts: dict[str, list[str]] = Field(default_factory=dict)
    concepts: dict[str, list[str]]


@dataclass
class _Reading:
    """One file, and what was found wrong in it so far."""

    path: Path
    document: Document = field(default_factory=lambda: Document(None))
    findings: list[Finding] = field(default_factory=list)

    def say(self, place: Place, message: str, level: Level = Level.ERROR) -> None:
        self.findings.append(
            Finding(self.path, self.document.line_of(place), _CODE, message, level)
        )


def load_topics(
    signs: Path, languages: Mapping[Locale, Path]
) -> tuple[Topics, tuple[Finding, ...]]:
    """Read the files; what is wrong in one is left out and found."""
    spoken: dict[Locale, Language] = {}
    concepts: dict[Locale, frozenset[str]] = {}
    findings: list[Finding] = []
    for locale, path in languages.items():
        reading = _Reading(path)
        found = _read(reading, _LanguageFile)
        if found is not None:
            if found.locale != locale:
                reading.say(("locale",), f"locale: {found.locale!r} stands in {path.name}")
            spoken[locale] = _language(found, reading)
            concepts[locale] = frozenset(found.concepts)
        findings += reading.findings
    reading = _Reading(signs)
    read = _read(reading, _SignsFile)
    made = tuple(_signs(read, concepts, reading)) if read is not None else ()
    findings += reading.findings
    ways = tuple(_gives_way(way, read.sets) for way in read.gives_way) if read else ()
    return Topics(spoken, made, ways), tuple(findings)


def _gives_way(way: _GivesWay, sets: Mapping[str, list[str]]) -> GivesWay:
    to, unless = (tuple(n for p in parts for n in _ways(p, sets)) for parts in (way.to, way.unless))
    return GivesWay(way.flow, to, unless)


def check_topics(
    signs: Path, languages: Mapping[Locale, Path], flows: Mapping[str, Flow]
) -> tuple[Finding, ...]:
    """Return everything wrong with the files, and every answer that no flow of `flows` offers."""
    _, findings = load_topics(signs, languages)
    reading = _Reading(signs)
    read = _read(reading, _SignsFile)
    if read is None:
        return findings
    reading.findings.clear()
    for number, sign in enumerate(read.signs):
        for message in _strangers(sign, flows):
            reading.say(("signs", number), message)
    for number, way in enumerate(read.gives_way):
        if way.flow not in flows:
            reading.say(("gives_way", number), f"gives_way: there is no {way.flow!r}")
    used = {name for sign in read.signs for name in _named(sign, read.sets)} | {WORKS, ASKS_HOW}
    unused = [_unused(path, used) for path in languages.values()]
    return (*findings, *reading.findings, *(f for found in unused for f in found))


def _strangers(sign: _Sign, flows: Mapping[str, Flow]) -> Iterator[str]:
    """Say which of the sign's names no flow knows."""
    if sign.flow and sign.flow not in flows:
        yield f"flow: there is no {sign.flow!r}"
        return
    asked = [flows[sign.flow]] if sign.flow else list(flows.values())
    for node, option in sign.answers.items():
        if not any(is_offered(flow, node, option) for flow in asked):
            yield f"answers: no question {node!r} of {sign.flow or 'any flow'} offers {option!r}"


def _unused(path: Path, used: Collection[str]) -> list[Finding]:
    reading = _Reading(path)
    found = _read(reading, _LanguageFile)
    reading.findings.clear()
    for name in found.concepts if found else ():
        if name not in used:
            reading.say(("concepts", name), f"{name!r} is in no sign", Level.WARNING)
    return reading.findings


def _read(reading: _Reading, model: type[M]) -> M | None:
    try:
        reading.document = read_yaml(reading.path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reading.say((), f"cannot be read: {error}")
        return None
    for problem in reading.document.problems:
        reading.findings.append(Finding(reading.path, problem.line, _CODE, problem.message))
    try:
        return model.model_validate(_as_text(reading.document.data))
    except ValidationError as error:
        for item in error.errors():
            place = tuple(item["loc"])
            where = ".".join(str(part) for part in place)
            reading.say(place, f"{where}: {item['msg']}" if where else item["msg"])
        return None


def _as_text(data: Any, key: object = "") -> Any:  # noqa: ANN401  # whatever the file holds
    """Give numbers in lists their text: `404` is a word here; `points` stays a number."""
    if isinstance(data, dict):
        return {name: _as_text(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_as_text(value) for value in data]
    is_word = isinstance(data, int) and not isinstance(data, bool) and key != "points"
    return str(data) if is_word else data


def _language(found: _LanguageFile, reading: _Reading) -> Language:
    phrases: list[Phrase] = []
    for concept, entries in found.concepts.items():
        for number, entry in enumerate(entries):
            place = ("concepts", concept, number)
            if fold(entry) != entry:
                reading.say(place, f"{entry!r}: write it folded, {fold(entry)!r}")
                continue
            try:
                phrases += [read_phrase(concept, whole) for whole in _spelled(entry, found.parts)]
            except ValueError as error:
                reading.say(place, str(error))
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
    read: _SignsFile, concepts: Mapping[Locale, frozenset[str]], reading: _Reading
) -> Iterator[Sign]:
    for number, sign in enumerate(read.signs):
        names = _named(sign, read.sets)
        for locale in (code for code in LOCALES if code in concepts):
            for name in sorted(names - concepts[locale]):
                reading.say(("signs", number), f"{name!r} has no words in {locale}.yml")
        if not sign.when and not sign.fine:
            reading.say(("signs", number), "when: name at least one concept")
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
