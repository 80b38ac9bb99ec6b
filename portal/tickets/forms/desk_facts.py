"""A ticket as plain facts for another help desk: the same for every channel."""

from datetime import datetime

from portal.delivery.model import desk
from portal.tickets.forms.background import consented_at
from portal.tickets.model import Message, PriceAgreed, Ticket
from portal.tickets.service.news import News


def ticket_data(news: News, text: str, page: str) -> desk.TicketData:
    """Return the ticket as `news` tells of it, with `text` to read; `page` is support's page."""
    ticket, intake = news.ticket, news.ticket.intake
    report = intake.report
    return desk.TicketData(
        reference=ticket.reference,
        url=page,
        subject=ticket.subject,
        kind=ticket.kind.value,
        kind_reason=intake.kind_reason,
        priority=ticket.priority.value,
        priority_reason=intake.priority_reason,
        state=ticket.state.value,
        queue=ticket.queue.value,
        product=ticket.product,
        flow=ticket.flow,
        outcome=ticket.outcome,
        locale=ticket.locale.value,
        domain=intake.domain.rpartition("@")[2],  # of a mailbox: what desks sort by
        access=intake.access,
        call_when_solved=report.call_when_solved,
        created_at=ticket.created_at,
        entered_at=ticket.entered_at,
        customer=desk.Customer(name=intake.person.name, email=intake.person.email),
        report=desk.Report(
            steps=report.steps,
            expected=report.expected,
            observed=report.observed,
            since=report.since,
            often=report.often,
            changed=report.changed,
            own_view=report.own_view,
        ),
        permission=_permission(ticket),
        agreement=_agreement(intake.price),
        known=tuple(
            desk.Fact(label=k.label, value=k.value, origin=k.origin.value, state=k.state)
            for k in intake.known
        ),
        chain=tuple(desk.Link(link=c.link, state=c.state) for c in intake.chain),
        articles=intake.articles,
        flags=intake.flags,
        text=text,
        message=_said(news.message, page) if news.message else None,
    )


def _said(message: Message, page: str) -> desk.Said:
    files = tuple(
        desk.File(
            id=a.id,
            name=a.name,
            size=a.size,
            mime=a.mime,
            sha256=a.sha256,
            url=f"{page}/files/{a.id}",
        )
        for a in message.attachments
    )
    return desk.Said(
        id=message.id,
        author=message.author_name,
        text=message.text,
        at=message.at,
        files=files,
    )


def _permission(ticket: Ticket) -> desk.Permission:
    report = ticket.intake.report
    if report.consent is None:
        return desk.Permission(consent="", consent_for="")
    return desk.Permission(
        consent=report.consent.value,
        consent_for=report.consent_for,
        given_at=consented_at(ticket.intake.background),
        given_by=ticket.intake.person.name,
    )


def _agreement(agreed: PriceAgreed | None) -> desk.Agreement | None:
    if agreed is None:
        return None
    at = datetime.fromisoformat(agreed.at)
    return desk.Agreement(price=agreed.price, agreed_at=at, agreed_by=agreed.by)
