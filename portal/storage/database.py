"""The database: one engine, short transactions, the same on SQLite and PostgreSQL.

SQLite runs with the pragmas that make an acknowledged write survive a power cut:
WAL with `synchronous=FULL`, foreign keys on, and a write lock taken at BEGIN, so that two
writers wait for each other instead of failing half-way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from typing_extensions import override

from portal.kernel.errors import Unavailable

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = sa.MetaData(naming_convention=_NAMING)
"""Every feature's `store` puts its tables here; Alembic compares it with the migrations."""

Transaction = Connection
"""An open transaction, as services hand it from one store to the next."""

BUSY_SECONDS = 10


def take_turns(connection: Transaction, what: str) -> None:
    """Let no other process go on with `what` until this transaction ends.

    SQLite needs nothing: it lets one transaction write at a time.
    """
    if connection.dialect.name != "sqlite":
        key = sa.func.hashtext(what)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no time zones, so they are added on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return found.astimezone(UTC)


class Database:
    """Hands out transactions. Safe to share between threads; open one per process."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads.

        Raises Unavailable where the database does not answer.
        """
        with _readable_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes; it is kept whole at the end, or not at all.

        Raises Unavailable where the database does not answer or stays locked.
        """
        with _readable_errors(), self.engine.connect() as plain:
            connection = plain.execution_options(portal_write=True)
            with connection.begin():
                yield connection

    def is_reachable(self) -> bool:
        """Return whether the database answers now."""
        try:
            with self.read() as connection:
                connection.execute(sa.text("select 1"))
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
        raise Unavailable("the database does not answer") from error
    except sa.exc.DatabaseError as error:
        if type(error) is not sa.exc.DatabaseError:  # what a statement did wrong
            raise
        raise Unavailable("the database file is damaged") from error  # SQLite says so like this


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        address = sa.make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        return sa.create_engine(
            address,
            pool_pre_ping=True,
            pool_timeout=BUSY_SECONDS,
            connect_args={"connect_timeout": BUSY_SECONDS},
        )
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # a driver's object
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("portal_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
