"""`portal index`: the search index as it should be, now."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from portal.app import build
from portal.kernel.locale import Locale
from portal.search.model import Synced
from portal.search.service import Indexing
from portal.settings import Settings
from portal.storage import migrate


@click.command()
@click.option("--full", is_flag=True, help="Make the whole index anew.")
@click.option("--verify", is_flag=True, help="Only read it through and say how it is.")
@click.pass_context
def index(ctx: click.Context, *, full: bool, verify: bool) -> None:
    """Make the search index hold what can be found now.

    The worker does this by itself; searching goes on meanwhile. With --verify the exit status
    is 1 if an index is missing or broken.
    """
    services = build(Settings())
    migrate.upgrade(services.database)  # notices can be found, and they are kept there
    indexing = services.search.indexing
    if verify:
        ctx.exit(_verify(indexing))
    services.articles.library.refresh()
    done = _run(indexing, full=full)
    again = f", made anew: {', '.join(done.rebuilt)}" if done.rebuilt else ""
    click.echo(f"The index is up to date: {done.changed} in, {done.removed} out{again}.")


def _verify(indexing: Indexing) -> int:
    found = indexing.verify()
    for locale, health in found.items():
        click.echo(f"{locale}: {health}")
    return 0 if set(found.values()) == {"good"} else 1


def _run(indexing: Indexing, *, full: bool) -> Synced:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bars: dict[Locale, TaskID] = {}

        def tell(locale: Locale, done: int, total: int) -> None:
            if locale not in bars:
                bars[locale] = progress.add_task(locale.label, total=total)
            progress.update(bars[locale], completed=done)

        return indexing.rebuild(tell) if full else indexing.sync(tell)
