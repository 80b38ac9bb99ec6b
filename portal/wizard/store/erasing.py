"""The drafts of one person: those with their address, and what the same browser left without one.

A draft with another address is somebody else's, though it was begun in the same browser.
"""

import sqlalchemy as sa

from portal.storage.database import Transaction
from portal.wizard.store.drafts import drafts, files


def count_drafts(connection: Transaction, email: str) -> int:
    """Return how many drafts of the person with this address were not sent."""
    query = sa.select(sa.func.count()).select_from(drafts)
    return int(connection.execute(query.where(_of(email), drafts.c.reference == "")).scalar_one())


def forget_drafts(connection: Transaction, email: str) -> list[str]:
    """Delete every draft of the person, what other devices said to it too.

    Returns the stored names of the drafts' files, to delete.
    """
    doomed = list(connection.execute(sa.select(drafts.c.id).where(_of(email))).scalars())
    held = sa.select(files.c.stored).where(files.c.draft_id.in_(doomed))
    stored = list(connection.execute(held).scalars())
    connection.execute(sa.delete(drafts).where(drafts.c.id.in_(doomed)))
    return stored


def _of(email: str) -> sa.ColumnElement[bool]:
    typed = sa.func.lower(sa.func.coalesce(drafts.c.form["email"].as_string(), ""))
    wanted = email.strip().lower()
    browsers = sa.select(drafts.c.owner).where(typed == wanted)
    return sa.or_(typed == wanted, sa.and_(typed == "", drafts.c.owner.in_(browsers)))
