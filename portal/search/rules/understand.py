"""From what people type to a bounded query. Nothing they type is ever syntax."""

import re
import unicodedata
from dataclasses import replace

from portal.kernel.locale import Locale
from portal.kernel.text import squeeze, strip_controls
from portal.search.model import Alternative, Query, Term
from portal.search.rules.languages import is_stop_word, stem
from portal.search.rules.synonyms import Stems, Synonyms
from portal.search.rules.tokens import Token, is_error_code, tokenize

TEXT_LIMIT = 200
TERMS_LIMIT = 12
ALTERNATIVES_LIMIT = 6
"""Of one term, so that a query never asks for more than some eighty words."""

SYNONYM_WEIGHT = 0.5
PART_WEIGHT = 0.8
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")  # RFC 3463
_INPUT_LIMIT = 2000  # read at most this much before cutting: normal forms of a megabyte cost time


def understand(text: str, locale: Locale, synonyms: Synonyms | None = None) -> Query:
    """Return what is asked for by `text`; without `synonyms` the words are taken literally."""
    cleaned = clean_text(text)
    tokens = list(tokenize(cleaned))
    terms = [_term(t, locale) for t in tokens if t.is_code or not is_stop_word(t.form, locale)]
    terms = _most_exact(terms)
    if synonyms is not None:
        terms = _with_synonyms(terms, tokens, synonyms, locale)
    return Query(
        text=cleaned,
        locale=locale,
        terms=_bounded(terms),
        words=tuple(t.form for t in tokens),
        is_literal=synonyms is None,
    )


def clean_text(text: str) -> str:
    """Return `text` as one line in NFC, without control characters, cut at the limit."""
    normal = unicodedata.normalize("NFC", strip_controls(text[:_INPUT_LIMIT]))
    return squeeze(squeeze(normal)[:TEXT_LIMIT])


def _term(token: Token, locale: Locale) -> Term:
    parts = tuple(p for p in token.parts if not is_stop_word(p.lower(), locale))
    alternatives: tuple[Alternative, ...] = ()
    if parts and token.is_code:  # a domain or an error's name: any of its words may be known
        alternatives = tuple(Alternative((stem(p, locale),), PART_WEIGHT / 2) for p in parts)
    elif parts:
        alternatives = (Alternative(tuple(stem(p, locale) for p in parts), PART_WEIGHT),)
    return Term(
        word=token.form,
        stem=stem_of(token, locale),
        start=token.start,
        end=token.end,
        is_code=token.is_code,
        is_error=token.is_code and is_error_code(token.form),
        alternatives=alternatives[:ALTERNATIVES_LIMIT],
    )


def _most_exact(terms: list[Term]) -> list[Term]:
    """Let only the enhanced status name the error where there is one: `550` says far less."""
    if not any(_ENHANCED.fullmatch(term.word) for term in terms):
        return terms
    return [replace(t, is_error=False) if t.word.isdecimal() else t for t in terms]


def stem_of(token: Token, locale: Locale) -> str:
    """Return the one form to look for when somebody asks for `token`."""
    if token.is_code:
        return token.form
    return stem(token.form if token.parts else token.text, locale)


def _with_synonyms(
    terms: list[Term], tokens: list[Token], synonyms: Synonyms, locale: Locale
) -> list[Term]:
    """Give the last term of each known phrase the other ways to say it."""
    said = [stem(token.form, locale) for token in tokens]
    by_place = {term.start: i for i, term in enumerate(terms)}
    at = 0
    while at < len(tokens):
        length, others = synonyms.match(said[at:])
        span = tokens[at : at + max(length, 1)]
        places = [by_place[t.start] for t in span if t.start in by_place]
        if others and places:
            terms[places[-1]] = _add(terms[places[-1]], others)
        at += max(length, 1)
    return terms


def _add(term: Term, others: tuple[Stems, ...]) -> Term:
    known = {a.stems for a in term.alternatives} | {(term.stem,)}
    more = [Alternative(o, SYNONYM_WEIGHT) for o in others if o not in known]
    return replace(term, alternatives=(*term.alternatives, *more)[:ALTERNATIVES_LIMIT])


def _bounded(terms: list[Term]) -> tuple[Term, ...]:
    """Return each term once; where there are too many, codes first, in the order typed."""
    once = list({term.stem: term for term in reversed(terms)}.values())[::-1]
    kept = sorted(once, key=lambda t: not t.is_code)[:TERMS_LIMIT]
    return tuple(sorted(kept, key=lambda t: t.start))
