"""The chain of an error: where it can break, and what a returned message says of each link."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from portal.diagnostics.model.codes import MAIL_FAMILIES, ErrorCode, Family, Link, Verdict
from portal.diagnostics.model.readings import Kind, Reading

State = Literal["ok", "fail", "unknown"]


class Word(StrEnum):
    """What is said under a link."""

    BREAKS = "breaks"
    OFTEN = "often"
    SOMETIMES = "sometimes"
    RARELY = "rarely"
    CLEAR = "clear"
    SENT = "sent"
    PASSED_ON = "passed_on"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ChainPart:
    """One link, its state and its word."""

    link: Link
    state: State
    word: Word


_MAIL = (Link.PROGRAM, Link.CONNECTION, Link.PROVIDER, Link.RECIPIENT)
_WEB = (Link.DEVICE, Link.CONNECTION, Link.PROVIDER, Link.SITE)
_CUSTOMERS = {
    Family.BROWSER: Link.DEVICE,
    Family.HTTP: Link.SITE,
    Family.CLOUDFLARE: Link.SITE,
    Family.DATABASE: Link.SITE,
    Family.WORDPRESS: Link.SITE,
}
_LINKS = {
    Verdict.NETWORK: Link.CONNECTION,
    Verdict.PROVIDER: Link.PROVIDER,
    Verdict.RECIPIENT: Link.RECIPIENT,
    Verdict.THIRD_PARTY: Link.DOMAIN,
}
_OFTEN = (Word.OFTEN, Word.SOMETIMES, Word.RARELY, Word.RARELY)


def suspects(entry: ErrorCode) -> tuple[Link, ...]:
    """Return the links that `entry` can come from, the likeliest first, each once."""
    own = _CUSTOMERS.get(entry.family, Link.PROGRAM)
    links = (
        cause.link or _LINKS.get(cause.verdict, own)
        for cause in entry.causes
        if cause.verdict is not Verdict.UNKNOWN
    )
    return tuple(dict.fromkeys(links))


def chain_of(entry: ErrorCode, reading: Reading | None = None) -> tuple[ChainPart, ...]:
    """Return the chain of `entry`; a returned message proves the links that it passed."""
    suspected = suspects(entry)
    links: tuple[Link, ...] = _MAIL if entry.family in MAIL_FAMILIES else _WEB
    links += tuple(link for link in suspected if link not in links)
    passed = _passed(reading) if reading else {}
    return tuple(_part(link, suspected, passed) for link in links)


def _part(link: Link, suspected: tuple[Link, ...], passed: dict[Link, Word]) -> ChainPart:
    if link in suspected:
        if len(suspected) == 1:
            return ChainPart(link, "fail", Word.BREAKS)
        return ChainPart(link, "unknown", _OFTEN[min(suspected.index(link), 3)])
    if link in passed:
        return ChainPart(link, "ok", passed[link])
    return ChainPart(link, "unknown", Word.CLEAR if suspected else Word.UNKNOWN)


def _passed(reading: Reading) -> dict[Link, Word]:
    """Return the links that did their part: somebody else's server spoke, so it got that far."""
    speaker = reading.speaker
    if reading.kind is not Kind.BOUNCE or speaker is None:
        return {}
    sent = {Link.PROGRAM: Word.SENT, Link.CONNECTION: Word.PASSED_ON}
    return sent if speaker.is_ours else {**sent, Link.PROVIDER: Word.PASSED_ON}
