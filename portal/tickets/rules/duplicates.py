"""R9: one problem, one ticket. Whether two reports are about the same, and how that is known.

What speaks against it comes first: another mailbox, another code, another matter. A report that
is only like another one is offered, never merged: the customer decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.locale import Locale
from portal.tickets.model import State, Ticket
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.matters import Gist, Matters, gist_of
from portal.tickets.rules.state import ALIVE
from portal.tickets.rules.text import overlap

ALIKE = 0.5
"""From this overlap of words two texts are alike, if nothing speaks against it."""

_A_LITTLE = 0.2
_NEIGHBOURS = {"website": frozenset({"certificate", "domain", "database", "server", "panel"})}
_NEUTRAL = frozenset({"server"})


class Why(StrEnum):
    """What was found about two reports; the first group speaks for one problem."""

    SAME_OUTCOME = "same_outcome"
    SAME_ASSET = "same_asset"
    SAME_CODE = "same_code"
    SAME_MATTER = "same_matter"
    SAME_WORDS = "same_words"
    OTHER_ASSET = "other_asset"
    OTHER_CODE = "other_code"
    OTHER_PLACE = "other_place"
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
    """What a report is about, as far as it counts here; `asset` is a mailbox or domain.

    `outcome` is where the questions ended, `mail:o_ticket`.
    """

    text: str
    asset: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Judges:
    """The words of all locales: two reports may be in two languages."""

    lexicons: Mapping[Locale, Lexicon]
    matters: Mapping[Locale, Matters]

    def gist(self, text: str, locale: Locale) -> Gist:
        """Return what `text` in `locale` is about."""
        return gist_of(text, self.lexicons[locale], self.matters[locale])


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
        return bool(found & {Why.SAME_CODE, Why.SAME_MATTER})
    if Why.SAME_CODE in found:
        return Why.SAME_MATTER in found or words >= _A_LITTLE
    names_one_only = bool(one.domains) != bool(other.domains)
    needed = _A_LITTLE if names_one_only else 0
    return Why.SAME_MATTER in found and words >= needed


def _against(one: Gist, other: Gist) -> Iterable[Why]:
    if _differ(one.mailboxes, other.mailboxes) or _differ(one.domains, other.domains):
        yield Why.OTHER_ASSET
    if _differ(one.codes, other.codes):
        yield Why.OTHER_CODE
    if _differ(one.paths, other.paths):
        yield Why.OTHER_PLACE
    if _differ(one.partners, other.partners):
        yield Why.OTHER_PARTNER
    if _differ(one.programs, other.programs) and not one.mailboxes & other.mailboxes:
        yield Why.OTHER_PROGRAM
    if _differ(one.matters, other.matters) or _part(one.matters, other.matters):
        yield Why.OTHER_MATTER
    if _differ(_told(one), _told(other)) and not _are_neighbours(_told(one), _told(other)):
        yield Why.OTHER_SERVICE


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether both name something, and nothing in common."""
    return bool(one) and bool(other) and not one & other


def _part(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether each also tells of something that the other does not, and of little else."""
    return bool(one - other) and bool(other - one) and len(one & other) < len(one ^ other)


def _told(gist: Gist) -> frozenset[str]:
    return gist.services - _NEUTRAL


def _are_neighbours(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one service is usually told of through the other: a site, its certificate."""
    return any(
        (name in one and other <= near) or (name in other and one <= near)
        for name, near in _NEIGHBOURS.items()
    )
