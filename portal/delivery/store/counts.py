"""How many mails somebody was sent or caused: the limits, exact over all processes.

Each function runs inside the transaction that will add the next mail.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.delivery.model import COUNTED_ALONE
from portal.delivery.rules import network_key
from portal.delivery.store.tables import hash_mailbox, outbox
from portal.storage.database import take_turns


def hold_counts(connection: Connection, mailbox: str, network: str) -> None:
    """Keep others from counting the same until the transaction ends."""
    for key in sorted((hash_mailbox(mailbox), network_key(network))):  # one order: no deadlock
        take_turns(connection, key)


def sent_to(connection: Connection, mailbox: str, since: datetime, purpose: str = "") -> int:
    """Count the mails to `mailbox` after `since` that unverified visitors caused.

    Those of a purpose of COUNTED_ALONE are counted for that `purpose` only, and with no others.
    """
    others = outbox.c.purpose.not_in(COUNTED_ALONE)
    return _count(
        connection,
        outbox.c.purpose == purpose if purpose in COUNTED_ALONE else others,
        outbox.c.mailbox_hash == hash_mailbox(mailbox),
        outbox.c.network.is_not(None),
        outbox.c.created_at > since,
    )


def caused_by(connection: Connection, network: str, since: datetime) -> int:
    """Count the mails that `network` caused after `since`."""
    return _count(connection, outbox.c.network == network_key(network), outbox.c.created_at > since)


def _count(connection: Connection, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(outbox).where(*conditions)
    return int(connection.execute(query).scalar_one())
