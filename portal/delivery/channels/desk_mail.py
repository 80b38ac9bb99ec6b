"""Tickets by mail to a help desk's address, for those that take mail in and for plain mailboxes.

The text is a report to read; the same facts stand in `X-Portal-` fields, for filters. Answers go to
the customer (`Reply-To`), as a mailbox has no other way back. What a customer adds later refers to
the first mail (`In-Reply-To`), so that it lands in the same conversation.
"""

import re
from email.message import EmailMessage

from typing_extensions import override

from portal.delivery.channels.message import MailCarrier, begin_message, fill, read_address
from portal.delivery.channels.parcel import Parcel, pack
from portal.delivery.model import OutboxRow, Sender
from portal.delivery.model.desk import TicketData
from portal.delivery.ports import Channel, FileSource, TooLarge
from portal.delivery.rules import clean_header, is_address

_NAME = "mail"
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)


class MailDesk(Channel):
    """Mails tickets to one address; what is too large goes once more without its files."""

    def __init__(self, carrier: MailCarrier, sender: Sender, to: str, source: FileSource) -> None:
        self._carrier, self._sender, self._to, self._source = carrier, sender, to, source

    @override
    def deliver(self, row: OutboxRow) -> str | None:
        parcel = pack(row, self._source)
        try:
            self._carrier.carry(row, compose(parcel, self._sender, self._to))
        except TooLarge:
            if not parcel.files:
                raise
            self._carrier.carry(row, compose(parcel.keeping(()), self._sender, self._to))
        return row.remote or f"{_NAME}:{row.message_id}"

    @override
    def close(self) -> None:
        self._carrier.close()


def compose(parcel: Parcel, sender: Sender, to: str) -> EmailMessage:
    """Return the mail that brings `parcel`. Raises as `begin_message` does."""
    data = parcel.data
    message = begin_message(parcel.row, sender, to)
    if is_address(data.customer.email):
        message["Reply-To"] = read_address(data.customer.email, clean_header(data.customer.name))
    product, _, first = parcel.row.remote.partition(":")
    is_more = product == _NAME and bool(first)
    message["Subject"] = f"Re: {parcel.title}" if is_more else parcel.title
    if is_more:
        message["In-Reply-To"] = message["References"] = first
    for name, value in fields(data).items():
        message[name] = value
    fill(message, parcel.text, "quoted-printable")
    message["Content-Language"] = data.locale
    for file, content in parcel.files:
        main, _, sub = file.mime.partition("/")
        if main not in {"image", "text", "application"}:
            main, sub = "application", "octet-stream"  # an .eml would be shown as part of this mail
        message.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
    if message.is_multipart():
        message.set_boundary(f"=_{parcel.row.id}")  # a repeat is the same mail, byte for byte
    return message


def fields(data: TicketData) -> dict[str, str]:
    """Return the facts that stand in the head; only what has the shape of ours or of a domain."""
    found = {
        "Ticket": data.reference,
        "Kind": data.kind,
        "Priority": data.priority,
        "Queue": data.queue,
        "State": data.state,
        "Product": data.product,
        "Outcome": data.outcome,
        "Permission": data.permission.consent,
        "Price": data.agreement.price if data.agreement else "",
        "Language": data.locale,
        "Domain": data.domain.lower() if _HOST.fullmatch(data.domain.lower()) else "",
    }
    return {f"X-Portal-{name}": value for name, value in found.items() if _CODE.fullmatch(value)}
