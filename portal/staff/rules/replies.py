"""Replies at hand: a text of the provider's with the ticket's own words in it."""

import re
from collections.abc import Mapping

from portal.staff.model import Reply
from portal.tickets.model import Ticket

_VARIABLE = re.compile(r"\{(\w+)\}")
VARIABLES = ("name", "reference", "domain")
"""What may stand in braces in a reply."""


def unknown_variables(text: str) -> tuple[str, ...]:
    """Return what stands in braces and means nothing."""
    return tuple(name for name in _VARIABLE.findall(text) if name not in VARIABLES)


def values_of(ticket: Ticket) -> dict[str, str]:
    """Return what the variables stand for; what is not known is said as the reference."""
    person = ticket.intake.person
    return {
        "name": person.name or person.email.partition("@")[0],
        "reference": ticket.reference,
        "domain": ticket.intake.domain or ticket.reference,
    }


def fill(reply: Reply, values: Mapping[str, str]) -> str:
    """Return the words of `reply` with `values` in them."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), reply.text).strip()


def insert(typed: str, words: str) -> str:
    """Return what was typed with `words` after it: nothing that was typed is lost."""
    return f"{typed.rstrip()}\n\n{words}" if typed.strip() else words
