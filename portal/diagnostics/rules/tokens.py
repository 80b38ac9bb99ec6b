"""Where a text holds codes: numbers and names that errors have, told from those of anything else.

Every quantifier is bounded, so that no text can make a search slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice


class Shape(Enum):
    """How a code is written: it tells how much the code proves."""

    HEX = auto()
    NAME = auto()
    STATUS = auto()
    PAGE = auto()
    REPLY = auto()
    BARE = auto()
    DATABASE = auto()


@dataclass(frozen=True)
class Token:
    """A code in a text; `code` is how the catalogue writes it."""

    start: int
    end: int
    shape: Shape
    code: str


_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?P<prefix>0\s?[xX×]\s{0,2})?"
    r"(?P<code>8\s?0\s?0\s?[0-9A-Fa-f](?:\s?[0-9A-Fa-f]){4})(?![0-9A-Za-z])"
)
_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:net::)?"
    r"(?P<code>(?:ERR|DNS_PROBE|SEC_ERROR|SSL_ERROR|PR|MOZILLA_PKIX_ERROR|NS_ERROR)_[A-Z][A-Z_]{3,60})",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\w.])#?(?P<code>[245]\.\d{1,3}\.\d{1,3})(?!\w|\.\d)")
_VERSIONED = re.compile(
    r"(?:exim|wordpress|php|mysql|mariadb|openssl|sendmail|kernel|rspamd|version|ver\.?|v\.?|"
    r"verze|versión|release|outlook|thunderbird|id|esmtp|tls|over)[ /(]{0,2}$",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"(?:^[ \t>\"'<|]{0,12}(?:<<<[ ])?"
    r"|(?:said|returned|devolvió|vrátil|was|smtp|response|responded|respondió|reply|error"
    r"|rejected|server)[:;'\"\s«“„]{1,6})"
    r"(?P<code>[45]\d\d)(?=[ -][^\W_]|[ -][#<\[(\"'%]|-[45]\.)",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE_STATUS = re.compile(r"(?<![\w.])(?P<code>[45]\d\d)(?=[ -]{1,2}#?[45]\.\d{1,3}\.\d)")
_SAYS = (
    r"unauthori[sz]ed|forbidden|not found|not acceptable|internal server error|bad gateway"
    r"|service (?:temporarily )?unavailable|gateway time-?out|too many requests"
    r"|request entity too large|payload too large|content too large|resource limit is reached"
    r"|web server is|connection timed out|origin is unreachable|a timeout occurred|ssl handshake"
    r"|invalid ssl certificate|origin dns error"
)
_PAGE = re.compile(
    r"\bHTTP(?:/[\d.]{1,3})?[ :]{1,2}(?:error |status |code ){0,2}(?P<http>[45]\d\d)\b"
    rf"|(?<![\w.])(?P<said>[45]\d\d)[ :|–—-]{{1,3}}(?:{_SAYS})"
    r"|\b(?:cloudflare|error|status|code|código|chyba|kód|stránka)[ :#]{1,2}"
    r"(?:code |page |error ){0,1}"
    r"(?P<named>[45]\d\d)\b(?![ -]#?[45]\.|\.)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s{0,20}#?(?P<code>\d{3,4})\s{0,20}")
_DATABASE = re.compile(r"(?:ERROR |#|\[|\(|errno: ?)(?P<code>1040|1045|1049|1203|1226|2002|2003)\b")

_MOST = 300
"""How many codes of one shape are looked at: a text with more is a log, not an error."""

_NUMBERS = ((_REPLY, Shape.REPLY), (_BEFORE_STATUS, Shape.REPLY), (_DATABASE, Shape.DATABASE))


def find_tokens(text: str) -> list[Token]:
    """Return the codes in `text`, in order; where two overlap, the more telling one."""
    found = sorted(_all(text), key=lambda t: (t.shape.value, t.start))
    kept: list[Token] = []
    taken: set[int] = set()
    for token in found:
        places = range(token.start, token.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(token)
    return sorted(kept, key=lambda t: t.start)


def _all(text: str) -> Iterator[Token]:
    yield from _hex(text)
    for match in islice(_NAME.finditer(text), _MOST):
        yield _token(match, Shape.NAME, match["code"].upper())
    for match in islice(_STATUS.finditer(text), _MOST):
        if not _VERSIONED.search(text, max(0, match.start() - 16), match.start()):
            yield _token(match, Shape.STATUS)
    for match in islice(_PAGE.finditer(text), _MOST):
        group = match.lastgroup or "http"
        yield Token(*match.span(group), Shape.PAGE, match[group])
    for pattern, shape in _NUMBERS:
        for match in islice(pattern.finditer(text), _MOST):
            yield _token(match, shape)
    bare = _BARE.fullmatch(text)
    if bare:
        yield _token(bare, Shape.BARE)


def _hex(text: str) -> Iterator[Token]:
    """Yield codes of Windows; a run of digits with blanks may as well be a telephone number."""
    for match in islice(_HEX.finditer(text), _MOST):
        digits = "".join(match["code"].split()).upper()
        is_whole = bool(match["prefix"]) or len(match["code"]) == len(digits)
        if is_whole or not digits.isdecimal():
            yield Token(match.start(), match.end(), Shape.HEX, f"0x{digits}")


def _token(match: re.Match[str], shape: Shape, code: str = "") -> Token:
    return Token(*match.span("code"), shape, code or match["code"])
