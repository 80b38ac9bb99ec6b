"""Paid work: which price a ticket is about, and that the customer agreed to it before sending."""

from dataclasses import replace
from datetime import UTC, datetime

from portal.scope.model import ScopeEntry
from portal.tickets.model import Kind, PriceAgreed
from portal.wizard.forms.ticket import TicketForm
from portal.wizard.model import OBJECTION
from portal.wizard.rules.composing import classify
from portal.wizard.service.walk import Walk

_CHARGEABLE = "chargeable"
_ANY_WORK = "custom_work"


def price_of(walk: Walk) -> str:
    """Return what the work at the end of `walk` is called in the price list.

    Empty where nothing is charged, and where the customer objects: a person decides that first.
    """
    outcome = walk.replay.outcome
    entry = walk.entry_of(outcome) if outcome and outcome.type == "ticket" else None
    if entry is None or walk.known.scope(entry.id) != _CHARGEABLE or has_objected(walk):
        return ""
    if classify(walk.flow, walk.replay, walk.known.scope).kind.kind is Kind.INCIDENT:
        return ""
    return price_name(walk, entry)


def price_name(walk: Walk, entry: ScopeEntry) -> str:
    """Return what the work of `entry` is called in the price list."""
    key = entry.price_ref or _ANY_WORK
    return walk.prices.get(key, key)


def agree(form: TicketForm, before: TicketForm, now: datetime) -> TicketForm:
    """Return `form` with the time at which its price was agreed to, that of the first time."""
    if not form.price:
        return replace(form, price_at="")
    if form.price == before.price and before.price_at:
        return replace(form, price_at=before.price_at)
    return replace(form, price_at=now.astimezone(UTC).isoformat(timespec="seconds"))


def agreed(form: TicketForm, price: str) -> PriceAgreed | None:
    """Return what goes into the ticket: the price, when it was agreed to, and by whom."""
    if not price or form.price != price:
        return None
    return PriceAgreed(price, form.price_at, form.name)


def has_objected(walk: Walk) -> bool:
    """Return whether the customer thinks that support should do what it says it does not (R22)."""
    nodes = [walk.flow.nodes[step.node] for step in walk.replay.path]
    refused = any(n.kind == "outcome" and n.type == "out_of_scope" for n in nodes)
    return refused or bool(walk.replay.facts.get(OBJECTION))
