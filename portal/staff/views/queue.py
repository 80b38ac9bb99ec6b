"""The queue and one ticket, as support works on them."""

from collections.abc import Iterable

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.identity.access import current_member
from portal.staff.forms import words as staff_words
from portal.staff.forms.answer import AnswerForm, PriorityForm
from portal.staff.model import View
from portal.staff.rules import LONGEST_QUERY
from portal.staff.service import SupportBoard
from portal.staff.views.blueprint import blueprint, support_only
from portal.tickets.forms import background, page, words
from portal.tickets.forms.background import consented_at
from portal.tickets.forms.download import attachment_response
from portal.tickets.model import Priority, Queue
from portal.tickets.rules.state import ALIVE, StepRefused
from portal.tickets.service import Act, TicketDesk, UploadDesk
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use

_Errors = list[tuple[str, str]]


@blueprint.get("/staff/")
@support_only
def queue() -> Response:
    """Show one of the lists, or what a search finds."""
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    asked = request.args.get("view", "")
    board = use(SupportBoard)
    return render(
        "staff/queue.html",
        board=board.search(query)
        if query
        else board.show(View(asked) if asked in set(View) else View.ANSWER),
        views=View,
        none_free="none" in request.args,
        page=page,
        words=words,
        staff=staff_words,
    )


@blueprint.post("/staff/take")
@support_only
def take_first() -> BaseResponse:
    """Put the member's name on the first ticket that nobody has, and show it."""
    is_billing = request.form.get("view") == View.BILLING
    team = Queue.BILLING if is_billing else Queue.TECHNICAL
    ticket = use(TicketDesk).take_first(current_member().name, team)
    if ticket is None:
        return redirect_to(f"/staff/?view={View.BILLING if is_billing else View.ANSWER}&none=1")
    return _back_to(ticket.reference, "claimed")


@blueprint.get("/staff/tickets/<reference>")
@support_only
def ticket(reference: str) -> Response:
    """Show everything that is known of a ticket."""
    return _page(reference, AnswerForm.fresh(), PriorityForm(), [])


@blueprint.post("/staff/tickets/<reference>")
@support_only
def answer(reference: str) -> BaseResponse:
    """Reply, ask, note, or mark as solved."""
    form = AnswerForm.read()
    errors = form.find_gaps()
    if errors:
        return _page(reference, form, PriorityForm(), errors, 422)
    name, message_id = current_member().name, form.message_id(reference)
    try:
        use(TicketDesk).answer(reference, form.act, form.text, name, message_id=message_id)
    except StepRefused as error:
        refused = [("text", words.refusal_words(error.reason))]
        return _page(reference, form, PriorityForm(), refused, 409)
    return _back_to(reference, form.act)


@blueprint.post("/staff/tickets/<reference>/claim")
@support_only
def claim(reference: str) -> BaseResponse:
    """Put the member's name on the ticket."""
    use(TicketDesk).claim(reference, current_member().name)
    return _back_to(reference, "claimed")


@blueprint.post("/staff/tickets/<reference>/release")
@support_only
def release(reference: str) -> BaseResponse:
    """Take the name off the ticket."""
    use(TicketDesk).release(reference, current_member().name)
    return _back_to(reference, "released")


@blueprint.post("/staff/tickets/<reference>/priority")
@support_only
def reprioritise(reference: str) -> BaseResponse:
    """Change the priority, with the reason on the record."""
    form = PriorityForm.read()
    errors = form.find_gaps()
    if errors or form.priority is None:
        return _page(reference, AnswerForm.fresh(), form, errors, 422)
    use(TicketDesk).reprioritise(reference, form.priority, form.reason, current_member().name)
    return _back_to(reference, "priority")


@blueprint.get("/staff/tickets/<reference>/files/<file_id>")
@support_only
def file(reference: str, file_id: str) -> Response:
    """Send a file of the ticket; with `inline`, a picture that we made anew is shown."""
    found = use(TicketDesk).find_file(reference, file_id)
    content = use(UploadDesk).load(found.stored)
    return attachment_response(found.attachment, content, inline="inline" in request.args)


def _back_to(reference: str, done: str) -> BaseResponse:
    return redirect_to(f"/staff/tickets/{reference}?done={done}")


def _page(
    reference: str, form: AnswerForm, priority: PriorityForm, errors: _Errors, status: int = 200
) -> Response:
    board, conversation = use(SupportBoard), use(TicketDesk).get(reference)
    ticket = conversation.ticket
    response = render(
        "staff/ticket.html",
        ticket=ticket,
        conversation=conversation,
        standing=board.standing(ticket),
        others=board.others_of(ticket),
        opened=_articles(ticket.intake.read),
        read=_articles(k for k in ticket.intake.articles if k not in ticket.intake.read),
        background=background,
        consented=consented_at(ticket.intake.background),
        is_mine=ticket.assignee == current_member().name,
        is_alive=ticket.state in ALIVE,
        form=form,
        priority=priority,
        priorities=Priority,
        errors=errors,
        done=staff_words.done_words(request.args.get("done", "")),
        acts=Act,
        page=page,
        words=words,
        staff=staff_words,
    )
    response.status_code = status
    return response


def _articles(keys: Iterable[str]) -> list[tuple[str, Article | None]]:
    """Return articles of the way to the ticket, each with its page as far as it still exists."""
    best = use(ArticleService).library.catalogue.best
    return [(key, best(key, current_locale())) for key in keys]
