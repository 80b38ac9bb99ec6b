"""What the portal has still to send, and what it gave up; support tries it again from here."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import current_member, support_only
from portal.kernel.errors import NotFound
from portal.kernel.ids import is_id
from portal.staff.forms import outbox as outbox_words
from portal.staff.model import Leaving
from portal.staff.service import OutboxBoard
from portal.staff.views.blueprint import blueprint
from portal.web.headers import redirect_to
from portal.web.shell import render
from portal.web.wiring import use

_PAGE = "/staff/outbox/"


@blueprint.get(_PAGE)
@support_only
def outbox() -> Response:
    """Show what waits, what is tried again and what was given up, with the reason."""
    return render(
        "staff/outbox.html",
        out=use(OutboxBoard).show(),
        states=Leaving,
        done=outbox_words.done_words(request.args.get("done", "")),
        outbox=outbox_words,
    )


@blueprint.post("/staff/outbox/retry")
@support_only
def retry_all() -> BaseResponse:
    """Try again all that was given up."""
    number = use(OutboxBoard).try_all(current_member().name)
    return redirect_to(f"{_PAGE}?done={'all' if number else 'none'}")


@blueprint.post("/staff/outbox/<row_id>/retry")
@support_only
def retry(row_id: str) -> BaseResponse:
    """Send one message as soon as may be."""
    if not is_id(row_id):
        raise NotFound(row_id)
    moved = use(OutboxBoard).try_now(row_id, current_member().name)
    return redirect_to(f"{_PAGE}?done={'one' if moved else 'none'}")
