"""The page of one ticket: everything that is known of it, and every form beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Response, request

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.identity.access import current_member
from portal.kernel.locale import LOCALES
from portal.staff.forms import words as staff_words
from portal.staff.forms.answer import AnswerForm
from portal.staff.forms.sorting import (
    Gaps,
    JudgeForm,
    LinkForm,
    SplitForm,
    SuspendForm,
    WeighForm,
)
from portal.staff.rules.replies import fill, values_of
from portal.staff.rules.reply_check import Doubt
from portal.staff.service import Replies, SupportBoard
from portal.staff.service.replies import AtHand
from portal.tickets.forms import background, history, page, weighing, words
from portal.tickets.forms.background import consented_at
from portal.tickets.mails import missing_words
from portal.tickets.model import Kind, Missing, Priority, Ticket
from portal.tickets.rules.state import ALIVE
from portal.tickets.rules.verdicts import REASONS
from portal.tickets.rules.weighing import WeighReason
from portal.tickets.service import RelatedTickets, Suspensions, TicketDesk
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use


@dataclass(frozen=True)
class Forms:
    """The forms of the page, as they were filled in; empty where nothing was sent."""

    answer: AnswerForm = field(default_factory=AnswerForm.fresh)
    weigh: WeighForm = field(default_factory=WeighForm)
    judge: JudgeForm = field(default_factory=JudgeForm)
    split: SplitForm = field(default_factory=SplitForm.fresh)
    link: LinkForm = field(default_factory=LinkForm)
    suspend: SuspendForm = field(default_factory=SuspendForm)


def show(
    reference: str,
    forms: Forms | None = None,
    errors: Gaps | None = None,
    doubts: tuple[Doubt, ...] = (),
    status: int = 200,
) -> Response:
    """Return the page, with what was filled in and what is wrong with it. Raises NotFound."""
    board, conversation = use(SupportBoard), use(TicketDesk).get(reference)
    ticket = conversation.ticket
    return render(
        "staff/ticket.html",
        status,
        ticket=ticket,
        conversation=conversation,
        standing=board.standing(ticket),
        asked=board.asked(ticket),
        others=board.others_of(ticket),
        related=use(RelatedTickets).of(ticket),
        suspension=use(Suspensions).find_of(ticket.intake.person.email),
        opened=_articles(ticket.intake.read),
        read=_articles(k for k in ticket.intake.articles if k not in ticket.intake.read),
        background=background,
        consented=consented_at(ticket.intake.background),
        is_mine=ticket.assignee == current_member().name,
        is_alive=ticket.state in ALIVE,
        replies=_at_hand(ticket),
        missing=[(missing, missing_words(missing)) for missing in Missing],
        forms=forms or Forms(),
        errors=errors or [],
        doubts=doubts,
        kinds=Kind,
        priorities=Priority,
        weigh_reasons=[(why, weighing.reason_name(why)) for why in WeighReason],
        locales=LOCALES,
        reasons=REASONS,
        done=staff_words.done_words(request.args.get("done", "")),
        page=page,
        words=words,
        history=history,
        staff=staff_words,
    )


def _at_hand(ticket: Ticket) -> list[tuple[AtHand, str]]:
    values = values_of(ticket)
    found = use(Replies).at_hand(ticket.locale, current_locale())
    return [(at_hand, fill(at_hand.reply, values)) for at_hand in found]


def _articles(keys: Iterable[str]) -> list[tuple[str, Article | None]]:
    """Return articles of the way to the ticket, each with its page as far as it still exists."""
    best = use(ArticleService).library.catalogue.best
    return [(key, best(key, current_locale())) for key in keys]
