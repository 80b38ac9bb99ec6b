"""The counters of each day, the steps of the last days, and how often what was searched.

What pages of figures read are the counters: a million steps are some ten thousand rows of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.insights.model import Asked, Key, Step
from portal.insights.rules import with_one_more
from portal.storage.database import Moment, Transaction, metadata

steps = sa.Table(
    "insight_step",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("node", sa.String(60), nullable=False),
    sa.Column("articles", sa.JSON, nullable=False),
    sa.Column("locale", sa.String(2), nullable=False),
    sa.Column("trip", sa.BigInteger, nullable=False),
    sa.Index("ix_insight_step_at", "at"),
    sa.Index("ix_insight_step_trip", "trip"),
)

counts = sa.Table(
    "insight_count",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("kind", sa.String(30), primary_key=True),
    sa.Column("flow", sa.String(60), primary_key=True),
    sa.Column("node", sa.String(60), primary_key=True),
    sa.Column("article", sa.String(100), primary_key=True),
    sa.Column("locale", sa.String(2), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)

queries = sa.Table(
    "insight_query",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("locale", sa.String(2), primary_key=True),
    sa.Column("query", sa.String(120), primary_key=True),
    sa.Column("searches", sa.Integer, nullable=False),
    sa.Column("empty", sa.Integer, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("seen", sa.JSON, nullable=False),
)

secrets = sa.Table(
    "insight_secret",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("secret", sa.String(64), nullable=False),
)


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
        """Count searches, and how many different people asked each on its day."""
        for (day, locale, query), group in _grouped(asked).items():
            here = (
                (queries.c.day == day) & (queries.c.locale == locale) & (queries.c.query == query)
            )
            row = connection.execute(sa.select(queries).where(here).with_for_update()).first()
            seen = list(row.seen) if row else []
            for one in group:
                seen = with_one_more(seen, one.trip)
            values = {
                "searches": (row.searches if row else 0) + len(group),
                "empty": (row.empty if row else 0) + sum(one.is_empty for one in group),
                "people": max(len(seen), row.people if row else 0),
                "seen": seen,
            }
            if row:
                connection.execute(sa.update(queries).where(here).values(values))
            else:
                new = _insert(connection, queries)
                connection.execute(
                    new.values(
                        day=day, locale=locale, query=query, **values
                    ).on_conflict_do_nothing()
                )

    def telling_apart(self, connection: Transaction, before: datetime) -> list[Step]:
        """Return all steps whose ways can be told apart, with an impression before `before`."""
        shown = sa.select(steps.c.trip).where(
            steps.c.at < before, steps.c.trip != 0, steps.c.kind == "impression"
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
        connection.execute(sa.update(queries).where(queries.c.day < today).values(seen=[]))

    def forget_old(self, connection: Transaction, steps_before: datetime) -> None:
        """Delete steps from before `steps_before`; the counters stay."""
        connection.execute(sa.delete(steps).where(steps.c.at < steps_before))

    def forget_rare(self, connection: Transaction, before: date, people: int) -> None:
        """Delete searches from before `before` that fewer than `people` asked on a day."""
        rare = (queries.c.day < before) & (queries.c.people < people)
        connection.execute(sa.delete(queries).where(rare))

    def totals(
        self, connection: Transaction, by: str, since: date, until: date, **only: str
    ) -> dict[tuple[str, str], int]:
        """Return the sums from `since` to `until`, both included, by column `by` and kind.

        `only` holds columns to values. Counters of articles are left out, unless `by` is one.
        """
        column = counts.c[by]
        query = (
            sa.select(column, counts.c.kind, sa.func.sum(counts.c.number))
            .where(counts.c.day.between(since, until))
            .where(counts.c.article != "" if by == "article" else counts.c.article == "")
            .where(*(counts.c[name] == value for name, value in only.items() if value))
            .group_by(column, counts.c.kind)
        )
        return {(str(row[0]), row[1]): int(row[2]) for row in connection.execute(query)}

    def asked(
        self, connection: Transaction, since: date, until: date, locale: str
    ) -> list[sa.Row[Any]]:
        """Return the searches with their sums, the most frequent first."""
        query = (
            sa.select(
                queries.c.query,
                sa.func.sum(queries.c.searches).label("searches"),
                sa.func.sum(queries.c.empty).label("empty"),
                sa.func.max(queries.c.people).label("people"),
            )
            .where(queries.c.day.between(since, until), queries.c.locale == locale)
            .group_by(queries.c.query)
            .order_by(sa.desc("searches"), queries.c.query)
        )
        return list(connection.execute(query))


def _insert(connection: Transaction, table: sa.Table) -> Any:  # noqa: ANN401  # two dialects' own
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def _grouped(asked: Iterable[Asked]) -> dict[tuple[date, str, str], list[Asked]]:
    groups: dict[tuple[date, str, str], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.day, one.locale, one.query), []).append(one)
    return groups


def _step(row: sa.Row[Any]) -> Step:
    return Step(row.at, row.kind, row.flow, row.node, row.locale, tuple(row.articles), row.trip)
