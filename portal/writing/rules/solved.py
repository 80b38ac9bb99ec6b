"""What a solved ticket gives to an article, without whose it was."""

import re
from dataclasses import dataclass

from portal.insights.rules.masking import mask_names, unmasked
from portal.kernel.text import capitalise, squeeze, words
from portal.tickets.model import Intake, Ticket

_LEAST = 3
_MOST_KEYWORDS = 6
_LONGEST_FACT = 60
_EDGES = " -–—,.:;()[]"


@dataclass(frozen=True)
class Lesson:
    """The beginning of an article: a title, keywords, and notes for its writer."""

    title: str
    keywords: tuple[str, ...]
    notes: tuple[str, ...]


def lesson_of(ticket: Ticket) -> Lesson:
    """Return what `ticket` teaches; of what was typed only the subject, without names."""
    hidden = _names(ticket.intake)
    title = _clean(ticket.subject, hidden)
    found = [word for word in words(title) if len(word) > _LEAST]
    known = [
        f"{_clean(fact.label, hidden)}: {_clean(fact.value, hidden)}"
        for fact in ticket.intake.known
        if _clean(fact.value, hidden) == squeeze(fact.value) and len(fact.value) <= _LONGEST_FACT
    ]
    read = ", ".join(dict.fromkeys((*ticket.intake.read, *ticket.intake.articles)))
    place = f"{ticket.flow}: {ticket.outcome}"
    return Lesson(
        capitalise(title),
        tuple(dict.fromkeys(found))[:_MOST_KEYWORDS],
        tuple(note.replace("--", "-") for note in (place, *known, read) if note),
    )


def _names(intake: Intake) -> re.Pattern[str]:
    """Return what finds the customer's name, domain and so on."""
    person = intake.person
    said = (person.name, *person.name.split(), person.email, intake.domain)
    told = {text for text in (*said, intake.server, intake.phone) if len(text) >= _LEAST}
    each = (rf"(?<!\w){re.escape(t)}(?!\w)" for t in sorted(told, key=len, reverse=True))
    return re.compile("|".join(each) or r"\Z", re.IGNORECASE)


def _clean(text: str, hidden: re.Pattern[str]) -> str:
    return unmasked(mask_names(hidden.sub(" ", text))).strip(_EDGES)
