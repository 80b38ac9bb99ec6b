"""Counting, and forgetting what told people apart."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.insights.model import Asked, Key, Kind, Step
from portal.insights.rules.counting import ENOUGH_DAYS, ENOUGH_PEOPLE, followed_of, seen_of
from portal.insights.store.tables import counts, queries, secrets, steps
from portal.kernel.locale import LOCALES
from portal.storage.database import Transaction

_AT_ONCE = 500
_Place = tuple[date, str, str]
"""A day, a locale and a query: what a search is counted under."""


class InsightStore:
    """Keeps figures, in the transaction of the caller."""

    def secret_of(self, connection: Transaction, day: date, fresh: str) -> str:
        """Return the secret of `day`, `fresh` where there is none yet; all processes share it."""
        new = _insert(connection, secrets).values(day=day, secret=fresh)
        connection.execute(new.on_conflict_do_nothing())
        found = sa.select(secrets.c.secret).where(secrets.c.day == day)
        return str(connection.execute(found).scalar_one())

    def known_among(self, connection: Transaction, fresh: Sequence[Step]) -> list[Step]:
        """Return the steps that are kept already of the ways in `fresh`."""
        trips = {step.trip for step in fresh} - {0}
        if not trips:
            return []
        rows = connection.execute(sa.select(steps).where(steps.c.trip.in_(trips)))
        return [_step(row) for row in rows]

    def keep(self, connection: Transaction, fresh: Sequence[Step]) -> None:
        """Keep `fresh` steps."""
        if fresh:
            rows = [
                {
                    "at": step.at,
                    "kind": step.kind,
                    "flow": step.flow,
                    "node": step.node,
                    "articles": list(step.articles),
                    "locale": step.locale,
                    "trip": step.trip,
                }
                for step in fresh
            ]
            connection.execute(sa.insert(steps), rows)

    def count(self, connection: Transaction, more: Mapping[Key, int]) -> None:
        """Add to the counters."""
        if not more:
            return
        insert = _insert(connection, counts)
        grown = insert.on_conflict_do_update(
            index_elements=list(counts.primary_key.columns),
            set_={"number": counts.c.number + insert.excluded.number},
        )
        rows = [{**vars(key), "number": number} for key, number in more.items()]
        connection.execute(grown, rows)

    def ask(self, connection: Transaction, asked: Iterable[Asked]) -> None:
        """Count searches, and how many different people asked each on its day and opened a hit."""
        groups = _grouped(asked)
        known = self._known(connection, groups)
        rows = [
            {"day": day, "locale": locale, "query": query, **_grown(known.get(key), group)}
            for key, group in groups.items()
            for day, locale, query in [key]
        ]
        # a hit opened from a search of yesterday is none of today's
        rows = [row for row in rows if row["searches"] or _place(row) in known]
        if not rows:
            return
        insert = _insert(connection, queries)
        new, old = insert.excluded, queries.c
        grown = insert.on_conflict_do_update(
            index_elements=list(queries.primary_key.columns),
            set_={
                "searches": old.searches + new.searches,
                "empty": old.empty + new.empty,
                "people": _larger(old.people, new.people),
                "followed": sa.case(
                    (old.followed > new.followed, old.followed), else_=new.followed
                ),
                "seen": new.seen,
                "seen_followed": new.seen_followed,
            },
        )
        connection.execute(grown, rows)

    def _known(
        self, connection: Transaction, groups: Mapping[_Place, object]
    ) -> dict[_Place, sa.Row[Any]]:
        """Return the rows of the searches in `groups`, held until the transaction ends."""
        found: dict[_Place, sa.Row[Any]] = {}
        texts = sorted({query for _day, _locale, query in groups})
        days = {day for day, _locale, _query in groups}
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            same = queries.c.locale.in_(LOCALES) & queries.c.query.in_(some)
            rows = connection.execute(
                sa.select(queries).where(same, queries.c.day.in_(days)).with_for_update()
            )
            found |= {(row.day, row.locale, row.query): row for row in rows}
        return found

    def telling_apart(self, connection: Transaction, before: datetime) -> list[Step]:
        """Return all steps whose ways can be told apart, with a page shown before `before`."""
        shown = sa.select(steps.c.trip).where(
            steps.c.at < before,
            steps.c.trip != 0,
            steps.c.kind.in_((Kind.IMPRESSION, Kind.REACHED)),
        )
        rows = connection.execute(sa.select(steps).where(steps.c.trip.in_(shown)))
        return [_step(row) for row in rows]

    def forget_ways(self, connection: Transaction, before: datetime) -> None:
        """Make the ways before `before` indistinguishable."""
        old = (steps.c.at < before) & (steps.c.trip != 0)
        connection.execute(sa.update(steps).where(old).values(trip=0))

    def forget_people(self, connection: Transaction, today: date) -> None:
        """Drop what tells people apart of all days but today."""
        connection.execute(sa.delete(secrets).where(secrets.c.day < today))
        told = (queries.c.day < today) & queries.c.seen.is_not(None)
        connection.execute(sa.update(queries).where(told).values(seen=None, seen_followed=None))

    def forget_old(self, connection: Transaction, steps_before: datetime) -> None:
        """Delete steps from before `steps_before`; the counters stay."""
        connection.execute(sa.delete(steps).where(steps.c.at < steps_before))

    def forget_rare(self, connection: Transaction, before: date) -> None:
        """Delete searches from before `before` that may be one person's own words."""
        frequent = (
            sa.select(queries.c.locale, queries.c.query)
            .group_by(queries.c.locale, queries.c.query)
            .having(sa.func.count() >= ENOUGH_DAYS)
        )
        rare = (
            (queries.c.day < before)
            & (queries.c.people < ENOUGH_PEOPLE)
            & sa.tuple_(queries.c.locale, queries.c.query).not_in(frequent)
        )
        connection.execute(sa.delete(queries).where(rare))


def _insert(connection: Transaction, table: sa.Table) -> Any:  # noqa: ANN401  # two dialects' own
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def _grouped(asked: Iterable[Asked]) -> dict[_Place, list[Asked]]:
    groups: dict[_Place, list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.day, one.locale, one.query), []).append(one)
    return groups


def _step(row: sa.Row[Any]) -> Step:
    return Step(row.at, row.kind, row.flow, row.node, row.locale, tuple(row.articles), row.trip)


def _larger(one: Any, other: Any) -> Any:  # noqa: ANN401  # of a table, or of what comes in
    return sa.case((one > other, one), else_=other)


def _place(row: Mapping[str, Any]) -> _Place:
    return row["day"], row["locale"], row["query"]


def _grown(row: sa.Row[Any] | None, group: Sequence[Asked]) -> dict[str, Any]:
    """Return what `group` adds to a search, and who was seen by then; no row stands for none."""
    searches = [one for one in group if not one.is_followed]
    seen = seen_of(searches, (row and row.seen) or ())
    followed = followed_of(group, seen, (row and row.seen_followed) or ())
    return {
        "searches": len(searches),
        "empty": sum(one.is_empty for one in searches),
        "people": len(seen),
        "followed": len(followed),
        "seen": seen,
        "seen_followed": followed,
    }
