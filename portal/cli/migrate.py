"""`portal migrate`: the database in the shape that this version needs."""

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.kernel.errors import Invalid
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
    """Return the database, up to date.

    Raises Invalid where its address cannot be read, or Unavailable.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        database = Database(settings.database_url)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise Invalid(f"PORTAL_DATABASE: {error}") from error
    migrations.upgrade(database)
    return database


def database_name(settings: Settings) -> str:
    """Return the database's address without its password."""
    return make_url(settings.database_url).render_as_string(hide_password=True)
