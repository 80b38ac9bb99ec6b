"""Known incidents before the questions (R25): follow one, or go on because yours is another.

Which notices somebody passed stands in the address of their walk, as keys, so that none is shown
twice and the ticket can say it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import ParamSpec

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import NotFound
from portal.notices.model import Notice
from portal.notices.rules.words import pick
from portal.notices.service import Notices
from portal.tickets.model import Known, Origin
from portal.tickets.store import NewTicket
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.rules.symptom import symptom_question
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import (
    SEEN,
    answers_asked,
    blueprint,
    page_address,
    seen_asked,
)

P = ParamSpec("P")


def incidents_first(view: Callable[P, BaseResponse]) -> Callable[P, BaseResponse]:
    """Let known incidents stand before a page of a flow, until the visitor has passed them.

    An answer that was just given is taken first.
    """

    @wraps(view)
    def shown(*args: P.args, **values: P.kwargs) -> BaseResponse:
        answers, flow = answers_asked(), str(values["flow"])
        if "go" not in request.args and _before(flow, answers):
            return redirect_to(page_address(flow, "known", answers))
        return view(*args, **values)

    return shown


def _before(flow: str, answers: Mapping[str, str]) -> tuple[Notice, ...]:
    """Return the notices that may be about this visitor's trouble and were not passed yet."""
    asked = use(Wizard).get_flow(flow)
    question = symptom_question(asked)
    symptom = answers.get(question.id, "") if question else ""
    known = {option.id for option in question.options} if question else set()
    return use(Notices).board.concerning(
        asked.product, symptom if symptom in known - {"unknown"} else "", seen_asked()
    )


@blueprint.get("/<locale:locale>/contact/<flow>/known")
def known_incident(flow: str) -> BaseResponse:
    """Show the known incidents: follow one instead, or go on."""
    answers = answers_asked()
    found = _before(flow, answers)
    if not found:
        return redirect_to(page_address(flow, "", answers))
    set_same_page(page_address(flow, "known", answers))
    passed = ".".join((*seen_asked(), *(notice.key for notice in found)))
    return render(
        "wizard/known.html",
        flow=use(Wizard).get_flow(flow),
        notices=found,
        go_on=page_address(flow, "", {**answers, SEEN: passed}),
        back=f"/{current_locale()}/contact/",
    )


def passed_notices() -> tuple[Known, ...]:
    """Return what the ticket says of the notices that its author saw and went past."""
    found = []
    for key in seen_asked():
        try:
            notice = use(Notices).board.get(key)
        except NotFound:
            continue  # somebody made the address up
        title = pick(notice.facts.title, current_locale())[0]
        value = _("“%(title)s”; theirs is something else", title=title)
        found.append(Known(_("Notice seen"), value, Origin.TOLD))
    return tuple(found)


def with_passed(ticket: NewTicket) -> NewTicket:
    """Return `ticket` saying which notices its author saw and went past."""
    known = (*ticket.intake.known, *passed_notices())
    return replace(ticket, intake=replace(ticket.intake, known=known))
