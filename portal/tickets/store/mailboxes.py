"""Who reads a mailbox, by a mailed link, and what they want deleted."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Row
from sqlalchemy.engine import Connection

from portal.kernel.ids import TokenHash, hash_token
from portal.tickets.store.tables import deletions, mailbox_links


@dataclass(frozen=True)
class Deletion:
    """Somebody's wish that all of an address be deleted; `email` is empty once it is done."""

    id: int
    email: str
    asked_at: datetime
    due_at: datetime
    withdrawn_at: datetime | None = None
    done_at: datetime | None = None
    tickets: int = 0
    files: int = 0


def own_key(visitor: TokenHash) -> TokenHash:
    """Return under what a browser reaches its data: another key than that of its tickets."""
    return hash_token(f"own data\n{visitor}")


def add_link(
    connection: Connection, key: TokenHash, email: str, until: datetime, *, is_opened: bool
) -> None:
    """Keep a mailed link, or with `is_opened` the browser that opened one."""
    connection.execute(sa.delete(mailbox_links).where(mailbox_links.c.hash == key))
    connection.execute(
        sa.insert(mailbox_links).values(
            hash=key, email=email, is_opened=is_opened, expires_at=until
        )
    )


def find_address(
    connection: Connection, key: TokenHash, now: datetime, *, is_opened: bool
) -> str | None:
    """Return the address that the link or browser stands for, or None once it has expired."""
    found: str | None = connection.execute(
        sa.select(mailbox_links.c.email).where(
            mailbox_links.c.hash == key,
            mailbox_links.c.is_opened.is_(is_opened),
            mailbox_links.c.expires_at > now,
        )
    ).scalar()
    return found


def forget_link(connection: Connection, key: TokenHash) -> None:
    """Forget a link, or the browser that opened one."""
    connection.execute(sa.delete(mailbox_links).where(mailbox_links.c.hash == key))


def purge_links(connection: Connection, now: datetime) -> None:
    """Delete what has expired."""
    connection.execute(sa.delete(mailbox_links).where(mailbox_links.c.expires_at <= now))


def ask_deletion(connection: Connection, email: str, now: datetime, due_at: datetime) -> Deletion:
    """Keep the wish, and return it; one that stands already stays as it is."""
    found = pending(connection, email)
    if found is not None:
        return found
    connection.execute(
        sa.insert(deletions).values(email=email.lower(), asked_at=now, due_at=due_at)
    )
    return _get(connection, email)


def _get(connection: Connection, email: str) -> Deletion:
    found = pending(connection, email)
    if found is None:
        raise LookupError(email)
    return found


def pending(connection: Connection, email: str) -> Deletion | None:
    """Return the wish of this address that still stands, or None."""
    row = connection.execute(
        sa.select(deletions).where(deletions.c.email == email.lower(), _stands())
    ).first()
    return _deletion(row) if row else None


def withdraw(connection: Connection, email: str, now: datetime) -> bool:
    """Take the wish of this address back; return whether there was one."""
    done = connection.execute(
        sa.update(deletions)
        .where(deletions.c.email == email.lower(), _stands())
        .values(withdrawn_at=now, email="")
    )
    return bool(done.rowcount)


def due(connection: Connection, now: datetime) -> list[Deletion]:
    """Return the wishes whose time has come, oldest first."""
    query = sa.select(deletions).where(_stands(), deletions.c.due_at <= now)
    return [_deletion(row) for row in connection.execute(query.order_by(deletions.c.id))]


def forget_address(connection: Connection, email: str) -> None:
    """Delete the mailed links of an address, and the browsers that opened one."""
    mine = sa.func.lower(mailbox_links.c.email) == email.lower()
    connection.execute(sa.delete(mailbox_links).where(mine))


def settle(connection: Connection, done: Deletion, now: datetime) -> None:
    """Keep what was deleted, and forget whose it was."""
    connection.execute(
        sa.update(deletions)
        .where(deletions.c.id == done.id)
        .values(email="", done_at=now, tickets=done.tickets, files=done.files)
    )


def latest(connection: Connection, limit: int) -> list[Deletion]:
    """Return the newest wishes, for staff."""
    query = sa.select(deletions).order_by(deletions.c.id.desc()).limit(limit)
    return [_deletion(row) for row in connection.execute(query)]


def _stands() -> sa.ColumnElement[bool]:
    return deletions.c.withdrawn_at.is_(None) & deletions.c.done_at.is_(None)


def _deletion(row: Row[tuple[object, ...]]) -> Deletion:
    return Deletion(
        row.id,
        row.email,
        row.asked_at,
        row.due_at,
        row.withdrawn_at,
        row.done_at,
        row.tickets,
        row.files,
    )
