"""R9: one problem, one ticket. Whether two reports are about the same, and how that is known.

What speaks against it comes first: another mailbox, another code, another matter. A report that
is only like another one is offered, never merged: the customer decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.locale import Locale
from portal.tickets.model import State, Ticket
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.matters import Gist, Matters, gist_of
from portal.tickets.rules.state import ALIVE, Progress, can_reopen
from portal.tickets.rules.text import overlap

ALIKE = 0.5
"""From this overlap of words two texts are alike, if nothing speaks against it."""

_A_LITTLE = 0.2
_SOME = 0.3
_NEIGHBOURS = {"website": frozenset({"certificate", "domain", "database", "server", "panel"})}
_NEUTRAL = frozenset({"server", "access"})
"""Named in passing: "the password of my mailbox" is about the mailbox."""

_ACTS = frozenset({"create", "delete", "install"})
"""Who asks for these does not report what the other reports."""


class Why(StrEnum):
    """What was found about two reports: what they share, or what tells them apart."""

    SAME_ASSET = "same_asset"
    SAME_CODE = "same_code"
    SAME_MATTER = "same_matter"
    SAME_WORDS = "same_words"
    OTHER_ASSET = "other_asset"
    OTHER_CODE = "other_code"
    OTHER_PLACE = "other_place"
    OTHER_TIME = "other_time"
    OTHER_PROGRAM = "other_program"
    OTHER_PARTNER = "other_partner"
    OTHER_SERVICE = "other_service"
    OTHER_MATTER = "other_matter"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True)
class Likeness:
    """Whether two reports are about the same problem. `score` orders those that are, 0 to 2."""

    is_same: bool
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Concern:
    """What a report is about: its subject, the mailbox or domain, and where the questions ended.

    `outcome` is flow and outcome, `mail:o_ticket`.
    """

    text: str
    asset: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Judges:
    """The words of all locales: two reports may be in two languages."""

    lexicons: Mapping[Locale, Lexicon]
    matters: Mapping[Locale, Matters]

    def gist(self, text: str, locale: Locale, asset: str = "") -> Gist:
        """Return what `text` in `locale` is about, and `asset`, where that is known beside it."""
        return gist_of(text, self.lexicons[locale], self.matters[locale], asset)


def compare(one: Gist, other: Gist) -> Likeness:
    """Return whether the two are about the same problem, and why."""
    against = tuple(_against(one, other))
    words = overlap(sorted(one.words), sorted(other.words))
    shared = {
        Why.SAME_ASSET: bool(one.domains & other.domains or one.mailboxes & other.mailboxes),
        Why.SAME_CODE: bool(one.codes & other.codes),
        Why.SAME_MATTER: bool(one.matters & other.matters),
        Why.SAME_WORDS: words >= ALIKE,
    }
    found = tuple(why for why, is_so in shared.items() if is_so)
    score = words + len(found) / len(shared)
    if against:
        return Likeness(is_same=False, score=score, why=against)
    if not _is_enough(set(found), words, one, other):
        return Likeness(is_same=False, score=score, why=(Why.TOO_LITTLE,))
    return Likeness(is_same=True, score=score, why=found)


def _is_enough(found: set[Why], words: float, one: Gist, other: Gist) -> bool:
    if Why.SAME_WORDS in found:
        return True
    if Why.SAME_ASSET in found:
        own = overlap(sorted(one.own_words), sorted(other.own_words))
        return bool(found & {Why.SAME_CODE, Why.SAME_MATTER}) or own >= _A_LITTLE
    if Why.SAME_CODE in found:
        return Why.SAME_MATTER in found or words >= _A_LITTLE
    names_one_only = bool(one.domains) != bool(other.domains)
    is_exact = one.matters == other.matters and not names_one_only
    return Why.SAME_MATTER in found and (is_exact or words >= _SOME)


def _against(one: Gist, other: Gist) -> Iterable[Why]:
    is_one_mailbox = bool(one.mailboxes & other.mailboxes)
    is_near = _are_neighbours(_told(one), _told(other))
    found = {
        Why.OTHER_ASSET: _differ(one.mailboxes, other.mailboxes)
        or _differ(one.domains, other.domains),
        Why.OTHER_CODE: _differ(one.codes, other.codes),
        Why.OTHER_PLACE: _differ(one.paths, other.paths),
        Why.OTHER_TIME: _differ(one.months, other.months),
        Why.OTHER_PARTNER: _differ(one.partners, other.partners),
        Why.OTHER_PROGRAM: _differ(one.programs, other.programs) and not is_one_mailbox,
        Why.OTHER_MATTER: _differ(one.matters, other.matters) or _part(one.matters, other.matters),
        Why.OTHER_SERVICE: _differ(_told(one), _told(other)) and not is_near,
    }
    return (why for why, is_so in found.items() if is_so)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether both name something, and nothing in common."""
    return bool(one) and bool(other) and not one & other


def _part(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether each tells of something else too, or one asks for an act and one does not."""
    if one and other and (one ^ other) & _ACTS:
        return True
    return bool(one - other) and bool(other - one) and len(one & other) < len(one ^ other)


def _told(gist: Gist) -> frozenset[str]:
    return gist.services - _NEUTRAL


def _are_neighbours(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one service is usually told of through the other: a site, its certificate."""
    return any(
        (name in one and other <= near) or (name in other and one <= near)
        for name, near in _NEIGHBOURS.items()
    )


def similar(
    new: Concern, others: Iterable[Ticket], judges: Judges, locale: Locale
) -> tuple[Ticket, ...]:
    """Return those of `others` that are about the same as `new`, the likeliest first.

    The same asset with the same outcome is the same problem whatever the words are.
    """
    gist = judges.gist(new.text, locale, new.asset)
    scored = [(_score(new, gist, ticket, judges), ticket) for ticket in others]
    found = [(score, ticket.id, ticket) for score, ticket in scored if score > 0]
    return tuple(ticket for _, _, ticket in sorted(found, key=lambda f: f[:2], reverse=True))


def _score(new: Concern, gist: Gist, ticket: Ticket, judges: Judges) -> float:
    """Return how sure it is that `ticket` is the same; 0 where it is not."""
    other = concern_of(ticket)
    likeness = compare(gist, judges.gist(other.text, ticket.locale, other.asset))
    is_same_end = bool(new.asset) and (new.asset, new.outcome) == (other.asset, other.outcome)
    if not likeness.is_same and not is_same_end:
        return 0.0
    return 1.0 + likeness.score if is_same_end else likeness.score


def concern_of(ticket: Ticket) -> Concern:
    """Return what `ticket` is about."""
    return Concern(ticket.subject, ticket.intake.domain, f"{ticket.flow}:{ticket.outcome}")


def is_comparable(ticket: Ticket, now: datetime, days: int) -> bool:
    """Return whether `ticket` is open, or was solved or closed within `days` of `now` (R9)."""
    if ticket.state in ALIVE or ticket.state is State.AWAITING_APPROVAL:
        return True
    if ticket.state is State.UNCONFIRMED or ticket.entered_at is None:
        return False
    ended_at = ticket.updated_at if ticket.state is State.CLOSED else ticket.solved_at
    return ended_at is not None and now - ended_at <= timedelta(days=days)


def can_take_more(ticket: Ticket, now: datetime, reopen_days: int) -> bool:
    """Return whether something can still be added to `ticket`; else a new one goes on from it."""
    return ticket.state is not State.CLOSED and (
        ticket.state is not State.SOLVED
        or can_reopen(
            Progress(ticket.state, ticket.entered_at, ticket.answered_at, ticket.solved_at),
            now,
            reopen_days,
        )
    )
