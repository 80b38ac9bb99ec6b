"""Reads `scope_words.yml`: what customers call things. Every fault is a finding with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.strict import Sheet, read_sheet
from portal.kernel.text import fold
from portal.kernel.yamlmap import Path as Place
from portal.scope.model import Concept, ConceptKind, ScopeWords
from portal.site import open_sheet

_KINDS = {
    "things": ConceptKind.THING,
    "acts": ConceptKind.ACT,
    "matters": ConceptKind.MATTER,
    "ways": ConceptKind.WAY,
}
_NOISE = "noise"
_CODE = "scope-words"


def load_words(path: Path) -> tuple[ScopeWords, tuple[Finding, ...]]:
    """Return the words in the file at `path` and all that is wrong with it; never raises.

    What has a fault is left out; the rest can be used.
    """
    return _words_in(open_sheet(path, _CODE))


def parse_words(text: str, path: Path) -> tuple[ScopeWords, tuple[Finding, ...]]:
    """Return the words in `text` and its faults, which are said to be in `path`."""
    return _words_in(read_sheet(text, path, _CODE))


def _words_in(sheet: Sheet) -> tuple[ScopeWords, tuple[Finding, ...]]:
    words = _Reading(sheet).words()
    return words, tuple(sorted(set(sheet.findings)))


@dataclass(frozen=True)
class _Reading:
    """One pass over one document, gathering findings on the way."""

    sheet: Sheet

    def words(self) -> ScopeWords:
        expected = f"this file must be a mapping with {', '.join((_NOISE, *_KINDS))}"
        data = self.sheet.mapping(expected)
        if data is None:
            return ScopeWords()
        for key in data.keys() - {_NOISE, *_KINDS}:
            self.sheet.say((key,), f"{key!r} is not known here")
        noise = self._by_locale(data.get(_NOISE, {}), (_NOISE,))
        concepts = (c for key, kind in _KINDS.items() for c in self._concepts(data, key, kind))
        return ScopeWords(tuple(concepts), noise)

    def _concepts(
        self, data: Mapping[str, object], key: str, kind: ConceptKind
    ) -> Iterator[Concept]:
        written = data.get(key, {})
        if not isinstance(written, dict):
            self.sheet.say((key,), f"`{key}` must be a mapping of concepts")
            return
        for name, value in written.items():
            yield Concept(str(name), kind, self._by_locale(value, (key, name)))

    def _by_locale(self, value: object, place: Place) -> Mapping[Locale, tuple[str, ...]]:
        if not isinstance(value, dict) or set(value) != set(LOCALES):
            self.sheet.say(place, f"needs a list of words for each of {', '.join(LOCALES)}")
            return {}
        return {Locale(code): self._list(value[code], (*place, code)) for code in LOCALES}

    def _list(self, value: object, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self.sheet.say(place, "must be a list of words")
            return ()
        good = []
        for position, word in enumerate(value):
            if isinstance(word, str) and word.strip() and fold(word) == word:
                good.append(word)
            else:
                message = f"{word!r} must be words in lower case without accents, in quotes"
                self.sheet.say((*place, position), message)
        return tuple(good)
