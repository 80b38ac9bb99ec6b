"""What a text says, as features that texts in any language can share.

A concept is one feature (`computer`), however it is said; a word of no concept is the feature of
its stem in its language (`es:calendari`); names of errors and programs with figures in them are
the same in all languages.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from portal.kernel.locale import Locale
from portal.kernel.text import strip_controls
from portal.scope.rules.concepts import NOISE, Concepts
from portal.search.rules.languages import is_stop_word, stem
from portal.search.rules.spelling import Vocabulary
from portal.search.rules.tokens import Token, is_error_code, tokenize

TEXT_LIMIT = 2000
"""What is said in more characters is not read to its end."""

MANY = "many"
"""The concept of a number of things: `12 computers` says it too."""

HOW = "how"
"""The concept of asking how: only who begins with it wants to do it by themselves."""

_BEGINNING = 3
_LONGEST = 8
_CLAUSE_END = re.compile(r"[.,;:!?¿¡()\n]+(?=\s|$)|[¿¡]")

_COUNTABLE = range(2, 400)
_LONG_ENOUGH = 6
_LIKE = 0.8

Heard = Mapping[str, str]
"""Each feature with the words that said it, in the order said."""


@dataclass(frozen=True)
class Ear:
    """What is needed to hear one language; without `vocabulary` nothing is taken for a slip."""

    locale: Locale
    concepts: Concepts
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))

    def hear(self, text: str) -> Heard:
        """Return the features of `text`."""
        heard: dict[str, str] = {}
        for clause in _CLAUSE_END.split(_one_line(text)):
            for feature, said in self._features(list(tokenize(clause))):
                heard.setdefault(feature, said)
        return heard

    def _features(self, tokens: list[Token]) -> Iterator[tuple[str, str]]:
        forms = [token.form for token in tokens]
        at = 0
        while at < len(tokens):
            length, names = self.concepts.match(forms[at : at + _LONGEST])
            if length:
                said = " ".join(token.text for token in tokens[at : at + length])
                meant = sorted(n for n in names if n != NOISE and (n != HOW or at <= _BEGINNING))
                yield from ((name, said) for name in meant)
            else:
                yield from self._plain(tokens[at])
            at += max(length, 1)

    def _plain(self, token: Token) -> Iterator[tuple[str, str]]:
        if token.is_code:
            yield from _of_code(token)
        elif not is_stop_word(token.form, self.locale):
            slip = self._slip_of(token.form)
            _, names = self.concepts.match([slip]) if slip else (0, frozenset[str]())
            yield from ((name, token.text) for name in sorted(names) if name != NOISE)
            if not names:
                yield f"{self.locale}:{stem(slip or token.text, self.locale)}", token.text

    def _slip_of(self, form: str) -> str:
        """Return the known word that `form` is a slip of, if it is one; a short word is none."""
        if len(form) < _LONG_ENOUGH or not self.vocabulary.counts:
            return ""
        found = self.vocabulary.corrections(form, 1)
        is_like = found and SequenceMatcher(None, form, found[0]).ratio() >= _LIKE
        return found[0] if is_like else ""


def _of_code(token: Token) -> Iterator[tuple[str, str]]:
    """A domain or an address is what it is about, not what is wanted; a small number is a count."""
    if token.parts:
        return
    if token.form.isdigit() and int(token.form) in _COUNTABLE:
        yield MANY, token.text
    elif is_error_code(token.form) or not token.form.isdigit():
        yield token.form, token.text


def tokens_of(text: str) -> list[Token]:
    """Return the words of `text`, cut at the limit."""
    return list(tokenize(_one_line(text)))


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", strip_controls(text[:TEXT_LIMIT]))
