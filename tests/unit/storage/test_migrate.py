import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

import portal.app  # noqa: F401  # every feature's tables
from portal.storage import migrate
from portal.storage.database import Database, metadata

ROOT = Path(__file__).parents[3]
UPGRADE = (
    "import sys\n"
    "from portal.storage import migrate\n"
    "from portal.storage.database import Database\n"
    "migrate.upgrade(Database(sys.argv[1]))\n"
)


def test_the_migrations_give_the_tables_that_the_code_has(any_database):
    migrate.upgrade(any_database)

    assert migrate.differences(any_database) == []
    names = set(sa.inspect(any_database.engine).get_table_names())
    assert names == set(metadata.tables) | {"alembic_version"}


def test_upgrading_twice_changes_nothing_and_loses_nothing(any_database):
    migrate.upgrade(any_database)
    insert = "insert into vote (id, article_key, locale, useful, given_at) values (%s)"
    with any_database.write() as connection:
        moment = "'2026-11-22 10:00:00'"
        connection.exec_driver_sql(insert % f"'a', 'k', 'es', true, {moment}")

    migrate.upgrade(any_database)

    with any_database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from vote").scalar() == 1


def test_processes_that_start_together_upgrade_once(any_url):
    started = [
        subprocess.Popen(  # our own words
            [sys.executable, "-c", UPGRADE, any_url], cwd=ROOT, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0], said
    database = Database(any_url)
    assert migrate.differences(database) == []
    database.close()


def test_alembic_is_not_loaded_where_nothing_is_to_be_done(database):
    migrate.upgrade(database)
    url = str(database.engine.url)
    said = subprocess.run(
        [sys.executable, "-c", UPGRADE + "print('alembic' in sys.modules)", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "False\n"


def test_a_database_that_a_later_version_made_is_not_taken_for_ours(database):
    migrate.upgrade(database)
    with database.write() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")

    assert not migrate.is_current(database)
    with pytest.raises(CommandError):
        migrate.upgrade(database)


def test_what_is_last_is_read_as_alembic_reads_it():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "portal" / "storage" / "migrations"))

    assert migrate.heads() == set(ScriptDirectory.from_config(config).get_heads())


def test_a_migration_is_last_until_another_follows(tmp_path):
    for name, before in (("0001", None), ("0002", "0001")):
        text = f"revision = {quoted(name)}\ndown_revision = {quoted(before)}\n"
        (tmp_path / f"{name}_name.py").write_text(text)

    assert migrate.heads(tmp_path) == {"0002"}


def quoted(name: str | None) -> str:
    return f'"{name}"' if name else "None"


def test_a_table_that_no_migration_makes_is_a_difference(database):
    migrate.upgrade(database)
    with database.write() as connection:
        connection.exec_driver_sql("drop table vote")

    assert migrate.differences(database) != []
