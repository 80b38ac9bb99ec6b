"""R16: an authorised contact reads what somebody asks on their account, and decides."""

from collections.abc import Callable
from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from portal.kernel.errors import Gone, NotFound
from portal.kernel.locale import LOCALES
from portal.kernel.text import strip_controls
from portal.tickets import access
from portal.tickets.forms import words
from portal.tickets.model import Ticket
from portal.tickets.service import Approvals, Asked, Decision
from portal.tickets.views.blueprint import blueprint
from portal.web.errors import status_of
from portal.web.forms import lasting_form
from portal.web.headers import hide_address
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates
from portal.web.wiring import use

_LONGEST = 1000
_Faults = list[tuple[str, str]]


@blueprint.app_template_global("may_decide")
def may_decide(ticket: Ticket) -> bool:
    """Return whether who is signed in may approve `ticket` now."""
    return use(Approvals).find(access.visitor(), ticket.reference) is not None


@blueprint.app_template_global("approval_until")
def approval_until(ticket: Ticket) -> datetime | None:
    """Return until when `ticket` waits for an approval; None where it does not."""
    return use(Approvals).waits_until(ticket)


@blueprint.get("/<locale:locale>/approvals/<token>")
def ask_to_decide(token: str) -> Response:
    """Show what is asked; looking decides nothing."""
    set_alternates({code: f"/{code}/approvals/{token}" for code in LOCALES})
    try:
        asked = use(Approvals).get(token)
    except (Gone, NotFound) as error:
        return _over(error)
    return hide_address(_page(asked, Decision(is_approved=True), []))


@blueprint.post("/<locale:locale>/approvals/<token>")
@lasting_form
def decide_by_link(token: str) -> Response:
    """Let the ticket into the queue, or close it with the reason."""
    try:
        asked = use(Approvals).get(token)
        response = _settle(asked, lambda decision: use(Approvals).decide(token, decision))
    except (Gone, NotFound) as error:
        return _over(error)
    return hide_address(response)


@blueprint.get("/<locale:locale>/tickets/<reference>/approval")
def ask_signed_in(reference: str) -> Response:
    """Show the same to a contact who is signed in."""
    set_alternates({code: f"/{code}/tickets/{reference}/approval" for code in LOCALES})
    return _page(_own(reference), Decision(is_approved=True), [])


@blueprint.post("/<locale:locale>/tickets/<reference>/approval")
@lasting_form
def decide_signed_in(reference: str) -> Response:
    """Let the ticket into the queue, or close it with the reason."""
    asked, secret = _own(reference), access.visitor()
    return _settle(asked, lambda d: use(Approvals).decide_as(secret, reference, d))


def _own(reference: str) -> Asked:
    asked = use(Approvals).find(access.visitor(), reference)
    if asked is None:
        raise NotFound(reference)
    return asked


def _settle(asked: Asked, settle: Callable[[Decision], Ticket]) -> Response:
    decision = _read()
    faults = _find_faults(decision)
    if faults:
        return _page(asked, decision or Decision(is_approved=False), faults, 422)
    if decision is not None:
        settle(decision)
    return render(
        "tickets/decided.html",
        ticket=asked.ticket,
        decision=decision,
        signed_in=request.endpoint == "tickets.decide_signed_in",
    )


def _read() -> Decision | None:
    reason = strip_controls(request.form.get("reason", "")).strip()[:_LONGEST]
    chosen = request.form.get("decision", "")
    return Decision(chosen == "approve", reason) if chosen in {"approve", "decline"} else None


def _find_faults(decision: Decision | None) -> _Faults:
    if decision is None:
        return [("decision-1", _("Choose whether you approve"))]
    if not decision.is_approved and not decision.reason:
        return [("reason", _("Write why not; they read it"))]
    return []


def _page(asked: Asked, decision: Decision, faults: _Faults, status: int = 200) -> Response:
    return render(
        "tickets/approve.html",
        status,
        asked=asked,
        decision=decision,
        faults=faults,
        words=words,
    )


def _over(error: Gone | NotFound) -> Response:
    return hide_address(render("tickets/approval_over.html", status_of(error)))
