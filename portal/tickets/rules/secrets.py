"""R18: secrets are masked before anything is stored; they never stop a ticket."""

import re
from dataclasses import dataclass

from portal.tickets.rules.cards import Span, find_cards
from portal.tickets.rules.cues import MASK, find_announced
from portal.tickets.rules.lexicon import Lexicon

_ROUNDS = 4

_KEYS = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    r".*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)"
    r"|^Private-Lines: \d{1,3}(?:\r?\n[A-Za-z0-9+/=]{1,80})+",
    re.DOTALL | re.MULTILINE,
)
_TOKENS = re.compile(
    r"""
    (?<![A-Za-z0-9_-])
    (?: [spr]k_(?:live|test)_[0-9A-Za-z]{10,}      # payment services
      | sk-[A-Za-z0-9_-]{20,}
      | gh[opsur]_[A-Za-z0-9]{20,} | github_pat_\w{20,} | glpat-[\w-]{20,}
      | xox[abeprs]-[\w-]{10,}
      | (?:AKIA|ASIA)[0-9A-Z]{16} | AIza[\w-]{30,}
      | SG\.[\w-]{16,}\.[\w-]{16,} | npm_[A-Za-z0-9]{30,} | pypi-[\w-]{16,} | hf_[A-Za-z0-9]{20,}
      | do[opr]_v1_[0-9a-f]{40,} | shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,} | whsec_[\w+/=-]{20,}
      | key-[0-9a-f]{32} | ya29\.[\w-]{20,} | \d{8,10}:AA[\w-]{30,} | AGE-SECRET-KEY-1[0-9A-Z]{20,}
      | eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}         # a JSON web token
    )
    """,
    re.VERBOSE,
)
_AUTHORISATION = re.compile(r"\b(?:Bearer|Basic)[ ]{1,2}(?P<value>[\w.~+/-]{16,}=*)", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"://[^\s:/@]{1,100}:(?P<value>[^\s@/]{1,100})@")
_SHELL_PASSWORD = re.compile(
    r"\bmysql\w{0,8}\b[^\n]{0,200}?[ ]-p(?P<value>[^\s-][^\s]{2,100})", re.IGNORECASE
)
_CARD_CODE = re.compile(r"\b(?:cvv2?|cvc2?)\W{0,3}(?P<value>\d{3,4})\b", re.IGNORECASE)
_FILE_GAPS = str.maketrans("_-", "  ")


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and how many were taken out."""

    text: str
    count: int


def mask_secrets(text: str, lexicon: Lexicon) -> Masked:
    """Return `text` with its passwords, card numbers, keys and tokens masked.

    Masking what is masked changes nothing.
    """
    count = 0
    for _ in range(_ROUNDS):  # a mask can bring a cue closer to its value
        spans = _spans(text, lexicon)
        if not spans:
            break
        text = _cover(text, spans)
        count += len(spans)
    return Masked(text, count)


def mask_file_name(name: str, lexicon: Lexicon) -> Masked:
    """Return the file name `name` with secrets masked; its ending stays.

    `_` and `-` count as the blanks that they stand for.
    """
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    found = _spans(stem, lexicon) + _spans(stem.translate(_FILE_GAPS), lexicon)
    spans = _merge(found)
    return Masked(_cover(stem, spans) + dot + ending, len(spans))


def _spans(text: str, lexicon: Lexicon) -> list[Span]:
    whole = [match.span() for pattern in (_KEYS, _TOKENS) for match in pattern.finditer(text)]
    values = [
        match.span("value")
        for pattern in (_AUTHORISATION, _URL_PASSWORD, _SHELL_PASSWORD, _CARD_CODE)
        for match in pattern.finditer(text)
        if match["value"] != MASK
    ]
    return _merge(whole + values + find_cards(text) + find_announced(text, lexicon.secrets))


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _cover(text: str, spans: list[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], MASK)
        at = end
    return "".join((*pieces, text[at:]))
