"""Reads `scope_words.yml`: what customers call things. Every fault is a finding with its line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.kernel import yamlmap
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import fold
from portal.scope.model import Concept, ConceptKind, ScopeWords

_KINDS = {
    "things": ConceptKind.THING,
    "acts": ConceptKind.ACT,
    "matters": ConceptKind.MATTER,
    "ways": ConceptKind.WAY,
}
_NOISE = "noise"


def load_words(path: Path) -> tuple[ScopeWords, tuple[Finding, ...]]:
    """Return the words in the file at `path` and all that is wrong with it; never raises.

    What has a fault is left out; the rest can be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return ScopeWords(), (Finding(path, 1, "scope-words-unreadable", str(error)),)
    return parse_words(text, path)


def parse_words(text: str, path: Path) -> tuple[ScopeWords, tuple[Finding, ...]]:
    """Return the words in `text` and its faults, which are said to be in `path`."""
    reading = _Reading(path, yamlmap.read_yaml(text))
    return reading.words(), tuple(sorted(set(reading.findings)))


class _Reading:
    """One pass over one document, gathering findings on the way."""

    def __init__(self, path: Path, document: yamlmap.Document) -> None:
        self._path = path
        self._document = document
        self.findings = [
            Finding(path, problem.line, "scope-words-yaml", problem.message)
            for problem in document.problems
        ]

    def words(self) -> ScopeWords:
        data = self._document.data
        if not isinstance(data, dict):
            self._report((), f"this file must be a mapping with {', '.join((_NOISE, *_KINDS))}")
            return ScopeWords()
        for key in data.keys() - {_NOISE, *_KINDS}:
            self._report((key,), f"{key!r} is not known here")
        noise = self._by_locale(data.get(_NOISE, {}), (_NOISE,))
        concepts = (c for key, kind in _KINDS.items() for c in self._concepts(data, key, kind))
        return ScopeWords(tuple(concepts), noise)

    def _concepts(
        self, data: Mapping[str, object], key: str, kind: ConceptKind
    ) -> Iterator[Concept]:
        written = data.get(key, {})
        if not isinstance(written, dict):
            self._report((key,), f"`{key}` must be a mapping of concepts")
            return
        for name, value in written.items():
            yield Concept(str(name), kind, self._by_locale(value, (key, name)))

    def _by_locale(self, value: object, place: yamlmap.Path) -> Mapping[Locale, tuple[str, ...]]:
        if not isinstance(value, dict) or set(value) != set(LOCALES):
            self._report(place, f"needs a list of words for each of {', '.join(LOCALES)}")
            return {}
        return {Locale(code): self._list(value[code], (*place, code)) for code in LOCALES}

    def _list(self, value: object, place: yamlmap.Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self._report(place, "must be a list of words")
            return ()
        good = []
        for position, word in enumerate(value):
            if isinstance(word, str) and word.strip() and fold(word) == word:
                good.append(word)
            else:
                message = f"{word!r} must be words in lower case without accents, in quotes"
                self._report((*place, position), message)
        return tuple(good)

    def _report(self, place: yamlmap.Path, message: str) -> None:
        line = self._document.line_of(place)
        self.findings.append(Finding(self._path, line, "scope-words", message))
