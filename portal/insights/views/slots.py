"""The way to the figures on the other pages of the house."""

from flask import render_template
from markupsafe import Markup

from portal.identity.access import find_current_member
from portal.web.slots import Slots


def fill_slots(slots: Slots) -> None:
    """Register what figures show elsewhere."""
    slots.fill("desk.links", _link)


def _link(place: str = "") -> Markup:
    if find_current_member() is None:
        return Markup("")
    return Markup(render_template("insights/link.html", place=place))  # noqa: S704  # escaped by the template
