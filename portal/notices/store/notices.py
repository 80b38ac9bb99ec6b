"""Notices, their updates, their record and the tickets they collected.

Every change of what readers see gives a new generation, by which other processes learn of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.notices.model import Done, Facts, Kind, Notice, Progress, Update, Words
from portal.notices.store.tables import collected, generation, notices, records, updates

_ONLY_ROW = 1


class NoticeStore:
    """Keeps notices, in the transaction of the caller."""

    def add(self, connection: Connection, facts: Facts, now: datetime) -> int:
        """Keep a draft and return its number."""
        values = {**_columns(facts), "version": new_id(), "created_at": now}
        query = sa.insert(notices).values(values).returning(notices.c.id)
        number: int = connection.execute(query).scalar_one()
        return number

    def change(self, connection: Connection, notice_id: int, facts: Facts) -> None:
        """Keep what the notice says now."""
        self._set(connection, notice_id, **_columns(facts))

    def publish(self, connection: Connection, notice_id: int, now: datetime) -> None:
        """Let readers see the notice from `now` on."""
        self._set(connection, notice_id, published_at=now)

    def close(self, connection: Connection, notice_id: int, now: datetime) -> None:
        """Keep that it is over since `now`."""
        self._set(connection, notice_id, closed_at=now)

    def discard(self, connection: Connection, notice_id: int) -> None:
        """Delete a draft."""
        connection.execute(sa.delete(notices).where(notices.c.id == notice_id))

    def _set(self, connection: Connection, notice_id: int, **values: object) -> None:
        connection.execute(
            sa.update(notices).where(notices.c.id == notice_id).values(version=new_id(), **values)
        )
        self._turn(connection)

    def _turn(self, connection: Connection) -> None:
        """Give what readers see a new generation."""
        value = new_id()
        row = generation.c.id == _ONLY_ROW
        turned = connection.execute(sa.update(generation).where(row).values(value=value))
        if turned.rowcount:
            return
        first = sa.insert(generation).values(id=_ONLY_ROW, value=value)
        with suppress(sa.exc.IntegrityError), connection.begin_nested():
            connection.execute(first)  # fails where another first change was faster
            return
        connection.execute(sa.update(generation).where(row).values(value=value))

    def generation(self, connection: Connection) -> str:
        """Return the name of the state that readers see; empty before the first change."""
        found = connection.execute(sa.select(generation.c.value)).scalar()
        return found or ""

    def add_update(self, connection: Connection, notice_id: int, update: Update) -> bool:
        """Keep an update; returns False, and keeps nothing, where its id is known already."""
        known = connection.execute(sa.select(updates.c.id).where(updates.c.id == update.id))
        if known.first() is not None:
            return False
        connection.execute(
            sa.insert(updates).values(
                id=update.id,
                notice_id=notice_id,
                at=update.at,
                progress=update.progress.value,
                text=dict(update.text),
                author=update.author,
            )
        )
        self._set(connection, notice_id)
        return True

    def note(self, connection: Connection, notice_id: int, done: Done) -> None:
        """Add a line to the notice's record."""
        connection.execute(
            sa.insert(records).values(
                notice_id=notice_id,
                at=done.at,
                actor=done.actor,
                what=done.what,
                detail=done.detail,
            )
        )

    def record(self, connection: Connection, notice_id: int) -> tuple[Done, ...]:
        """Return who did what, oldest first."""
        query = sa.select(records).where(records.c.notice_id == notice_id).order_by(records.c.id)
        return tuple(Done(r.at, r.actor, r.what, r.detail) for r in connection.execute(query))

    def find(self, connection: Connection, notice_id: int) -> Notice | None:
        """Return the notice, draft or not, or None."""
        found = self._read(connection, sa.select(notices).where(notices.c.id == notice_id))
        return found[0] if found else None

    def lock(self, connection: Connection, notice_id: int) -> Notice | None:
        """Return the notice, ours alone until the transaction ends, or None."""
        query = sa.select(notices).where(notices.c.id == notice_id).with_for_update()
        found = self._read(connection, query)
        return found[0] if found else None

    def everything(self, connection: Connection) -> tuple[Notice, ...]:
        """Return all notices, drafts included, the newest first."""
        return self._read(connection, sa.select(notices).order_by(notices.c.id.desc()))

    def published(self, connection: Connection, over_since: datetime) -> tuple[Notice, ...]:
        """Return what readers may see, without what was over before `over_since`."""
        ended = sa.func.coalesce(notices.c.closed_at, notices.c.ends_at, type_=notices.c.since.type)
        query = (
            sa.select(notices)
            .where(notices.c.published_at.is_not(None))
            .where(sa.or_(ended.is_(None), ended > over_since))
            .order_by(notices.c.id)
        )
        return self._read(connection, query)

    def _read(
        self, connection: Connection, query: sa.Select[tuple[object, ...]]
    ) -> tuple[Notice, ...]:
        rows = connection.execute(query).all()
        said: dict[int, list[Update]] = defaultdict(list)
        wanted = updates.c.notice_id.in_([row.id for row in rows])
        ordered = sa.select(updates).where(wanted).order_by(updates.c.at, updates.c.id)
        for row in connection.execute(ordered) if rows else ():
            update = Update(row.id, row.at, Progress(row.progress), _words(row.text), row.author)
            said[row.notice_id].append(update)
        return tuple(_notice(row, said[row.id]) for row in rows)

    def collect(
        self, connection: Connection, notice_id: int, references: Iterable[str], now: datetime
    ) -> list[str]:
        """Join tickets to the notice; returns those that belonged to none before."""
        wanted = list(dict.fromkeys(references))
        known = set(self.notices_of(connection, wanted))
        fresh = [reference for reference in wanted if reference not in known]
        for reference in fresh:
            connection.execute(
                sa.insert(collected).values(reference=reference, notice_id=notice_id, joined_at=now)
            )
        return fresh

    def release(self, connection: Connection, notice_id: int, references: Iterable[str]) -> None:
        """Take tickets out of the notice."""
        mine = (collected.c.notice_id == notice_id) & collected.c.reference.in_([*references])
        connection.execute(sa.delete(collected).where(mine))

    def references(self, connection: Connection, notice_id: int) -> list[str]:
        """Return the tickets that the notice collected, the first joined first."""
        query = (
            sa.select(collected.c.reference)
            .where(collected.c.notice_id == notice_id)
            .order_by(collected.c.joined_at, collected.c.reference)
        )
        return list(connection.execute(query).scalars())

    def notices_of(self, connection: Connection, references: Sequence[str]) -> dict[str, int]:
        """Return which notice each of `references` belongs to, as far as to any."""
        query = sa.select(collected).where(collected.c.reference.in_(references))
        return {row.reference: row.notice_id for row in connection.execute(query)}


def _columns(facts: Facts) -> dict[str, Any]:
    return {
        "kind": facts.kind.value,
        "title": dict(facts.title),
        "text": dict(facts.text),
        "since": facts.since,
        "ends_at": facts.ends_at,
        "products": list(facts.products),
        "symptoms": list(facts.symptoms),
        "keywords": list(facts.keywords),
        "affected": list(facts.affected),
    }


def _words(data: dict[str, str]) -> Words:
    return {Locale(code): text for code, text in data.items() if text}


def _notice(row: sa.Row[Any], said: list[Update]) -> Notice:
    facts = Facts(
        kind=Kind(row.kind),
        title=_words(row.title),
        text=_words(row.text),
        since=row.since,
        ends_at=row.ends_at,
        products=tuple(row.products),
        symptoms=tuple(row.symptoms),
        keywords=tuple(row.keywords),
        affected=tuple(row.affected),
    )
    return Notice(row.id, facts, row.version, row.published_at, row.closed_at, tuple(said))
