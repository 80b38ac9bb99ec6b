"""Notices on the pages of other features."""

from collections.abc import Iterable
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.identity.access import find_current_member
from portal.identity.model import Role
from portal.kernel.text import words as words_of
from portal.notices.forms import words
from portal.notices.model import Notice
from portal.notices.service import Notices
from portal.search.model import Results
from portal.web.slots import Slots
from portal.web.wiring import use

_MOST = 3


def fill_slots(slots: Slots) -> None:
    """Register what notices show elsewhere."""
    slots.fill("home.notices", _home)
    slots.fill("search.notices", _search)
    slots.fill("contact.notices", _contact)
    slots.fill("outcome.notices", _outcome)
    slots.fill("ticket.notices", _ticket)
    slots.fill("staff.ticket", _staff_ticket)
    slots.fill("staff.queue", _queue)
    slots.fill("desk.links", _link)


def _home() -> Markup:
    board = use(Notices).board
    return _brief((*board.shown().current, *board.near()))


def _search(results: Results) -> Markup:
    return _brief(use(Notices).board.fitting(words_of(results.query)))


def _contact() -> Markup:
    return _brief(use(Notices).board.shown().current)


def _outcome(product: str, symptom: str = "") -> Markup:
    found = use(Notices).board.concerning(product, symptom)
    return _show("notices/slots/outcome.html", notices=found)


def _brief(notices: Iterable[Notice]) -> Markup:
    found = tuple(notices)
    if not found:
        return Markup("")
    return _show(
        "notices/slots/brief.html",
        notices=found[:_MOST],
        others=len(found[_MOST:]),
        board=use(Notices).board,
    )


def _ticket(reference: str) -> Markup:
    return _belongs(reference, "notices/slots/ticket.html")


def _staff_ticket(reference: str) -> Markup:
    return _belongs(reference, "notices/slots/staff_ticket.html")


def _belongs(reference: str, template: str) -> Markup:
    found = use(Notices).board.of_ticket(reference)
    return _show(template, notice=found, words=words) if found else Markup("")


def _queue() -> Markup:
    notices = use(Notices)
    found = notices.watch.suspicions()
    if not found:
        return Markup("")
    known = notices.symptoms()
    told = [(suspicion, words.common_words(suspicion, known)) for suspicion in found]
    return _show("notices/slots/queue.html", suspicions=told)


def _link(place: str = "") -> Markup:
    member = find_current_member()
    if member is None or member.role is Role.WRITER:
        return Markup("")
    return _show("notices/slots/link.html", place=place)


def _show(template: str, **values: Any) -> Markup:  # noqa: ANN401  # what the template asks for
    return Markup(render_template(template, **values))  # noqa: S704  # escaped by the template
