"""Every address at which readers could open an article, so that none is lost.

The desk writes an old address into the article itself. A file that was renamed in an editor or in
git, or deleted, has nobody to do that: then this is what knows where its readers should go.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa

from portal.kernel.locale import Locale
from portal.storage.database import Database, metadata

_addresses = sa.Table(
    "article_address",
    metadata,
    sa.Column("locale", sa.String(2), primary_key=True),
    sa.Column("slug", sa.String(200), primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
)

Place = tuple[Locale, str]


@dataclass(frozen=True)
class Known:
    """The article that stood at an address last."""

    key: str
    title: str


class AddressStore:
    """Keeps which article stood where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Mapping[Place, Known]:
        """Return every address that is known, with the article that stood there last."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(_addresses)).all()
        return {(Locale(row.locale), row.slug): Known(row.key, row.title) for row in rows}

    def remember(self, places: Mapping[Place, Known]) -> int:
        """Keep what stands where now; return how much of it is new."""
        known = self.all()
        fresh = {place: one for place, one in places.items() if known.get(place) != one}
        if not fresh:
            return 0
        with suppress(sa.exc.IntegrityError), self._database.write() as connection:
            for locale, slug in fresh.keys() & known.keys():
                connection.execute(sa.delete(_addresses).where(_at(locale, slug)))
            connection.execute(
                sa.insert(_addresses),
                [
                    {"locale": locale.value, "slug": slug, "key": one.key, "title": one.title}
                    for (locale, slug), one in fresh.items()
                ],
            )
        return len(fresh)  # where another worker was faster, it kept the same

    def find(self, locale: Locale, slug: str) -> Known | None:
        """Return the article that stood at `slug` last, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(_addresses).where(_at(locale, slug))).first()
        return Known(row.key, row.title) if row else None


def _at(locale: Locale, slug: str) -> sa.ColumnElement[bool]:
    return sa.and_(_addresses.c.locale == locale.value, _addresses.c.slug == slug)
