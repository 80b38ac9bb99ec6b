"""What the pages of figures read."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from portal.insights.model import Period
from portal.insights.rules.counting import ENOUGH_DAYS, ENOUGH_PEOPLE
from portal.insights.store.tables import counts, queries
from portal.kernel.locale import LOCALES
from portal.storage.database import Transaction

_MAY_BE_SHOWN = sa.or_(
    sa.func.max(queries.c.people) >= ENOUGH_PEOPLE, sa.func.count() >= ENOUGH_DAYS
)


class FigureStore:
    """Sums counters, in the transaction of the caller."""

    def of_steps(
        self,
        connection: Transaction,
        period: Period,
        kinds: Collection[str],
        by: Sequence[str],
        flow: str = "",
    ) -> list[tuple[Any, ...]]:
        """Return the columns `by`, kind and sum of steps of `kinds`, of one flow or of all."""
        columns = [counts.c[name] for name in by]
        query = _sums(period, kinds, columns).where(counts.c.article == "")
        if flow:
            query = query.where(counts.c.flow == flow)
        return [(*row[:-1], int(row[-1])) for row in connection.execute(query)]

    def of_articles(
        self, connection: Transaction, period: Period, kinds: Collection[str]
    ) -> list[tuple[Any, ...]]:
        """Return article, kind and sum of all that was counted of articles."""
        query = _sums(period, kinds, [counts.c.article]).where(counts.c.article != "")
        return [(*row[:-1], int(row[-1])) for row in connection.execute(query)]

    def searches(self, connection: Transaction, period: Period) -> list[sa.Row[Any]]:
        """Return searches with their sums; what only one person may have typed is left out."""
        locales = [period.locale] if period.locale else list(LOCALES)
        query = (
            sa.select(
                queries.c.query,
                queries.c.locale,
                sa.func.sum(queries.c.searches).label("searches"),
                sa.func.sum(queries.c.empty).label("empty"),
                sa.func.sum(queries.c.people).label("people"),
                sa.func.sum(queries.c.followed).label("followed"),
            )
            .where(queries.c.locale.in_(locales))
            .where(queries.c.day.between(period.since, period.until))
            .group_by(queries.c.locale, queries.c.query)
            .having(_MAY_BE_SHOWN)
        )
        return list(connection.execute(query))


def _sums(
    period: Period, kinds: Collection[str], columns: Sequence[sa.Column[Any]]
) -> sa.Select[Any]:
    query = (
        sa.select(*columns, counts.c.kind, sa.func.sum(counts.c.number))
        .where(counts.c.kind.in_(kinds), counts.c.day.between(period.since, period.until))
        .group_by(*columns, counts.c.kind)
    )
    return query.where(counts.c.locale == period.locale) if period.locale else query
