"""Messages for a help desk: in order per ticket, stopped when unwanted, tried again by staff."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from typing_extensions import override

from portal.delivery.model import DESK, OutboxAct, OutboxRow, State
from portal.delivery.model.desk import Dispatch
from portal.delivery.ports import (
    Channel,
    ChannelGone,
    DeliveryFailure,
    PermanentFailure,
    TemporaryFailure,
)
from portal.delivery.store import LineStore, OutboxStore
from portal.delivery.worker import Deliverer
from portal.storage.database import Database
from tests.contract.delivery.made import make_row
from tests.unit.delivery.conftest import HandClock, add, make_mail


@dataclass
class MemoryDesk(Channel):
    """Keeps what it was told; fails as told for one step of a ticket."""

    failures: dict[int, DeliveryFailure] = field(default_factory=dict)
    told: list[OutboxRow] = field(default_factory=list)

    @override
    def deliver(self, row: OutboxRow) -> str:
        if row.step in self.failures:
            raise self.failures[row.step]
        self.told.append(row)
        return row.remote or f"memory:{len(self.told)}"

    @override
    def close(self) -> None:
        pass

    def steps(self) -> list[tuple[str, int]]:
        return [(row.reference, row.step) for row in self.told]


class Line:
    """A worker with its outbox and help desk at hand."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database, self.clock = database, clock
        self.store = OutboxStore(database, "faro.example")
        self.desk = MemoryDesk()
        self.deliverer = Deliverer(self.store, {DESK: self.desk}, clock, lambda _: None)

    def tell(self, reference: str = "FARO-1", *, more: bool = False) -> str:
        row = make_row(more=more, reference=reference)
        dispatch = Dispatch.from_payload(row.payload)
        with self.database.write() as connection:
            return self.store.enqueue_for_desk(connection, dispatch, self.clock.now())

    def run(self, **span: float) -> int:
        self.clock.move(**span)
        return self.deliverer.run_once()

    def retry(self, row_id: str = "") -> int:
        row = self.store.find(row_id) if row_id else None
        act = OutboxAct(self.clock.now(), "Tomás", "all", DESK, "")
        return self.store.try_now(row, act)

    def parked(self) -> list[str]:
        return [row.last_error for row in self.store.parked(99)]


@pytest.fixture
def line(any_database: Database, clock: HandClock) -> Line:
    return Line(any_database, clock)


def test_a_ticket_is_told_in_order_though_all_is_due(line):
    line.tell("FARO-1")
    line.tell("FARO-1", more=True)
    line.tell("FARO-2")
    line.tell("FARO-1", more=True)
    while line.run():
        pass

    told = line.desk.steps()
    assert [step for ref, step in told if ref == "FARO-1"] == [1, 2, 3]
    assert ("FARO-2", 1) in told


def test_what_waits_holds_up_its_own_ticket_and_no_other(line):
    line.tell("FARO-1")
    line.run()
    line.desk.failures[2] = TemporaryFailure("500")
    line.tell("FARO-1", more=True)
    line.tell("FARO-1", more=True)
    line.tell("FARO-2")
    for _ in range(5):
        line.run(seconds=31)

    assert line.desk.steps() == [("FARO-1", 1), ("FARO-2", 1)]
    line.desk.failures.clear()
    line.run(hours=6)
    line.run(hours=6)
    assert line.desk.steps()[2:] == [("FARO-1", 2), ("FARO-1", 3)]


def test_a_ticket_given_up_keeps_what_was_added_until_it_has_arrived(line):
    line.desk.failures[1] = PermanentFailure("401")
    first = line.tell()
    line.tell(more=True)
    line.run()
    line.run(minutes=5)
    assert (line.parked(), line.desk.told) == (["401"], [])

    line.desk.failures.clear()
    assert line.retry(first) == 1
    line.run(minutes=1)
    line.run(minutes=1)
    assert [step for _, step in line.desk.steps()] == [1, 2]


def test_an_addition_given_up_holds_up_nothing(line):
    line.tell()
    line.tell(more=True)
    line.tell(more=True)
    line.desk.failures[2] = PermanentFailure("422")
    while line.run():
        pass

    assert [step for _, step in line.desk.steps()] == [1, 3]
    assert line.parked() == ["422"]


def test_additions_carry_the_help_desks_name_for_the_ticket(line):
    line.tell()
    line.run()
    line.tell(more=True)
    line.run(minutes=1)

    assert [row.remote for row in line.desk.told] == ["", "memory:1"]


def test_no_more_wanted_stops_the_channel_and_sets_everything_aside(line):
    line.desk.failures[1] = ChannelGone("410 gone")
    line.tell("FARO-1")
    line.tell("FARO-2")
    line.run()
    line.run(minutes=1)
    line.tell("FARO-3")
    line.desk.failures.clear()
    line.run(minutes=5)

    assert line.parked() == ["410 gone"] * 3
    assert line.desk.told == []


def test_staff_start_a_stopped_channel_again_and_it_is_on_the_record(line):
    line.desk.failures[1] = ChannelGone("410 gone")
    line.tell()
    line.run()
    line.desk.failures.clear()

    assert line.retry() == 1
    assert LineStore(line.database).find_stop(DESK) is None
    line.run(minutes=1)
    assert len(line.desk.told) == 1
    assert [(act.actor, act.channel) for act in line.store.acts(9)] == [("Tomás", DESK)]


def test_trying_what_has_left_does_nothing_and_is_not_on_the_record(line):
    row_id = line.tell()
    line.run()

    assert line.retry(row_id) == 0
    assert line.store.acts(9) == []


def test_what_waits_long_can_be_made_due_at_once(line):
    line.desk.failures[1] = TemporaryFailure("500", after=timedelta(hours=6))
    row_id = line.tell()
    line.run()
    line.desk.failures.clear()
    assert line.retry(row_id) == 1

    (row,) = line.store.waiting(9)
    assert row.due_at == line.clock.now()


def test_mails_have_no_order_among_them(line):
    for _ in range(3):
        add(line.store, line.database, make_mail(), line.clock.now())

    assert {row.step for row in line.store.waiting(9)} == {0}
    assert line.store.counts() == {("mail", State.WAITING): 3}
