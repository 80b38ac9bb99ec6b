"""Identity on a real SQLite database, with a clock that stands still and a hasher that counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from typing_extensions import override

from portal.identity import store
from portal.identity.model import Role, StaffMember
from portal.identity.rules import TryLimits
from portal.identity.service import Identity
from portal.identity.store import audit, factors
from portal.storage.database import Database, metadata
from tests.conftest_postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

PASSWORD = "a lamp above the grey sea"
KEY = b"k" * 32


@dataclass
class StillClock:
    at: datetime = datetime(2024, 5, 6, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


class CountingHasher(PasswordHasher):
    """Argon2id made cheap; `verified` counts the comparisons."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    @override
    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # its name
        self.verified.append(str(hash))
        return super().verify(hash, password)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    made = Database(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url)
    tables = [store.members, store.sessions, store.attempts, factors.steps]
    tables += [factors.recovery_codes, audit.audit]
    metadata.create_all(made.engine, tables=tables)
    yield made
    made.close()


@pytest.fixture
def identity(database: Database, clock: StillClock, hasher: CountingHasher) -> Identity:
    limits = TryLimits(by_pair=3, by_network=6, in_total=10)
    return Identity(database, clock, hasher, limits, key=KEY)


@pytest.fixture
def lucia(identity: Identity) -> StaffMember:
    return identity.add_staff("Lucia@staff.example", "Lucía Vega", Role.SUPPORT, PASSWORD)
