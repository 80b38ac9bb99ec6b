from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.storage.database import Database
from tests.conftest_postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: the embedded one, and the large installation's."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'portal.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def any_database(any_url: str) -> Iterator[Database]:
    database = Database(any_url)
    yield database
    database.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    yield database
    database.close()
