"""Cutting text into words, keeping whole what only means something whole.

`0x800CCC0E`, `5.7.1`, `ERR_CERT_DATE_INVALID`, `mail.faro.example` and an e-mail address are one
token each. One pass of a pattern without alternatives: linear, whatever people paste.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from portal.kernel.text import fold

TERM_LIMIT = 40
"""Longer words are cut here, in texts and queries alike."""

_CHUNK = re.compile(r"\w+(?:[.@'’%+-]\w+)*")
_SIMPLE = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_MAIL = re.compile(r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}")
_APOSTROPHES = re.compile(r"['’]")
_ERROR = re.compile(
    r"0x[0-9a-f]{4,16}"  # Windows and Outlook
    r"|[245]\.\d{1,3}\.\d{1,3}"  # enhanced mail status, RFC 3463
    r"|[45]\d\d"  # mail and web status
    r"|[a-z][a-z0-9]*(?:_[a-z0-9]+)+"  # browsers
    r"|aadsts\d+"
)
_EDGES = "_-"
_MARKS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True)
class Token:
    """A word or a code in a text. `form` is folded; `parts` are the words it is made of."""

    text: str
    form: str
    start: int
    end: int
    is_code: bool = False
    parts: tuple[str, ...] = ()
    """As written, for stemming; a joined word (`e-mail`) and a domain have them."""


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order; it should be in NFC."""
    for match in _CHUNK.finditer(text):
        chunk, start = match.group(), match.start()
        if chunk.isalpha():
            yield Token(chunk, _form(chunk), start, match.end())
        else:
            yield from _special(chunk, start)


def _special(chunk: str, start: int) -> Iterator[Token]:
    end = start + len(chunk)
    if _NUMBER.fullmatch(chunk):
        yield Token(chunk, _form(chunk), start, end, is_code=True)
    elif _MAIL.fullmatch(chunk) or _HOST.fullmatch(chunk):
        yield Token(chunk, _form(chunk), start, end, is_code=True, parts=_parts(chunk))
    elif all(piece.isalpha() for piece in _APOSTROPHES.split(chunk)):
        yield _contraction(chunk, start)
    elif "-" in chunk and all(piece.isalpha() for piece in chunk.split("-")):
        yield Token(chunk, _form(chunk.replace("-", "")), start, end, parts=_parts(chunk))
    else:
        for match in re.finditer(r"\w+", chunk):
            yield from _word(match.group(), start + match.start())


def _word(word: str, start: int) -> Iterator[Token]:
    stripped = word.strip(_EDGES)
    if not stripped:
        return
    begin = start + word.index(stripped)
    is_code = not stripped.isalpha()
    parts = _parts(stripped) if "_" in stripped else ()
    yield Token(stripped, _form(stripped), begin, begin + len(stripped), is_code, parts)


def _contraction(chunk: str, start: int) -> Token:
    pieces = _APOSTROPHES.split(chunk)
    is_possessive = len(pieces) > 1 and pieces[-1].lower() == "s"
    word = "".join(pieces[:-1] if is_possessive else pieces)
    return Token(word, _form(word), start, start + len(chunk))


def _parts(chunk: str) -> tuple[str, ...]:
    return tuple(piece for piece in _SIMPLE.findall(chunk) if len(piece) > 1)


@lru_cache(maxsize=65_536)
def _form(word: str) -> str:
    return fold(word)[:TERM_LIMIT]


def is_error_code(form: str) -> bool:
    """Return whether the folded token `form` looks like the name of an error."""
    return _ERROR.fullmatch(form) is not None


@lru_cache(maxsize=2048)
def fold_in_place(text: str) -> str:
    """Return `text` folded so that each character stays where it is.

    For finding places: where folding would change the length, a character stays as it is.
    """
    spread = unicodedata.normalize("NFD", text.lower())
    folded = _MARKS.sub("", spread)
    return folded if len(folded) == len(text) else "".join(map(_fold_one, text))


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    folded = fold(character)
    return folded if len(folded) == 1 else character
