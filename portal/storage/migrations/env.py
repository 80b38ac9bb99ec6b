"""Alembic's entrance: runs on the connection that `portal.storage.migrate` hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from portal.storage.database import Moment

config = context.config


def _plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401
    """Write our types into migrations as what they are on the disk."""
    if kind == "type" and isinstance(item, Moment):
        return repr(sa.DateTime(timezone=True)).replace("DateTime", "sa.DateTime")
    return False


context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["metadata"],
    render_item=_plain_types,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
