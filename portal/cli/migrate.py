"""`portal migrate`: the database in the shape that this version needs."""

import click
from sqlalchemy import make_url

from portal.settings import Settings
from portal.storage import migrate as migrations
from portal.storage.database import Database


@click.command()
def migrate() -> None:
    """Bring the database up to date. `serve` and `worker` do it by themselves."""
    settings = Settings()
    open_database(settings).close()
    click.echo(f"The database is up to date: {database_name(settings)}")


def open_database(settings: Settings) -> Database:
    """Return the database, up to date. Raises Unavailable where it does not answer."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    migrations.upgrade(database)
    return database


def database_name(settings: Settings) -> str:
    """Return the database's address without its password."""
    return make_url(settings.database_url).render_as_string(hide_password=True)
