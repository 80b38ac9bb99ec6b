"""A row of the outbox as an internet message (RFC 5322), shared by the mail channels.

Everything in it comes from the row: a repeat is the same message, byte for byte.
"""

from abc import abstractmethod
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from portal.delivery.model import Mail, OutboxRow, Sender
from portal.delivery.ports import Channel, PermanentFailure, TemporaryFailure
from portal.delivery.rules import clean_header, is_address

Encoding = Literal["8bit", "quoted-printable"]

_LONGEST_LINE = 998  # octets, RFC 5322, 2.1.1


class MailCarrier(Channel):
    """A channel that can carry any mail for a message of the outbox."""

    @abstractmethod
    def carry(self, row: OutboxRow, message: EmailMessage) -> None:
        """Hand `message` over, which was made from `row`; raises as `deliver` does."""


def build_message(row: OutboxRow, sender: Sender, encoding: Encoding) -> EmailMessage:
    """Return the mail in `row`, to one recipient, in `encoding` unless a line is too long for it.

    Raises PermanentFailure where the row holds no mail or no usable address, TemporaryFailure
    where it is our own address that is unusable.
    """
    try:
        mail = Mail.from_payload(row.payload)
    except ValueError as error:
        raise PermanentFailure("the stored message cannot be read") from error
    message = begin_message(row, sender, mail.to)
    if mail.reply_to:
        message["Reply-To"] = read_address(mail.reply_to)
    message["Subject"] = clean_header(mail.subject)
    for name, value in mail.headers.items():
        message[name] = clean_header(value)
    fill(message, mail.text, encoding)
    message["Content-Language"] = mail.locale.value  # after the content, which clears Content-*
    return message


def begin_message(row: OutboxRow, sender: Sender, to: str) -> EmailMessage:
    """Return the head that every mail of ours has: addresses, date and the id that stays."""
    if not is_address(sender.address):
        raise TemporaryFailure("our own address as the sender is not valid", whole_channel=True)
    message = EmailMessage(policy=SMTP)
    message["From"] = read_address(sender.address, clean_header(sender.name))
    message["To"] = read_address(to)
    message["Date"] = row.created_at
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    return message


def envelope(message: EmailMessage) -> tuple[str, str]:
    """Return the addresses of sender and recipient as a mail server is told them."""
    return message["From"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec


def read_address(text: str, name: str = "") -> Address:
    """Return a bare address as a header has it. Raises PermanentFailure where it is none."""
    if not is_address(text):
        raise PermanentFailure("the address is not one that mail can be sent to")
    local, _, domain = text.rpartition("@")
    try:
        return Address(name, local, domain.encode("idna").decode("ascii"))
    except (UnicodeError, ValueError) as error:
        raise PermanentFailure("the address is not one that mail can be sent to") from error


def fill(message: EmailMessage, text: str, encoding: Encoding) -> None:
    """Make `text` the content, in `encoding` unless a line is too long for it."""
    content = text.encode("utf-8", "replace").replace(b"\0", b"")
    if any(len(line) > _LONGEST_LINE for line in content.splitlines()):
        encoding = "quoted-printable"
    message.set_content(content.decode("utf-8"), charset="utf-8", cte=encoding)
