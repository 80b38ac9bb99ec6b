"""The words of the queue's filters, and the choices they offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.kernel.product import Product
from portal.scope.views import product_name
from portal.staff.model import Filters, Where, Whose
from portal.staff.rules.listing import narrowing, without, write_filters
from portal.tickets.forms.words import kind_name, priority_name
from portal.tickets.model import Kind, Priority, Queue
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class FilterField:
    """One choice of the filters: its options as pairs of value and words."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the list without it."""

    label: str
    words: str
    url: str


def fields(filters: Filters) -> list[FilterField]:
    """Return every choice of the filters, as it stands."""
    return [
        FilterField(
            name,
            field_name(name),
            tuple((str(value), value_name(name, str(value))) for value in values),
            str(getattr(filters, name) or ""),
        )
        for name, values in _CHOICES.items()
    ]


_CHOICES: Mapping[str, Iterable[str]] = {
    "where": Where,
    "team": Queue,
    "product": Product,
    "kind": Kind,
    "priority": Priority,
    "whose": Whose,
}


def chips(filters: Filters) -> list[Chip]:
    """Return the filters in force; each can be taken off."""
    return [
        Chip(
            field_name(name),
            value_name(name, value),
            f"/staff/?{write_filters(without(filters, name))}",
        )
        for name, value in narrowing(filters)
    ]


def field_name(name: str) -> str:
    """Return what a filter is called."""
    return {
        "where": _("Where they stand"),
        "team": _("Team"),
        "product": _("Product"),
        "kind": _("Kind"),
        "priority": _("Priority"),
        "whose": _("Taken by"),
        "overdue": _("First answer"),
    }[name]


def value_name(name: str, value: str) -> str:
    """Return what one choice of a filter is called."""
    if name == "product":
        return product_name(Product(value))
    if name == "kind":
        return kind_name(Kind(value))
    if name == "priority":
        return priority_name(Priority(value))
    return _plain_name(f"{name} {value}")


def _plain_name(key: str) -> str:
    return {
        "where queue": _("In the queue"),
        "where waiting": _("Waiting for the customer"),
        "where approval": _("Waiting for approval"),
        "where open": _("All that are open"),
        "where solved": _("Solved"),
        "where closed": _("Closed"),
        "where all": _("All of them"),
        "team technical": _("Technical"),
        "team billing": _("Billing"),
        "whose mine": _("Me"),
        "whose nobody": _("Nobody yet"),
        "overdue 1": _("Overdue"),
    }[key]


def done_words(done: str) -> tuple[str, str]:
    """Return tone and words of what was just done with a list; empty if nothing."""
    return {
        "kept": ("ok", _("The list is kept: it stands among the others for you")),
        "forgotten": ("ok", _("The list is gone; its tickets are where they were")),
        "unnamed": ("warn", _("Give the list a name first")),
        "full": ("warn", _("There are enough lists: forget one before keeping another")),
    }.get(done, ("", ""))
