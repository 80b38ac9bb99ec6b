"""What of a document goes into an index; the same for every engine."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.model import SearchDocument
from portal.search.rules.languages import is_stop_word, stems
from portal.search.rules.tokens import Token, is_error_code, tokenize

PREFIXES = range(2, 9)
"""How many first letters of a word in a title suggestions are found by."""

_SCORED = ("title", "headings", "keywords", "summary", "body")


@dataclass
class Fields:
    """The terms of a document. `scored` and `codes` count; the rest only has them or not."""

    scored: dict[str, Counter[str]]
    codes: Counter[str] = field(default_factory=Counter)
    words: set[str] = field(default_factory=set)
    """Folded words of what readers read, for spelling; not the keywords, which misspell."""

    spellings: set[str] = field(default_factory=set)
    """Those words that are written with accents, as they are written."""

    title: str = ""
    """The whole title, folded."""

    exact: set[str] = field(default_factory=set)
    """The whole title, folded, and the errors it names."""

    keys: set[str] = field(default_factory=set)
    """Whole keywords, folded, and the errors they name."""

    prefixes: set[str] = field(default_factory=set)


def digest(document: SearchDocument) -> str:
    """Return what tells two states of a document apart."""
    raw = json.dumps(vars(document), ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(raw.encode(), digest_size=12).hexdigest()


def analyse(document: SearchDocument) -> Fields:
    """Return the terms of `document`."""
    texts = {
        "title": document.title,
        "headings": "\n".join(document.headings),
        "keywords": "\n".join(document.keywords),
        "summary": document.summary,
        "body": "\n".join(section.text for section in document.sections),
    }
    found = Fields({name: Counter() for name in _SCORED})
    for name, text in texts.items():
        _take(text, name, document.locale, found)
    _take_whole(document, found)
    return found


def _take(text: str, name: str, locale: Locale, found: Fields) -> None:
    counter, codes = found.scored[name], found.codes
    words: list[tuple[str, ...]] = []
    for run, count in Counter(text.split()).items():
        piece = _analysed(run, locale)
        for term in piece.terms:
            counter[term] += count
        for code in piece.codes:
            codes[code] += count
        words.append(piece.words)
        if piece.spellings and name != "keywords":
            found.spellings.update(piece.spellings)
    if name != "keywords":
        found.words.update(*words)


class _Piece(NamedTuple):
    """What one run of letters and signs between spaces gives."""

    terms: tuple[str, ...]
    codes: tuple[str, ...]
    words: tuple[str, ...]
    spellings: tuple[str, ...]


@lru_cache(maxsize=65_536)
def _analysed(run: str, locale: Locale) -> _Piece:
    """Return the terms of `run`: no token reaches over a space, and texts repeat their runs."""
    terms, codes, words, spellings = [], [], [], []
    for token in tokenize(run):
        if token.is_code or (token.text.isupper() and len(token.text) > 1):
            codes.append(token.form)
        if token.is_code:
            terms.append(token.form)
        for word, form in _words(token):
            words.append(form)
            if word.lower() != form:
                spellings.append(word.lower())
            if not is_stop_word(form, locale):
                terms += stems(word, locale)
    return _Piece(tuple(terms), tuple(codes), tuple(words), tuple(spellings))


def _words(token: Token) -> list[tuple[str, str]]:
    """Return the words of `token` as written and folded; a joined word is written as its form."""
    parts = [(part, fold(part)) for part in token.parts]
    if token.is_code:
        return parts
    written = token.form if token.parts else token.text
    return [(written, token.form), *parts]


def _take_whole(document: SearchDocument, found: Fields) -> None:
    title = [token.form for token in tokenize(document.title)]
    found.title = " ".join(title)
    found.exact.add(found.title)
    found.exact.update(form for form in title if is_error_code(form))
    for form in title:
        found.prefixes.update(form[:length] for length in PREFIXES if length <= len(form))
    for keyword in document.keywords:
        forms = [token.form for token in tokenize(keyword)]
        found.keys.add(" ".join(forms))
        found.keys.update(form for form in forms if is_error_code(form))
