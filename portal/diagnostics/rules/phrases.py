"""Finding what errors say in words, however the lines of the text are broken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.diagnostics.model.codes import ErrorCode

_GAP = 80
"""How many characters a `*` may stand for."""

_TRIES = 20
_LETTERS = range(0x180)  # Latin with the accents of our languages
_LOWER = {n: ord(chr(n).lower()) for n in _LETTERS if len(chr(n).lower()) == 1}
_LOWER |= {0x2019: ord("'"), 0x2018: ord("'"), 0xA0: ord(" ")}


@dataclass(frozen=True)
class Said:
    """An entry's phrase in a text, and where it stands."""

    start: int
    end: int
    entry: ErrorCode
    length: int
    """How many characters the phrase itself has: a longer one is more precise."""


class Phrases:
    """The phrases of all entries. Made once; threads may share it."""

    def __init__(self, entries: Iterable[ErrorCode]) -> None:
        self._known = [
            (tuple(part for part in _even(phrase)[0].split("*") if part), entry)
            for entry in entries
            for phrase in entry.phrases
        ]

    def find(self, text: str) -> list[Said]:
        """Return the first place of each phrase in `text`, in order."""
        even, places = _even(text)
        found = (_find(even, parts) for parts, _entry in self._known)
        said = [
            Said(places[span[0]], places[span[1] - 1] + 1, entry, sum(map(len, parts)))
            for span, (parts, entry) in zip(found, self._known, strict=True)
            if span
        ]
        return sorted(said, key=lambda s: s.start)


def _find(text: str, parts: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where `parts` stand one after the other, with small gaps."""
    start = -1
    for _ in range(_TRIES):
        start = text.find(parts[0], start + 1)
        if start < 0:
            return None
        end = start + len(parts[0])
        for part in parts[1:]:
            at = text.find(part, end, end + _GAP + len(part))
            if at < 0:
                break
            end = at + len(part)
        else:
            return start, end
    return None


def _even(text: str) -> tuple[str, list[int]]:
    """Return `text` in small letters with single blanks, and the place each character had."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in _without_runs(text.translate(_LOWER)):
        characters.append(character)
        places.append(place)
    return "".join(characters), places


def _without_runs(text: str) -> Iterator[tuple[int, str]]:
    was_blank = False
    for place, character in enumerate(text):
        is_blank = character.isspace()
        if is_blank and was_blank:
            continue
        was_blank = is_blank
        yield place, " " if is_blank else character
