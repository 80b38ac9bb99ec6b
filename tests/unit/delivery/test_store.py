"""The outbox in both databases: nobody gets the same row, and nothing is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portal.delivery.model import State
from portal.delivery.store import OutboxStore
from portal.storage.database import Database
from tests.unit.delivery.conftest import START, add, make_mail

LEASE = timedelta(minutes=5)
LATER = START + timedelta(hours=2)


@pytest.fixture
def store(any_database: Database) -> OutboxStore:
    return OutboxStore(any_database, "faro.example")


def test_a_mail_lives_and_dies_with_the_transaction_it_was_kept_in(store, any_database):
    class BoomError(Exception):
        pass

    def fail() -> None:
        with any_database.write() as connection:
            store.enqueue(connection, make_mail(), START)
            raise BoomError

    with pytest.raises(BoomError):
        fail()
    assert store.waiting(10) == []


def test_a_leased_row_carries_all_that_was_kept(store, any_database):
    row_id = add(store, any_database, make_mail())
    (row,) = store.lease("mail", START, LEASE)

    assert (row.id, row.message_id) == (row_id, f"<{row_id}@faro.example>")
    assert row.payload == make_mail().to_payload()
    assert (row.state, row.attempts, row.leased_until) == (State.WAITING, 0, START + LEASE)
    assert (row.reference, row.purpose, row.created_at) == ("FARO-4821", "received", START)


def test_the_oldest_come_first_and_the_future_not_at_all(store, any_database):
    ids = [
        add(store, any_database, make_mail(), START + timedelta(minutes=n)) for n in (2, 0, 1, 9)
    ]
    taken = store.lease("mail", START + timedelta(minutes=5), LEASE, limit=10)

    assert [row.id for row in taken] == [ids[1], ids[2], ids[0]]


def test_a_row_is_leased_once_until_the_lease_runs_out(store, any_database):
    add(store, any_database, make_mail())
    assert store.lease_due("mail", START, LEASE) is not None

    assert store.lease_due("mail", START + LEASE - timedelta(seconds=1), LEASE) is None
    assert store.lease_due("mail", START + LEASE, LEASE) is not None


def test_lessees_side_by_side_never_get_the_same_row(store, any_database):
    for _ in range(24):
        add(store, any_database, make_mail())

    def take_all(_: int) -> list[str]:
        found = []
        while rows := store.lease("mail", START, LEASE, limit=2):
            found += [row.id for row in rows]
        return found

    with ThreadPoolExecutor(4) as pool:
        taken = [row_id for found in pool.map(take_all, range(4)) for row_id in found]
    assert len(taken) == len(set(taken)) == 24


def test_another_channels_messages_are_left_alone(store, any_database):
    add(store, any_database, make_mail())

    assert store.lease("webhook", START, LEASE) == []
    assert store.make_due("webhook", START - timedelta(days=1)) == 0


def test_a_sent_mail_is_over_and_its_text_forgotten(store, any_database):
    row_id = add(store, any_database, make_mail())
    store.mark_sent(row_id, START)

    assert store.lease("mail", LATER, LEASE) == store.waiting(9) == store.parked(9) == []
    with any_database.read() as connection:
        kept = connection.exec_driver_sql("select payload from outbox").scalar_one()
    assert kept == "{}"


def test_a_failed_row_waits_until_it_is_due_again(store, any_database):
    add(store, any_database, make_mail())
    row = store.lease_due("mail", START, LEASE)
    assert store.mark_failed(row, START + timedelta(hours=1), "busy\nserver")

    assert store.lease_due("mail", START + timedelta(minutes=59), LEASE) is None
    again = store.lease_due("mail", START + timedelta(hours=1), LEASE)
    assert (again.attempts, again.last_error) == (1, "busy server")


def test_whoever_lost_the_lease_cannot_say_that_it_failed(store, any_database):
    add(store, any_database, make_mail())
    slow = store.lease_due("mail", START, LEASE)
    store.lease_due("mail", START + LEASE, LEASE)

    assert not store.mark_failed(slow, LATER, "too late")
    assert not store.park(slow, LATER, "too late")
    assert store.waiting(9)[0].attempts == 0


def test_a_failure_reported_late_does_not_undo_that_it_was_sent(store, any_database):
    add(store, any_database, make_mail())
    row = store.lease_due("mail", START, LEASE)
    store.mark_sent(row.id, START)

    assert not store.mark_failed(row, START, "late")
    assert store.lease("mail", LATER, LEASE) == []


def test_a_parked_row_waits_for_staff_who_can_put_it_back(store, any_database):
    row_id = add(store, any_database, make_mail())
    store.park(store.lease_due("mail", START, LEASE), START, "no such mailbox")
    assert store.lease("mail", LATER, LEASE) == []
    assert [row.last_error for row in store.parked(9)] == ["no such mailbox"]

    assert store.requeue([row_id, "unknown"], LATER) == 1
    assert store.lease_due("mail", LATER, LEASE).attempts == 0


def test_what_is_sent_cannot_be_put_back(store, any_database):
    row_id = add(store, any_database, make_mail())
    store.mark_sent(row_id, START)

    assert store.requeue([row_id], LATER) == 0


def test_making_a_channel_due_moves_what_waits_and_nothing_else(store, any_database):
    fresh, tried, parked = (add(store, any_database, make_mail()) for _ in range(3))
    taken = {row.id: row for row in store.lease("mail", START, LEASE, limit=3)}
    store.mark_failed(taken[tried], LATER, "busy")
    store.park(taken[parked], START, "no")
    store.mark_failed(taken[fresh], START, "busy")

    assert store.make_due("mail", START) == 1
    assert [row.id for row in store.lease("mail", START, LEASE, limit=9)] == sorted([fresh, tried])


def test_a_probe_takes_another_message_each_time(store, any_database):
    ids = {add(store, any_database, make_mail()) for _ in range(3)}
    probed = set()
    for n in range(3):
        row = store.lease_probe("mail", START + timedelta(seconds=n), LEASE)
        probed.add(row.id)
        store.mark_failed(row, LATER + timedelta(seconds=n), "down")

    assert probed == ids
    assert store.lease_probe("mail", START, LEASE) is not None


def test_only_old_sent_rows_are_forgotten(store, any_database):
    sent, waiting = add(store, any_database, make_mail()), add(store, any_database, make_mail())
    store.mark_sent(sent, START)

    assert store.forget_sent(START) == 0
    assert store.forget_sent(LATER) == 1
    assert [row.id for row in store.waiting(9)] == [waiting]
