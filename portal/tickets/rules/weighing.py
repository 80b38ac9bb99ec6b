"""Why support changed a ticket's kind or priority (R3, R4), so that every reader understands it.

Reasons of the chosen list are said in each reader's language; words of support's own stay in the
one they were written in, which is kept with them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.locale import Locale

_KEPT = re.compile(
    r"(?P<why>[a-z_]*)(?:(?:^|(?<=\w) )\[(?P<locale>es|en|cs)\] (?P<text>.+))?", re.DOTALL
)


class WeighReason(StrEnum):
    """What was found; the interface has the words."""

    WIDER = "wider"
    NARROWER = "narrower"
    UNUSABLE = "unusable"
    GOES_ON = "goes_on"
    BEYOND_ACCESS = "beyond_access"
    WITHIN_ACCESS = "within_access"
    ONLY_QUESTION = "only_question"


@dataclass(frozen=True)
class Weighed:
    """A reason of the list, words of support's own in `locale`, or both."""

    why: WeighReason | None = None
    text: str = ""
    locale: Locale = Locale.EN

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self.why is None and not self.text.strip()


def write_reason(weighed: Weighed) -> str:
    """Return the reason as a ticket keeps it: `wider`, `wider [cs] …` or `[cs] …`."""
    text = weighed.text.strip()
    own = f"[{weighed.locale}] {text}" if text else ""
    return " ".join(filter(None, [weighed.why, own]))


def read_reason(kept: str) -> Weighed | None:
    """Return what a ticket keeps, or None where it is no reason of support's."""
    found = _KEPT.fullmatch(kept)
    if found is None or not kept:
        return None
    why, locale, text = found["why"], found["locale"], found["text"]
    if why and why not in set(WeighReason):
        return None
    return Weighed(WeighReason(why) if why else None, text or "", Locale(locale or Locale.EN))
