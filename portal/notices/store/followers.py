"""Who follows a notice by mail, and the links in those mails.

Links are kept as hashes, each for one purpose; they go with the follower.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.delivery.rules import mailbox_key
from portal.kernel.ids import TokenHash, hash_token, new_id
from portal.kernel.locale import Locale
from portal.notices.model import Follower
from portal.notices.store.tables import followers, links


class Purpose(StrEnum):
    """What a mailed link does."""

    CONFIRM = "confirm"
    STOP = "stop"


class FollowerStore:
    """Keeps followers, in the transaction of the caller."""

    def ask(
        self, connection: Connection, notice_id: int, email: str, locale: Locale, now: datetime
    ) -> Follower:
        """Return the follower with this mailbox, a new unproven one where there is none."""
        mine = (followers.c.notice_id == notice_id) & (followers.c.mailbox == _mailbox(email))
        found = connection.execute(sa.select(followers).where(mine)).first()
        if found is not None:
            return _follower(found)
        connection.execute(
            sa.insert(followers).values(
                id=new_id(),
                notice_id=notice_id,
                mailbox=_mailbox(email),
                email=email,
                locale=locale.value,
                asked_at=now,
            )
        )
        return _follower(connection.execute(sa.select(followers).where(mine)).one())

    def confirm(self, connection: Connection, follower: Follower, now: datetime) -> None:
        """Keep that the address is proven."""
        connection.execute(
            sa.update(followers)
            .where(followers.c.id == follower.id, followers.c.confirmed_at.is_(None))
            .values(confirmed_at=now)
        )

    def confirmed(self, connection: Connection, notice_id: int) -> list[Follower]:
        """Return those who are told of updates."""
        query = (
            sa.select(followers)
            .where(followers.c.notice_id == notice_id, followers.c.confirmed_at.is_not(None))
            .order_by(followers.c.asked_at, followers.c.id)
        )
        return [_follower(row) for row in connection.execute(query)]

    def counts(self, connection: Connection) -> dict[int, int]:
        """Return how many follow each notice."""
        query = (
            sa.select(followers.c.notice_id, sa.func.count().label("number"))
            .where(followers.c.confirmed_at.is_not(None))
            .group_by(followers.c.notice_id)
        )
        return {row.notice_id: row.number for row in connection.execute(query)}

    def forget(self, connection: Connection, follower: Follower) -> None:
        """Delete a follower with all their links."""
        connection.execute(sa.delete(followers).where(followers.c.id == follower.id))

    def forget_all(self, connection: Connection, notice_id: int) -> None:
        """Delete every follower of the notice."""
        connection.execute(sa.delete(followers).where(followers.c.notice_id == notice_id))

    def count_of(self, connection: Connection, email: str) -> int:
        """Return how many notices the person with this address follows."""
        mine = followers.c.mailbox == _mailbox(email)
        query = sa.select(sa.func.count()).select_from(followers).where(mine)
        return int(connection.execute(query).scalar_one())

    def forget_address(self, connection: Connection, email: str) -> None:
        """Let the person with this address follow nothing any more; their links go along."""
        connection.execute(sa.delete(followers).where(followers.c.mailbox == _mailbox(email)))

    def purge(self, connection: Connection, asked_before: datetime) -> int:
        """Delete those who asked before then and never proved the address; return how many."""
        result = connection.execute(
            sa.delete(followers).where(
                followers.c.confirmed_at.is_(None), followers.c.asked_at < asked_before
            )
        )
        return int(result.rowcount)

    def add_link(
        self,
        connection: Connection,
        token: TokenHash,
        follower: Follower,
        purpose: Purpose,
        expires_at: datetime | None = None,
    ) -> None:
        """Keep a link that is about to be mailed."""
        connection.execute(
            sa.insert(links).values(
                hash=token,
                follower_id=follower.id,
                purpose=purpose.value,
                expires_at=expires_at,
            )
        )

    def find_by_link(
        self, connection: Connection, token: TokenHash, purpose: Purpose
    ) -> tuple[Follower, datetime | None] | None:
        """Return whose link `token` for `purpose` is and when it expires, or None."""
        query = (
            sa.select(followers, links.c.expires_at)
            .join(links, links.c.follower_id == followers.c.id)
            .where(links.c.hash == token, links.c.purpose == purpose.value)
        )
        row = connection.execute(query).first()
        return (_follower(row), row.expires_at) if row else None


def _mailbox(email: str) -> str:
    return hash_token(mailbox_key(email))


def _follower(row: sa.Row[Any]) -> Follower:
    return Follower(
        id=row.id,
        notice_id=row.notice_id,
        email=row.email,
        locale=Locale(row.locale),
        asked_at=row.asked_at,
        confirmed_at=row.confirmed_at,
    )
