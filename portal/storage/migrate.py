"""Brings a database to the present shape of the tables."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from portal.storage.database import Database, metadata

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK_KEY = 7_202_611  # any number, the same in every process: PostgreSQL's advisory lock


def upgrade(database: Database) -> None:
    """Apply every missing migration; processes that start together wait for each other."""
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK_KEY})")
        command.upgrade(_config(connection), "head")


def write_revision(database: Database, message: str) -> None:
    """Write a migration file from the difference between the tables and the database."""
    with database.write() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def differences(database: Database) -> list[object]:
    """Return what the migrations still lack beside the tables; empty when they agree."""
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
