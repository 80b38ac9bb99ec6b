"""What of a document goes into an index; the same for every engine."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from portal.kernel.locale import Locale
from portal.search.model import SearchDocument
from portal.search.rules.languages import is_stop_word, stems
from portal.search.rules.tokens import is_error_code, tokenize

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

    exact: set[str] = field(default_factory=set)
    """The whole title, folded, and the errors it names."""

    keys: set[str] = field(default_factory=set)
    """Whole keywords, folded, and the errors they name."""

    prefixes: set[str] = field(default_factory=set)


def digest(document: SearchDocument) -> str:
    """Return what tells two states of a document apart."""
    raw = json.dumps(asdict(document), ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(raw.encode(), digest_size=12).hexdigest()


def analyse(document: SearchDocument) -> Fields:
    """Return the terms of `document`."""
    texts: dict[str, Iterable[str]] = {
        "title": (document.title,),
        "headings": document.headings,
        "keywords": document.keywords,
        "summary": (document.summary,),
        "body": (s.text for s in document.sections),
    }
    found = Fields({name: Counter() for name in _SCORED})
    for name, values in texts.items():
        for value in values:
            _take(value, name, document.locale, found)
    _take_whole(document, found)
    return found


def _take(text: str, name: str, locale: Locale, found: Fields) -> None:
    counter, is_read = found.scored[name], name != "keywords"
    for token in tokenize(text):
        if token.is_code or (token.text.isupper() and len(token.text) > 1):
            found.codes[token.form] += 1
        if token.is_code:
            counter[token.form] += 1
        words = token.parts if token.is_code else (_written(token.text, token.form), *token.parts)
        for word in words:
            form, spelling, found_by = _analysed(word, locale)
            counter.update(found_by)
            if is_read:
                found.words.add(form)
                if spelling:
                    found.spellings.add(spelling)


def _written(text: str, form: str) -> str:
    """Return the word to stem: as written, or the form where that leaves signs out."""
    return text if text.isalpha() else form


@lru_cache(maxsize=65_536)
def _analysed(word: str, locale: Locale) -> tuple[str, str, tuple[str, ...]]:
    """Return the folded word, its spelling if it has accents, and the terms it is found by."""
    token = next(tokenize(word))
    lowered = word.lower()
    found_by = () if is_stop_word(token.form, locale) else stems(word, locale)
    return token.form, lowered if lowered != token.form else "", found_by


def _take_whole(document: SearchDocument, found: Fields) -> None:
    title = [token.form for token in tokenize(document.title)]
    found.exact.add(" ".join(title))
    found.exact.update(form for form in title if is_error_code(form))
    for form in title:
        found.prefixes.update(form[:length] for length in PREFIXES if length <= len(form))
    for keyword in document.keywords:
        forms = [token.form for token in tokenize(keyword)]
        found.keys.add(" ".join(forms))
        found.keys.update(form for form in forms if is_error_code(form))
