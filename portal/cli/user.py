"""`portal user`: the people who work here. There are no default accounts."""

import sys

import click
from rich.console import Console
from rich.table import Table

from portal.cli.migrate import open_database
from portal.identity.model import Role, StaffMember
from portal.identity.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD, Weakness, account_key
from portal.identity.service import Identity, Team, WeakPassword
from portal.kernel.clock import SystemClock
from portal.kernel.errors import Invalid, NotFound
from portal.settings import Settings
from portal.storage.secret import load_secret

_WEAKNESSES = {
    Weakness.TOO_SHORT: f"it needs {SHORTEST_PASSWORD} characters",
    Weakness.TOO_LONG: f"it may have {LONGEST_PASSWORD} characters at most",
    Weakness.PERSONAL: "it is made of the person's name or address",
    Weakness.COMMON: "it is one of those tried first",
}

_SERVER = StaffMember("", "", "", Role.ADMIN)
"""Who acts on the server is not known by name; the audit log says so."""


@click.group()
def user() -> None:
    """Add, list and deactivate the people who work here."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="How customers see the person.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="writer: the articles; support: the tickets; admin: both.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, role: str, *, password_stdin: bool) -> None:
    """Add the person with the address EMAIL, who can sign in at once."""
    identity = _identity()
    password = _read_password(from_input=password_stdin)
    try:
        member = identity.add_staff(email, name, Role(role), password)
    except WeakPassword as error:
        reasons = "; ".join(_WEAKNESSES[weakness] for weakness in error.weaknesses)
        raise Invalid(f"The password will not do: {reasons}.") from error
    click.echo(f"Added {member.name} <{member.email}> as {member.role}.")


def _read_password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt="Again")
    return entered


@user.command("list")
def list_users() -> None:
    """List everybody, those who may not sign in any more too."""
    identity = _identity()
    unreadable = identity.factors.unreadable()
    table = Table("Address", "Name", "Role", "Code", "Active", box=None, pad_edge=False)
    for member in identity.list_staff():
        has_code = "yes" if member.has_second_factor else "no"
        code = "set up again" if member.id in unreadable else has_code
        active = "yes" if member.active else "no"
        table.add_row(member.email, member.name, member.role, code, active)
    Console(soft_wrap=True).print(table)


@user.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Let the person with the address EMAIL sign in no more, and end their sessions."""
    identity = _identity()
    member = _get_member(identity, email)
    identity.deactivate(member.id)
    click.echo(f"{member.name} <{member.email}> cannot sign in any more.")


@user.command()
@click.argument("email")
def activate(email: str) -> None:
    """Let the person with the address EMAIL sign in again."""
    member = _get_member(_identity(), email)
    _team().set_active(_SERVER, member.id, active=True)
    click.echo(f"{member.name} <{member.email}> can sign in again.")


@user.command("drop-second-factor")
@click.argument("email")
def drop_second_factor(email: str) -> None:
    """Ask the person with the address EMAIL for no code, as after a lost phone."""
    member = _get_member(_identity(), email)
    _team().drop_second_factor(_SERVER, member.id)
    click.echo(f"{member.name} <{member.email}> signs in with the password alone.")


def _get_member(identity: Identity, email: str) -> StaffMember:
    wanted = account_key(email)
    for member in identity.list_staff():
        if account_key(member.email) == wanted:
            return member
    raise NotFound(f"Nobody has the address {email}.")


def _identity() -> Identity:
    settings = Settings()
    return Identity(open_database(settings), SystemClock(), key=load_secret(settings.data))


def _team() -> Team:
    return Team(open_database(Settings()), SystemClock())
