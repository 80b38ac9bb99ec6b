"""Reads `synonyms/<locale>.yml`. Every fault is a finding with its line; the rest can be used."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from portal.kernel.findings import Finding, Level
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.kernel.yamlmap import Document, read_yaml
from portal.search.rules.synonyms import Group, Synonyms, compile_synonyms

_Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_Phrases = Annotated[list[_Phrase], Field(min_length=1, max_length=30)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    words: _Phrases = []
    said: _Phrases = Field(default=[], alias="from")
    found: _Phrases = Field(default=[], alias="to")

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
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Synonyms(), (Finding(path, 1, "synonyms", str(error)),)
    findings = [Finding(path, p.line, "synonyms", p.message) for p in document.problems]
    groups = list(_read(document, path, findings))
    findings += _repeated(groups, path)
    return compile_synonyms((group for _, group in groups), locale), tuple(sorted(findings))


def _read(document: Document, path: Path, findings: list[Finding]) -> Iterator[tuple[int, Group]]:
    data = document.data
    groups = data.get("groups") if isinstance(data, dict) and set(data) == {"groups"} else None
    if not isinstance(groups, list):
        findings.append(
            Finding(path, 1, "synonyms", "must hold `groups`, a list, and nothing else")
        )
        return
    for number, raw in enumerate(groups):
        line = document.line_of(("groups", number))
        try:
            yield line, _Group.model_validate(raw).to_value()
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_context=False):
                place = ("groups", number, *fault["loc"])
                message = fault["msg"].removeprefix("Value error, ")
                findings.append(Finding(path, document.line_of(place), "synonyms", message))


def _repeated(groups: Iterable[tuple[int, Group]], path: Path) -> list[Finding]:
    """Return a warning for each phrase that stands twice in one group: accents do not count."""
    findings = []
    for line, group in groups:
        for phrases in {group.said, group.found}:
            folded = [fold(phrase) for phrase in phrases]
            twice = sorted({phrase for phrase in folded if folded.count(phrase) > 1})
            findings += [
                Finding(path, line, "synonyms", f"{phrase!r} stands here twice", Level.WARNING)
                for phrase in twice
            ]
    return findings
