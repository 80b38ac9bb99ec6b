"""The link that proves an address: mailing one, and what it can still confirm (R9)."""

from datetime import timedelta

from portal.kernel.errors import Gone, NotFound, TooMany
from portal.kernel.ids import hash_token, new_token
from portal.storage.database import Transaction
from portal.tickets.model import State, Ticket
from portal.tickets.service.tools import Tools
from portal.tickets.store.access import Link, Purpose

_HOUR_SECONDS = 3600


def mail_confirmation(tools: Tools, connection: Transaction, ticket: Ticket, network: str) -> None:
    """Mail the writer of `ticket` a fresh link, which replaces none of the earlier ones.

    Raises TooMany where the address or the network was mailed too often.
    """
    now = tools.clock.now()
    token = new_token()
    expires_at = now + timedelta(days=tools.policy.confirmation_days)
    link = Link(ticket.id, Purpose.CONFIRM, expires_at, None)
    tools.access.add_link(connection, hash_token(token), link)
    mail = tools.mails.confirmation(ticket, token, expires_at)
    if not tools.outbox.may_mail(connection, mail.to, network, now):
        raise TooMany("too many mails to this address or from this network", _HOUR_SECONDS)
    tools.outbox.enqueue(connection, mail, now, network=network)


def get_unconfirmed(tools: Tools, connection: Transaction, token: str) -> Ticket:
    """Return the ticket that the link `token` can still confirm.

    Raises NotFound, or Gone where the link has expired or was used.
    """
    link = tools.access.find_link(connection, hash_token(token), Purpose.CONFIRM)
    if link is None:
        raise NotFound("no such link")
    if link.used_at is not None or link.expires_at <= tools.clock.now():
        raise Gone("the link was used or has expired")
    ticket = tools.tickets.get_by_id(connection, link.ticket_id)
    if ticket.state is not State.UNCONFIRMED:
        raise Gone("confirmed by another link")
    return ticket
