"""R29 and R5: what a customer must never read, found in a reply before it leaves.

The words are data, one file for each language; promised times are the kernel's. A reply is looked
at in every language, whatever the customer's is. What is quoted from somebody else passes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.locale import Locale
from portal.kernel.promises import find_promises
from portal.kernel.text import fold, squeeze

GAP = "..."
"""In an entry: one to three words, whatever they are."""

_QUOTED = re.compile(r"^[ \t]*>.*$|“[^”\n]*”|„[^“\n]*“|«[^»\n]*»", re.MULTILINE)
_WORD = r"\w+"
_BETWEEN = r"[^\w.!?…]+"  # never over the end of a sentence


class Concern(StrEnum):
    """What is the matter with some words."""

    PRICE = "price"
    TIME = "time"
    PERSON = "person"
    LOST = "lost"
    PROMISE = "promise"


@dataclass(frozen=True)
class Doubt:
    """Words of a reply that a customer must not read, as they stand in it."""

    concern: Concern
    words: str


@dataclass(frozen=True)
class Phrases:
    """What one language says of each concern, and what only looks like it; see `pattern_of`."""

    by_concern: Mapping[Concern, re.Pattern[str]]
    harmless: re.Pattern[str]


def pattern_of(entries: list[str]) -> re.Pattern[str]:
    """Return what finds any of `entries` in a folded text; nothing where there are none.

    An entry is folded words in a row: `no time`, `holiday*` for every word that begins so, `...`
    for one to three words.
    """
    if not entries:
        return re.compile(r"(?!)")
    longest_first = sorted(entries, key=len, reverse=True)
    return re.compile("|".join(_entry(words.split()) for words in longest_first))


def _entry(words: list[str]) -> str:
    out = ""
    for at, word in enumerate(words):
        is_last = at == len(words) - 1
        if word == GAP:
            out += rf"(?:{_WORD}{_BETWEEN}){{1,3}}?"
        elif word.endswith("*"):
            out += rf"\b{re.escape(word[:-1])}\w*" + ("" if is_last else _BETWEEN)
        else:
            out += rf"\b{re.escape(word)}\b" + ("" if is_last else _BETWEEN)
    return f"(?:{out})"


def check_reply(text: str, phrases: Mapping[Locale, Phrases]) -> tuple[Doubt, ...]:
    """Return what a customer must not read in `text`, in its order; each words once."""
    own = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    folded, places = _folded(own)
    doubts = [
        (start, Doubt(concern, squeeze(own[start:end])))
        for of_locale in phrases.values()
        for concern, start, end in _found(folded, places, of_locale)
    ]
    doubts.sort(key=lambda doubt: doubt[0])
    promised = dict.fromkeys(p for locale in Locale for p in find_promises(own, locale))
    promises = [Doubt(Concern.PROMISE, sentence) for sentence in promised]
    return tuple(dict.fromkeys([*(doubt for _, doubt in doubts), *promises]))


def _found(folded: str, places: list[int], phrases: Phrases) -> Iterator[tuple[Concern, int, int]]:
    """Yield what is said of each concern, with where it begins and ends in the text itself."""
    passes = [found.span() for found in phrases.harmless.finditer(folded)]
    for concern, pattern in phrases.by_concern.items():
        for found in pattern.finditer(folded):
            start, end = found.span()
            if not any(start < last and first < end for first, last in passes):
                yield concern, places[start], places[end - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and for each of its characters where it comes from."""
    parts = [fold(character) for character in text]
    places = [at for at, part in enumerate(parts) for _ in part]
    return "".join(parts), places
