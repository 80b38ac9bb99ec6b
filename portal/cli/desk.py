"""`portal desk sample`: a made-up ticket as the help desk will get it, before one is connected."""

import hashlib
import json
from datetime import datetime

import click

from portal.app.desks import build_report
from portal.app.mailing import sender_of
from portal.delivery.channels.desk_mail import compose
from portal.delivery.channels.parcel import pack
from portal.delivery.channels.webhook import to_body
from portal.delivery.model import DESK, OutboxRow, State
from portal.delivery.model.desk import Dispatch
from portal.delivery.rules import message_id
from portal.kernel.clock import SystemClock
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.tickets.model import (
    Attachment,
    AuthorKind,
    ChainLink,
    Consent,
    Intake,
    Kind,
    Known,
    Message,
    Origin,
    Person,
    Priority,
    Queue,
    Report,
    Ticket,
)
from portal.tickets.model import State as Standing
from portal.tickets.service import News
from portal.web.i18n import speaking_app

_ID = "0" * 31 + "1"
_CONTENT = b"[TX] AUTH LOGIN\n[RX] 535 5.7.8 Error: authentication failed\n"
_LOG = Attachment(
    id="1" * 32,
    name="outlook.log",
    size=len(_CONTENT),
    mime="text/plain",
    sha256=hashlib.sha256(_CONTENT).hexdigest(),
)
_PERSON = Person("Anna Priest", "anna@workshop.example")
_REPORT = Report(
    subject="Outlook: sending is refused (anna@workshop.example), 535 5.7.8",
    steps=(
        "Open Outlook and write a message to anybody",
        "Press Send",
        "Look into the outbox: the message stays there",
    ),
    expected="The message leaves and is in Sent",
    observed="535 5.7.8 Error: authentication failed, although webmail takes the same password",
    since="Monday morning",
    often="every time",
    changed="nothing that I know of",
    consent=Consent.CHANGE,
    consent_for="set a new password for anna@workshop.example",
    own_view="Invoices go out on Wednesday",
)


@click.group()
def desk() -> None:
    """Look at what the help desk gets (PORTAL_DESK)."""


@desk.command()
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "mail", "webhook"]),
    default="text",
    show_default=True,
    help="The report to read, the whole mail, or a webhook's body.",
)
def sample(form: str) -> None:
    """Print a made-up ticket as it will arrive, in the language of PORTAL_LOCALE."""
    settings = Settings()
    site = load_site(SiteFiles(settings.data))
    parcel = pack(_row(settings, site), lambda _: _CONTENT)
    if form == "text":
        click.echo(parcel.text)
    elif form == "mail":
        to = settings.desk_address if settings.desk == "mail" else "desk@example.com"
        click.echo(compose(parcel, sender_of(site), to).as_string())
    else:
        click.echo(json.dumps(json.loads(to_body(parcel)), indent=2, ensure_ascii=False))


def _row(settings: Settings, site: Site) -> OutboxRow:
    now = SystemClock().now()
    ticket, message = _ticket(now, f"{site.brand.ticket_prefix}-1042"), _message(now)
    with speaking_app(settings.locale, site.timezone).app_context():
        report = build_report(settings, site)
        event = report.write(News(ticket, message, is_new=True, at=now))
        dispatch = Dispatch(event, {_LOG.id: _LOG.id}, report.left_out())
    return OutboxRow(
        id=_ID,
        message_id=message_id(_ID, sender_of(site).address.rpartition("@")[2]),
        channel=DESK,
        payload=dispatch.to_payload(),
        state=State.WAITING,
        attempts=0,
        due_at=now,
        leased_until=None,
        last_error="",
        created_at=now,
        reference=ticket.reference,
        purpose=event.type.value,
        step=1,
    )


def _message(now: datetime) -> Message:
    return Message(
        _ID, AuthorKind.CUSTOMER, _PERSON.name, _REPORT.observed, now, attachments=(_LOG,)
    )


def _ticket(now: datetime, reference: str) -> Ticket:
    return Ticket(
        id=42,
        reference=reference,
        state=Standing.NEW,
        kind=Kind.INCIDENT,
        priority=Priority.MEDIUM,
        queue=Queue.TECHNICAL,
        product="mail",
        flow="mail",
        outcome="o_ticket",
        locale=Locale.EN,
        intake=Intake(
            report=_REPORT,
            person=_PERSON,
            known=(
                Known("Webmail with the same password", "works", Origin.TRIED, "ok"),
                Known("Phone over mobile data", "the same error", Origin.TRIED, "fail"),
                Known("Our mail service", "answers on port 587", Origin.SEEN, "ok"),
                Known("Another computer", "none at hand", Origin.TOLD, "unknown"),
            ),
            chain=(
                ChainLink("program", "ok"),
                ChainLink("connection", "ok"),
                ChainLink("provider", "fail"),
                ChainLink("recipient", "unknown"),
            ),
            kind_reason="beyond_panel",
            priority_reason="degraded",
            articles=("error-535-authentication",),
            access="panel",
            domain="workshop.example",
        ),
        created_at=now,
        updated_at=now,
        entered_at=now,
    )
