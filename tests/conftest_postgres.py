"""PostgreSQL for tests marked `postgres`: a server of our own, a fresh database for each test.

`PORTAL_TEST_POSTGRES` (a SQLAlchemy address of a role that may create databases) names a server
to use instead. Ours listens on a socket in a folder of its own, so that runs beside each other do
not meet; PostgreSQL refuses to run as root, so then it runs as the user `postgres`.

A `conftest.py` takes the fixtures with `from tests.conftest_postgres import *`.
"""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.kernel.ids import new_id

__all__ = ["postgres_server", "postgres_url"]

_FOLDERS = "/usr/lib/postgresql/*/bin"
_ACCOUNT = "postgres"


def find_programs() -> Path | None:
    """Return the folder with PostgreSQL's programs, the newest version's, or None."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    versions = sorted(
        (p for p in Path("/").glob(_FOLDERS[1:]) if (p / "pg_ctl").exists()),
        key=lambda p: float(p.parent.name),
    )
    return versions[-1] if versions else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the address of a running server."""
    given = os.environ.get("PORTAL_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = find_programs()
    assert programs is not None, "PostgreSQL's programs are not installed"
    with running(programs) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the address of an empty database, dropped after the test."""
    address = sa.make_url(postgres_server)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    name = f"portal_{new_id()}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"drop database {name} with (force)")


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Yield the address of a server that is there until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    data = folder / "data"
    user = _ACCOUNT if os.geteuid() == 0 else getpass.getuser()
    if os.geteuid() == 0:
        shutil.chown(folder, _ACCOUNT)
    try:
        _run(programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        log = folder / "log"
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{user}@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    words = [str(word) for word in command]
    subprocess.run(  # our own words, no shell
        words,
        check=True,
        cwd="/",
        user=_ACCOUNT if os.geteuid() == 0 else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
