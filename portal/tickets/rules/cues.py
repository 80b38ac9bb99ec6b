"""Passwords that their owner announces: "mi clave es …", "password: …", "heslo k poště je …".

Right after a colon nearly anything is a password; farther off, or without a colon, only what
looks like one: an unmasked "the password is refused" is worth more than one masked by zeal.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from portal.kernel.text import fold
from portal.tickets.rules.cards import Span
from portal.tickets.rules.lexicon import SecretWords

MASK = "•" * 6

_QUOTES = "\"'«»„“”"
_VALUE = rf"(?P<value>[{_QUOTES}][^{_QUOTES}\n]{{1,80}}[{_QUOTES}]|\S+(?:[ ]?/[ ]?\S+)?)"
_SIGN = r"[ \t]{0,3}(?::=?|=>?|->|→)\s{0,4}"
_QUOTED_SIGN = r"[\"'][ \t]{0,3}(?:[:,]|=>)[ \t]{0,3}(?=[\"'])"  # "password": "…" in a file
_GAP = r"(?:[ \t]{1,3}[^\s:=;!?]{0,59}[^\s:=;!?.]){1,6}?"
_BARE = re.compile(rf"[ \t]{{0,3}}[-–—(/{_QUOTES}]?[ \t]{{0,3}}(?P<value>[^\s{_QUOTES})]{{1,128}})")
_CODE_CUE = re.compile(r"\b(?:pin|code|codigo|kod)\b")
_CODE = re.compile(r"[ \t]{0,3}[:=-]?[ \t]{0,3}(?:(?:is|es|je)[ ])?(?P<value>\d{3,8})(?![\w.]?\w)")
_INNOCENT = re.compile(
    r"[\w.+-]{2,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}"  # an address
    r"|https?://\S+|(?:[^\W_][\w-]{1,62}\.){1,5}[a-z]{2,24}(?:/\S*)?"  # a domain
    r"|0x[0-9a-f]{4,8}|(?:err|dns_probe)_[a-z_]+|[245]\.\d{1,2}\.\d{1,3}|[45]\d\d"  # a code
    r"|\d{1,2}[:.h]\d{2}(?:h|am|pm)?|\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?",  # a time, a date
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}" + _QUOTES
_KEPT_AFTER = ".,;)]}"
_SYMBOLS = frozenset("!#$%&*+=?@^_~|<>")
_LONGEST_INNOCENT = 400
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SHORTEST_STRONG = 4
_SHORTEST_BARE = 6


def find_announced(text: str, words: SecretWords) -> list[Span]:
    """Return where `text` holds values that are announced as secret and not masked yet."""
    return list(_Reader(text, words).spans())


class _Reader:
    """Looks for values behind cues, in the folded text, and answers in places of the typed."""

    def __init__(self, text: str, words: SecretWords) -> None:
        self._text = text
        self._words = words
        self._folded, self._places = _fold_with_places(text)
        self._patterns = _patterns(words)

    def spans(self) -> Iterator[Span]:
        at = 0
        while (cue := self._patterns.cue.search(self._folded, at)) is not None:
            at = cue.end()
            value = self._value_after(at, cue) if cue["cue"] else None
            if value is not None:
                at = value[1]
                yield self._places[value[0]], self._places[value[1]]
        for pattern in (self._patterns.pair, self._patterns.reverse):
            for found in pattern.finditer(self._folded):
                start, end = found.span("value")
                end -= _trailing(self._folded[start:end])
                if MASK not in found["value"] and self._is_strong_value(start, end):
                    yield self._places[start], self._places[end]

    def _value_after(self, at: int, cue: re.Match[str]) -> Span | None:
        code = _CODE.match(self._folded, at)
        if code is not None and _CODE_CUE.search(cue["cue"]):
            return code.span("value")
        for pattern, accepts in (
            (self._patterns.direct, self._is_value),
            (self._patterns.near, self._is_strong_value),
            (self._patterns.weak, self._is_bare_value),
            (_BARE, self._is_bare_value),
        ):
            found = pattern.match(self._folded, at)
            if found is not None:
                start, end = found.span("value")
                end -= _trailing(self._folded[start:end])
                if MASK in self._folded[start:end]:
                    return None
                if accepts(start, end):
                    return start, end
        return None

    def _is_value(self, start: int, end: int) -> bool:
        value = self._folded[start:end].strip(_TRAILING)
        if not value:
            return False
        if len(value) > _LONGEST_INNOCENT:
            return True
        return not (_INNOCENT.fullmatch(value) or self._words.not_values.has(value))

    def _is_strong_value(self, start: int, end: int) -> bool:
        typed = self._typed(start, end)
        if " " in typed or len(typed) < _SHORTEST_STRONG or not self._is_value(start, end):
            return False
        return _is_mixed(typed) or (typed.isdigit() and len(typed) >= _SHORTEST_BARE)

    def _is_bare_value(self, start: int, end: int) -> bool:
        typed = self._typed(start, end)
        has_both = any(c.isdigit() for c in typed) and any(c.isalpha() for c in typed)
        return len(typed) >= _SHORTEST_BARE and has_both and self._is_value(start, end)

    def _typed(self, start: int, end: int) -> str:
        return self._text[self._places[start] : self._places[end]].strip(_TRAILING)


def _is_mixed(typed: str) -> bool:
    """Return whether `typed` mixes what words do not: digits, symbols or capitals inside."""
    letters = any(c.isalpha() for c in typed)
    if any(c in _SYMBOLS for c in typed) or (letters and any(c.isdigit() for c in typed)):
        return True
    return any(c.isupper() for c in typed[1:]) and any(c.islower() for c in typed)


def _trailing(value: str) -> int:
    """Return how many characters at the end of `value` are the sentence's, not the secret's."""
    return len(value) - len(value.rstrip(_KEPT_AFTER)) if value[0] not in _QUOTES else 0


def _fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded `text`, and for each of its characters the place it came from."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    folded: list[str] = []
    places: list[int] = []
    at = 0
    for other in _NOT_ASCII.finditer(text):
        place = other.start()
        plain = _fold_one(other.group())
        folded += (text[at:place].lower(), plain)
        places.extend(range(at, place))
        places.extend([place] * len(plain))
        at = place + 1
    folded.append(text[at:].lower())
    places.extend(range(at, len(text) + 1))
    return "".join(folded), places


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    return "" if unicodedata.category(char) == "Cf" else fold(char)


class _Patterns(NamedTuple):
    """What finds a cue; and a value right behind it, some words on, or behind a weak link.

    `pair` is a name and a password told together, `reverse` a password told before its cue.
    """

    cue: re.Pattern[str]
    direct: re.Pattern[str]
    near: re.Pattern[str]
    weak: re.Pattern[str]
    pair: re.Pattern[str]
    reverse: re.Pattern[str]


@lru_cache(maxsize=16)
def _patterns(words: SecretWords) -> _Patterns:
    links, cues = _any_of(words.links), _any_of(words.cues)
    value = rf"(?!(?:{cues})(?!\w)){_VALUE}"  # "password: password: x" announces one value
    is_it = rf"[ \t]{{1,3}}(?:{links})[ \t]?:?"
    which = rf"(?:[ \t]{{1,3}}(?:{_any_of(words.qualifiers)}))?"
    return _Patterns(
        # An underscore before the cue is a part of a setting's name: `DB_PASSWORD`.
        re.compile(rf"(?<![^\W_])(?:(?:{_any_of(words.not_cues)})|(?P<cue>{cues}))(?!\w)"),
        re.compile(rf"(?:{which}{_SIGN}|{_QUOTED_SIGN}|{which}{is_it}\s{{1,4}}){value}"),
        re.compile(rf"{_GAP}(?:[ \t]?(?:[:=]|->|→)|{is_it})\s{{1,4}}{value}"),
        re.compile(rf"(?:{_GAP})??[ \t]{{1,3}}(?:{_any_of(words.weak_links)})[ \t]{{1,3}}{value}"),
        re.compile(
            rf"(?<![^\W_])(?:{_any_of(words.pairs)})"
            rf"(?:(?:[ ][^\s:=/|,]{{1,30}}){{0,3}}?{_SIGN}|[ ])"
            r"[^\s/|,:]{1,64}[ ]?[/|,:][ ]?(?P<value>\S{4,128})"
        ),
        re.compile(
            rf"(?<!\S)(?P<value>\S{{4,128}})[ \t](?:{_any_of(words.reverse_links)})[ \t]"
            rf"(?:{cues})(?!\w)"
        ),
    )


def _any_of(entries: frozenset[str]) -> str:
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    return "|".join(re.escape(e).replace(r"\ ", r"[ \t_-]{1,2}") for e in longest_first) or "(?!)"
