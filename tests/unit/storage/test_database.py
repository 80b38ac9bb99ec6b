import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from portal.kernel.errors import Unavailable
from portal.storage import database as module
from portal.storage.database import Database, Moment

tables = sa.MetaData()
things = sa.Table(
    "thing",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment),
)
parts = sa.Table(
    "part",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("thing_id", sa.ForeignKey("thing.id"), nullable=False),
)


def count(database: Database) -> int | None:
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(things))


@pytest.fixture
def filled(any_database):
    tables.create_all(any_database.engine)
    return any_database


def test_sqlite_keeps_what_it_acknowledged_and_checks_references(database):
    with database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_a_row_that_refers_to_nothing_is_refused_and_no_fault_of_the_database(filled):
    with pytest.raises(sa.exc.IntegrityError), filled.write() as connection:
        connection.execute(sa.insert(parts).values(id=1, thing_id=99))


def test_a_transaction_is_kept_whole_or_not_at_all(filled):
    with pytest.raises(RuntimeError), filled.write() as connection:  # noqa: PT012  # the block is the subject
        connection.execute(sa.insert(things).values(id=1))
        raise RuntimeError
    assert count(filled) == 0

    with filled.write() as connection:
        connection.execute(sa.insert(things), [{"id": 1}, {"id": 2}])
    assert count(filled) == 2


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(database):
    tables.create_all(database.engine)
    is_inside, may_end, seen = threading.Event(), threading.Event(), []

    def second():
        is_inside.wait(5)
        with database.write() as connection:
            seen.append(connection.scalar(sa.select(sa.func.count()).select_from(things)))

    thread = threading.Thread(target=second)
    thread.start()
    with database.write() as connection:
        is_inside.set()
        assert not may_end.wait(0.15)
        assert seen == []  # it waits already at BEGIN
        assert count(database) == 0  # who only reads does not wait
        connection.execute(sa.insert(things).values(id=1))
    thread.join(5)
    assert seen == [1]


def test_a_locked_database_is_unavailable_after_the_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BUSY_SECONDS", 0)
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    with database.write(), pytest.raises(Unavailable), database.write():
        pass
    database.close()


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/portal"]
)
def test_a_missing_database_is_unavailable_and_not_reachable(url):
    database = Database(url)

    with pytest.raises(Unavailable), database.write():
        pass
    assert not database.is_reachable()
    database.close()


def test_a_damaged_database_is_unavailable_and_not_reachable(tmp_path):
    (tmp_path / "portal.db").write_bytes(b"no database " * 1000)
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")

    with pytest.raises(Unavailable), database.read():
        pass
    assert not database.is_reachable()
    database.close()


def test_a_database_that_answers_is_reachable(any_database):
    assert any_database.is_reachable()


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_said_in(filled):
    said = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    with filled.write() as connection:
        connection.execute(sa.insert(things), [{"id": 1, "at": said}, {"id": 2, "at": None}])

    with filled.read() as connection:
        found = connection.execute(sa.select(things.c.at).order_by(things.c.id)).scalars().all()

    assert found == [said, None]
    assert found[0].tzinfo is UTC


def test_a_moment_can_be_compared_in_a_query(filled):
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with filled.write() as connection:
        connection.execute(sa.insert(things).values(id=1, at=noon))
        east = noon.astimezone(timezone(timedelta(hours=9)))
        found = connection.scalar(sa.select(things.c.id).where(things.c.at <= east))

    assert found == 1


def test_a_moment_without_a_zone_is_refused(filled):
    naive = datetime(2026, 11, 22, 12)  # noqa: DTZ001  # what must not get in

    with (
        pytest.raises(sa.exc.StatementError, match="time zone"),
        filled.write() as connection,
    ):
        connection.execute(sa.insert(things).values(id=1, at=naive))
