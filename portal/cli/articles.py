"""`portal articles`: the articles' git repository, from the command line."""

import click

from portal.app import build
from portal.settings import Settings
from portal.storage import migrate
from portal.storage.git import Hindered
from portal.writing.forms.repository_words import errand_name, problem_title, problem_words
from portal.writing.model.repository import Errand, Progress
from portal.writing.service.repository import RepositoryDesk


@click.group()
def articles() -> None:
    """Work with the git repository of the articles (PORTAL_ARTICLES_GIT)."""


@articles.command()
@click.pass_context
def pull(ctx: click.Context) -> None:
    """Bring others' commits here, only ever forward.

    What is changed here and not committed stays as it is. The exit status is 1 where the
    histories went apart, a file is in the way, or the other side cannot be reached.
    """
    desk = _desk()
    try:
        changed = desk.pull()
    except Hindered as hindered:
        known = Progress(Errand.PULL, problem=hindered.hindrance, detail=hindered.detail)
        _tell(known, err=True)
        ctx.exit(1)
    click.echo(f"{changed} files changed." if changed else "Nothing new there.")


@articles.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say what waits to be committed, and what stands in the way.

    The exit status is 1 where something does.
    """
    found = _desk().standing()
    click.echo(f"Branch {found.branch or '?'} at {found.commit or 'no commit'}.")
    for errand, known in found.errands.items():
        if known.done_at is not None:
            click.echo(f"{errand_name(errand)}: {known.done_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"{len(found.pending)} texts wait to be committed.")
    for known in found.problems:
        _tell(known)
    ctx.exit(1 if found.problems else 0)


def _desk() -> RepositoryDesk:
    services = build(Settings())
    migrate.upgrade(services.database)
    return services.repository


def _tell(known: Progress, *, err: bool = False) -> None:
    click.echo(f"{problem_title(known.errand)}. {problem_words(known.problem)}", err=err)
    if known.detail:
        click.echo(f"  {known.detail}", err=err)
