"""`portal retention`: tickets are deleted when the policy no longer keeps them (R23)."""

import click
from rich.console import Console
from rich.table import Table

from portal.app import build
from portal.settings import Settings
from portal.storage import migrate
from portal.tickets.service.retention import Swept, Why

_REASONS = {
    Why.EXPIRED: "kept for long enough",
    Why.WISHED: "its customer wanted it deleted",
    Why.CROWDED: "not confirmed, and the room for such is full",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def retention(*, dry_run: bool) -> None:
    """Delete tickets that were kept for as long as the policy says, with all their files.

    The worker does this every night. Counted figures hold nothing of a ticket and stay.
    """
    services = build(Settings())
    migrate.upgrade(services.database)
    upkeep, policy = services.upkeep, services.site.policy
    if not dry_run:
        upkeep.purge_unconfirmed()
    done = services.retention.run(dry=dry_run)
    click.echo(f"Tickets are kept for {policy.keep_months} months after their last change.")
    if done.removed:
        Console().print(_table(done))
    click.echo(_summary(done, dry_run=dry_run))


def _table(done: Swept) -> Table:
    table = Table("Ticket", "Why", "Files", box=None)
    for one in done.removed:
        table.add_row(one.reference, _REASONS[one.why], str(one.files))
    return table


def _summary(done: Swept, *, dry_run: bool) -> str:
    verb = "Would delete" if dry_run else "Deleted"
    counts = ", ".join(f"{done.count(why)} {reason}" for why, reason in _REASONS.items())
    return f"{verb} {len(done.removed)} tickets and {done.files} files: {counts}."
