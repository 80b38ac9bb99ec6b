"""R23: what a run of the retention deletes, on a real database and disk, and what it leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.cli.retention import retention
from portal.kernel.ids import new_id
from portal.storage.database import metadata
from portal.tickets.model import Ticket
from portal.tickets.service import Act, Incoming, Posting
from portal.tickets.service.retention import Why
from tests.factories import VISITOR, Portal, picture, portal_in


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_in(tmp_path) as made, made.app.test_request_context("/"):
        yield made


def files_on_disk(portal: Portal) -> int:
    folder = portal.services.settings.data / "files"
    return sum(path.is_file() for path in folder.rglob("*"))


def rows(portal: Portal) -> dict[str, int]:
    """Return how many rows each table has that has any, but for what is only counted."""
    with portal.services.database.read() as connection:
        counts = {
            t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one()
            for t in metadata.sorted_tables
        }
    return {name: n for name, n in counts.items() if n and not name.startswith("insight")}


def live(portal: Portal) -> Ticket:
    """Return a ticket with files, answers, notes and history that was closed."""
    ticket = portal.enter(files=(portal.attach("shot.png", picture()),))
    sent = Incoming("log.txt", lambda limit: b"line"[:limit])
    portal.services.correspondence.post(
        VISITOR, ticket.reference, Posting(new_id(), "Here", (sent,))
    )
    portal.services.desk.answer(ticket.reference, Act.SOLVE, "It was the phone", "Lucía")
    portal.clock.advance(days=15)
    portal.services.upkeep.close_solved()
    return ticket


def test_r23_a_ticket_past_its_time_goes_with_every_row_and_file(portal):
    before = rows(portal)
    ticket = live(portal)
    portal.clock.advance(days=731)
    (gone,) = portal.services.retention.run().removed
    assert (gone.reference, gone.why, gone.files) == (ticket.reference, Why.EXPIRED, 2)
    assert rows(portal) == before
    assert files_on_disk(portal) == 0


def test_r23_a_day_before_its_time_it_is_all_there(portal):
    ticket = live(portal)
    portal.clock.advance(days=729)
    assert portal.services.retention.run().removed == ()
    assert files_on_disk(portal) == 2
    assert portal.services.desk.get(ticket.reference)


def test_a_dry_run_says_the_same_and_deletes_nothing(portal):
    live(portal)
    portal.clock.advance(days=731)
    before = rows(portal)
    foretold = portal.services.retention.run(dry=True)
    assert rows(portal) == before
    assert files_on_disk(portal) == 2
    assert portal.services.retention.run() == foretold


def test_r23_what_support_still_owes_an_answer_is_never_deleted(portal):
    portal.enter()
    portal.clock.advance(days=3000)
    assert portal.services.retention.run().removed == ()


def test_unconfirmed_tickets_give_room_oldest_first_when_their_files_pass_the_quota(portal):
    """Control 1: sooner than after seven days, and nothing confirmed goes."""
    kept = portal.enter(files=(portal.attach("a.log", b"a" * 400),))
    policy = portal.services.tools.policy.model_copy(update={"unconfirmed_mb": 0})
    object.__setattr__(portal.services.tools, "policy", policy)
    portal.clock.advance(minutes=1)
    oldest = portal.submit(files=(portal.attach("b.log", b"b" * 400),))
    portal.submit()
    (gone,) = portal.services.retention.make_room().removed
    assert (gone.reference, gone.why) == (oldest.reference, Why.CROWDED)
    assert files_on_disk(portal) == 1
    assert portal.services.desk.get(kept.reference)


def test_the_command_says_what_it_would_do(portal, monkeypatch):
    ticket = live(portal)
    portal.clock.advance(days=731)
    monkeypatch.setattr("portal.cli.retention.build", lambda _: portal.services)
    done = CliRunner().invoke(retention, ["--dry-run"])
    assert done.exit_code == 0, done.output
    assert ticket.reference in done.output
    assert "Would delete 1 tickets and 2 files" in done.output
    assert portal.services.desk.get(ticket.reference)


def test_r23_the_worker_cleans_up_at_night_and_not_by_day(portal):
    from portal.app.jobs import retain

    live(portal)
    portal.clock.at = portal.clock.at.replace(year=portal.clock.at.year + 3, hour=12)
    assert retain(portal.services) is None
    portal.clock.at = portal.clock.at.replace(hour=3)  # four in the morning in Madrid, in winter
    swept = retain(portal.services)
    assert swept is not None
    assert len(swept.removed) == 1
