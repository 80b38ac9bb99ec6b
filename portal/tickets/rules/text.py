"""A text taken apart for the checks: its anchors, and the words between them.

An anchor is what cannot be vague: an address, a domain, a code, a quoted text. Every
quantifier below is bounded, so that no text can make a search slow.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.text import fold, squeeze
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.mash import is_mash, is_odd


class AnchorKind(StrEnum):
    """What sort of concrete thing an anchor is."""

    QUOTE = "quote"
    ADDRESS = "address"
    CODE = "code"
    NAME = "name"


@dataclass(frozen=True)
class Anchor:
    """A concrete thing as it was typed."""

    kind: AnchorKind
    text: str


@dataclass(frozen=True)
class Prepared:
    """A text ready for the checks.

    `text` is what was typed without `Re:` and without runs of marks, `own` the same with
    blanks for the anchors; `tokens` are the folded words of `own`, `starts` where each begins.
    """

    text: str
    own: str
    anchors: tuple[Anchor, ...]
    tokens: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read: no word, no anchor."""
        return not self.tokens and not self.anchors


_MOST_TEXT = 50_000
"""How much of a text is looked at; no field takes more than a tenth of it."""

_REPLY = re.compile(r"^(?:(?:re|rv|fwd?|odp|aw|tr)(?:\[\d{1,3}\])? ?: ?)+", re.IGNORECASE)
_MARKS = re.compile(r"([!?.])[!?.]+")
_HYPHENED_MAIL = re.compile(r"\b(e)[-‐‑](?=mail)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ANCHOR = re.compile(
    r"""
    (?P<quote> "[^"\n]{2,200}" | «[^»\n]{2,200}» | „[^“”"\n]{2,200}[“”"] | “[^”\n]{2,200}” )
  | (?P<url> \bhttps?://[^\s<>"]{3,300} )
  | (?P<mail> (?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b )
  | (?P<role> (?<![\w.+-])[\w.+-]{2,64}@(?![\w.]) )
  | (?P<ip> \b\d{1,3}(?:\.\d{1,3}){3}\b )
  | (?P<code> \b0x[0-9a-f]{4,8}\b
            | \b(?:ERR|DNS_PROBE|NS_ERROR|SEC_ERROR|SSL_ERROR|PR)_[A-Z_]{3,60}
            | \b(?:NXDOMAIN|SERVFAIL|MAILER-DAEMON|E(?:CONN|TIMED|HOST)[A-Z]{3,12})\b
            | \b[245]\.\d{1,2}\.\d{1,3}\b
            | \b(?!443|465)(?!587)[45]\d\d\b(?![ ]?(?:[kmgt]i?b|eur|usd|px|kc|kč|€|%)) )
  | (?P<domain> (?<![\w.@-])(?:\*\.)?(?:[^\W_][\w-]{1,62}\.){1,5}(?P<tld>[a-z]{2,24})\b )
  | (?P<path> (?<!\S)/[\w-]{2,40}(?:/[\w.-]{1,60}){0,8}/?(?!\S) )
  | (?P<file> (?<!\w)\.(?:htaccess|user\.ini|env)\b )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_KINDS = {
    "quote": AnchorKind.QUOTE,
    "code": AnchorKind.CODE,
    "file": AnchorKind.NAME,
    "path": AnchorKind.NAME,
}


def prepare(text: str) -> Prepared:
    """Take `text` apart; works for any text, in any script."""
    clean = squeeze(unicodedata.normalize("NFC", text[:_MOST_TEXT]))
    clean = _HYPHENED_MAIL.sub(r"\1", _MARKS.sub(r"\1", _REPLY.sub("", clean)))
    anchors: list[Anchor] = []

    def blank(match: re.Match[str]) -> str:
        if not _is_anchor(match):
            return match.group()
        kind = _KINDS.get(match.lastgroup or "", AnchorKind.ADDRESS)
        anchors.append(Anchor(kind, match.group()))
        return " " * len(match.group())

    own = _ANCHOR.sub(blank, clean)
    found = list(_WORD.finditer(own))
    tokens = tuple(fold(word.group()) for word in found)
    return Prepared(clean, own, tuple(anchors), tokens, tuple(word.start() for word in found))


def _is_anchor(match: re.Match[str]) -> bool:
    # "No va.Ayuda" lacks a space, it names no domain; a quote must hold a word.
    tld = match.group("tld")
    if tld is not None:
        return tld.islower() or match.group().isupper()
    return match.group("quote") is None or _WORD.search(match.group()) is not None


def has_code(anchor: Anchor) -> bool:
    """Return whether a quoted text holds an error code."""
    if anchor.kind is not AnchorKind.QUOTE:
        return False
    return any(found.group("code") for found in _ANCHOR.finditer(anchor.text[1:-1]))


def own_words(text: str) -> str:
    """Return `text` without what it quotes and without addresses: not the writer's own words."""
    lines = text[:_MOST_TEXT].split("\n")
    kept = "\n".join(line for line in lines if not line.lstrip().startswith(">"))
    return _ANCHOR.sub(lambda m: " " if _is_anchor(m) else m.group(), kept)


def informative(prepared: Prepared, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words that say something: neither stop words nor noise nor short numbers."""
    empty = lexicon.stop.covered(prepared.tokens) | lexicon.noise.covered(prepared.tokens)
    return tuple(
        token
        for at, token in enumerate(prepared.tokens)
        if at not in empty and _has_substance(token, lexicon)
    )


def is_generic(prepared: Prepared, lexicon: Lexicon) -> bool:
    """Return whether there are words, and none that says anything in any of the languages."""
    if prepared.anchors or not prepared.tokens:
        return False
    vague = lexicon.vague.covered(prepared.tokens)
    return all(
        at in vague or not _has_substance(token, lexicon)
        for at, token in enumerate(prepared.tokens)
    )


def _has_substance(token: str, lexicon: Lexicon) -> bool:
    return len(token) > (2 if token.isdigit() else 1) and not is_mash(token, lexicon.letters)


def is_mashed(prepared: Prepared, lexicon: Lexicon) -> bool:
    """Return whether what is there, stop words and noise aside, is keyboard mash.

    One word among several of them does not make a sentence.
    """
    if prepared.anchors:
        return False
    vague = lexicon.vague.covered(prepared.tokens)
    rest = [token for at, token in enumerate(prepared.tokens) if at not in vague]
    mash = sum(is_mash(token, lexicon.letters) for token in rest)
    if mash > 1 and mash * 2 > len(rest):
        return True
    odd = sum(is_mash(token, lexicon.letters) or is_odd(token, lexicon.letters) for token in rest)
    return mash > 0 and odd == len(rest)


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two lists of words are: shared over all (Jaccard), 0 to 1."""
    union = set(one) | set(other)
    return len(set(one) & set(other)) / len(union) if union else 0.0
