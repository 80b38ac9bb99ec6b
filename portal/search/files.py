"""Reads `synonyms/<locale>.yml`. Every fault is a finding with its line; the rest can be used."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import Locale
from portal.kernel.strict import Sheet, Strict
from portal.kernel.text import fold
from portal.kernel.yamlmap import Path as Place
from portal.search.rules.synonyms import Group, Synonyms, compile_synonyms
from portal.site import open_sheet

_Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_Phrases = Annotated[list[_Phrase], Field(min_length=1, max_length=30)]


class _Group(Strict):
    words: _Phrases = Field(default_factory=list)
    said: _Phrases = Field(default_factory=list, alias="from")
    found: _Phrases = Field(default_factory=list, alias="to")

    @model_validator(mode="after")
    def _has_a_shape(self) -> Self:
        is_pair = bool(self.said and self.found) and not self.words
        if not is_pair and (self.said or self.found or len(self.words) < 2):  # noqa: PLR2004
            raise ValueError("write `words` with two or more, or `from` and `to`")
        return self

    def to_value(self) -> Group:
        if self.words:
            return Group(tuple(self.words), tuple(self.words))
        return Group(tuple(self.said), tuple(self.found))


def load_synonyms(path: Path, locale: Locale) -> tuple[Synonyms, tuple[Finding, ...]]:
    """Return the synonyms of `locale` in the file at `path`, and all that is wrong there.

    Never raises: search without synonyms is better than none.
    """
    sheet = open_sheet(path, "synonyms")
    groups = list(_read(sheet))
    _say_repeated(groups, sheet)
    values = (group for _, group in groups)
    return compile_synonyms(values, locale), tuple(sorted(sheet.findings))


def _read(sheet: Sheet) -> Iterator[tuple[Place, Group]]:
    file = sheet.read(_File)
    for number, raw in enumerate(file.groups if file else ()):
        place = ("groups", number)
        group = sheet.read_part(_Group, raw, place)
        if group is not None:
            yield place, group.to_value()


def _say_repeated(groups: Iterable[tuple[Place, Group]], sheet: Sheet) -> None:
    """Warn of each phrase that stands twice in one group: accents do not count."""
    for place, group in groups:
        for phrases in {group.said, group.found}:
            folded = [fold(phrase) for phrase in phrases]
            for phrase in sorted({phrase for phrase in folded if folded.count(phrase) > 1}):
                sheet.say(place, f"{phrase!r} stands here twice", Level.WARNING)


class _File(Strict):
    groups: list[object]
