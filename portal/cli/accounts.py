"""`portal accounts`: whose domains are whose, and who may speak for them (R16)."""

from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from portal.cli.migrate import open_database
from portal.identity.rules.accounts import (
    AccountChanges,
    AccountTable,
    read_accounts,
    write_accounts,
)
from portal.identity.service import Accounts
from portal.identity.service.customers import LONG_AGO
from portal.identity.store import CustomerStore
from portal.kernel.errors import Invalid
from portal.settings import Settings
from portal.storage.database import Database

_SHOWN = 20


@click.group()
def accounts() -> None:
    """Bring in accounts with their domains and contacts, and give them out."""


@accounts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def bring_in(file: Path, *, dry_run: bool) -> None:
    """Make the accounts kept those of the table FILE.

    It has a row for each contact, with the columns account, plan, products, domains, email, name
    and permissions (technical, billing, approve). What the table does not have is removed. Running
    it again changes nothing.
    """
    database = open_database(Settings())
    directory, table = Accounts(database), _read(file)
    planned = directory.plan(table.accounts)
    if not dry_run:
        total = len(planned.added) + len(planned.changed)
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Accounts", total=total)
            directory.bring_in(table.accounts, lambda: progress.advance(task))
        _check_sessions_again(database)
    _report(planned, is_dry=dry_run)


def _read(file: Path) -> AccountTable:
    try:
        table = read_accounts(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: it is not UTF-8; save it as such.") from error
    if table.problems:
        lines = [f"{file}:{problem.line}: {problem.words}" for problem in table.problems]
        raise Invalid("\n".join([*lines, "Nothing was changed."]))
    if not table.accounts:
        raise Invalid(f"{file}: it holds no account. Nothing was changed.")
    return table


def _check_sessions_again(database: Database) -> None:
    """Let who lost a permission lose the sight of tickets with their next click."""
    with database.write() as connection:
        CustomerStore().check_all_again(connection, LONG_AGO)


def _report(changes: AccountChanges, *, is_dry: bool) -> None:
    words = "Would be" if is_dry else "Were"
    for name, numbers in (
        ("added", [account.id for account in changes.added]),
        ("changed", [account.id for account in changes.changed]),
        ("removed", list(changes.removed)),
    ):
        click.echo(f"{words} {name}: {len(numbers)}{_some(numbers)}")
    click.echo(f"As they were: {changes.same}")


def _some(numbers: Iterable[str]) -> str:
    found = list(numbers)
    shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    return f" ({shown})" if found else ""


@accounts.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def give_out(file: Path) -> None:
    """Write the accounts kept to the table FILE; no program computes its cells."""
    found = Accounts(open_database(Settings())).everything()
    file.write_text(write_accounts(found), encoding="utf-8")
    click.echo(f"Accounts: {len(found)}")
