"""Which weekly mails are sent, so that none is sent twice."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import metadata

digests = sa.Table(
    "article_digest",
    metadata,
    sa.Column("reader", sa.String(32), primary_key=True),
    sa.Column("week", sa.String(8), nullable=False),
)


def take_week(connection: Connection, reader: str, week: str) -> bool:
    """Keep that `reader` gets the mail of `week`; return False where they got it before."""
    mine = digests.c.reader == reader
    last = connection.execute(sa.select(digests.c.week).where(mine).with_for_update()).scalar()
    if last is not None and last >= week:
        return False
    connection.execute(sa.delete(digests).where(mine))
    connection.execute(sa.insert(digests).values(reader=reader, week=week))
    return True
