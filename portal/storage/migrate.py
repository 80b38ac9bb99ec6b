"""Brings a database to the present shape of the tables.

Alembic is imported only where there is something for it to do: at most starts there is not, and
nobody should wait for it.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.storage.database import Database, metadata, take_turns

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r"""^(revision|down_revision) = ["'](\w+)["']$""", re.MULTILINE)


def upgrade(database: Database) -> None:
    """Apply every missing migration; processes that start together wait for each other."""
    if is_current(database):
        return
    from alembic import command

    with database.write() as connection:
        take_turns(connection, "migrations")
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Return whether the last migration was applied, and none that we do not know."""
    with database.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        applied = connection.scalars(sa.text("select version_num from alembic_version"))
        return set(applied) == heads()


def heads(folder: Path = _SCRIPTS / "versions") -> set[str]:
    """Return the revisions that no other one follows: one, but where branches were not joined."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in folder.glob("*.py"):
        for kind, revision in _REVISION.findall(path.read_text(encoding="utf-8")):
            found[kind].add(revision)
    return found["revision"] - found["down_revision"]


def write_revision(database: Database, message: str) -> None:
    """Write a migration file from the difference between the tables and the database."""
    from alembic import command

    with database.write() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """Return what the migrations still lack beside the tables; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.read() as connection:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, metadata))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
