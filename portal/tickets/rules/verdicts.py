"""What support says afterwards about how a ticket came in, so that the portal can learn from it.

Either it should not have come at all, or it came poorly told. The reasons are a chosen list: they
are counted, and name nobody.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.locale import Locale


class Verdict(StrEnum):
    """What is wrong with how it came."""

    MISPLACED = "misplaced"
    POOR = "poor"


class Why(StrEnum):
    """The reason, each of one verdict; see `REASONS`."""

    ARTICLE = "article"
    OUT_OF_SCOPE = "out_of_scope"
    THIRD_PARTY = "third_party"
    DUPLICATE = "duplicate"
    KNOWN_INCIDENT = "known_incident"
    NO_FACTS = "no_facts"
    WRONG_TOPIC = "wrong_topic"
    VAGUE = "vague"
    SEVERAL = "several"
    MISSING_QUESTION = "missing_question"


REASONS = {
    Verdict.MISPLACED: (
        Why.ARTICLE,
        Why.OUT_OF_SCOPE,
        Why.THIRD_PARTY,
        Why.DUPLICATE,
        Why.KNOWN_INCIDENT,
    ),
    Verdict.POOR: (Why.NO_FACTS, Why.WRONG_TOPIC, Why.VAGUE, Why.SEVERAL, Why.MISSING_QUESTION),
}
"""The reasons that go with each verdict, in the order of the form."""


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason; `remark` is for the record alone, it is never counted."""

    verdict: Verdict
    why: Why
    remark: str = ""


@dataclass(frozen=True)
class TicketJudged:
    """Event: support said how a ticket should have come. `outcome` is where the flow ended."""

    verdict: Verdict
    why: Why
    flow: str
    outcome: str
    locale: Locale
    articles: tuple[str, ...] = ()


def fits(verdict: Verdict, why: Why) -> bool:
    """Return whether `why` is a reason for `verdict`."""
    return why in REASONS[verdict]
