"""The worker: nothing twice, nothing lost, and no message in the others' way."""

import threading
import time
from datetime import timedelta

import pytest

from portal.delivery.model import ChannelDown, ChannelUp, MessageParked, MessageSent, State
from portal.delivery.ports import PermanentFailure, TemporaryFailure
from portal.delivery.store import OutboxStore
from portal.delivery.worker import Deliverer
from portal.kernel.errors import Unavailable
from portal.storage.database import Database
from tests.unit.delivery.conftest import START, HandClock, MemoryChannel, add, make_mail

DOWN = TemporaryFailure("no route", whole_channel=True)
BUSY = TemporaryFailure("451 try later")


class Post:
    """A worker with its outbox, channel and events at hand."""

    def __init__(self, store: OutboxStore, database: Database, clock: HandClock) -> None:
        self.store, self.database, self.clock = store, database, clock
        self.channel = MemoryChannel()
        self.events: list[object] = []
        self.deliverer = self.start()

    def start(self) -> Deliverer:
        return Deliverer(self.store, {"mail": self.channel}, self.clock, self.events.append)

    def add(self, to: str = "marta@customer.example") -> str:
        return add(self.store, self.database, make_mail(to=to), self.clock.now())

    def run(self, **span: float) -> int:
        self.clock.move(**span)
        return self.deliverer.run_once()

    @property
    def sent(self) -> list[str]:
        return [row.id for row in self.channel.sent]


@pytest.fixture
def post(store: OutboxStore, database: Database, clock: HandClock) -> Post:
    return Post(store, database, clock)


def test_all_that_waits_is_sent_once_oldest_first(post):
    ids = []
    for _ in range(3):
        ids.append(post.add())
        post.clock.move(seconds=1)

    assert (post.run(), post.run()) == (3, 0)
    assert post.sent == ids
    assert MessageSent(ids[0], "mail", "received") in post.events


def test_an_outage_costs_one_try_every_thirty_seconds(post):
    post.channel.failure = DOWN
    for _ in range(5):
        post.add()

    handled = [post.run(seconds=1) for _ in range(61)]
    assert sum(handled) == 3
    assert len(post.store.waiting(9)) == 5


def test_the_first_success_makes_everything_due(post):
    post.channel.failure = DOWN
    ids = {post.add() for _ in range(5)}
    for _ in range(20):
        post.run(minutes=30)
    post.channel.failure = None

    post.run(seconds=30)
    assert set(post.sent) == ids
    assert post.store.waiting(9) == []


def test_an_outage_is_told_once_with_its_reason_and_once_when_over(post):
    post.add()
    post.run()
    post.channel.failure = DOWN
    post.add()
    post.run(minutes=1)
    post.run(minutes=1)
    post.channel.failure = None
    post.run(minutes=1)

    told = [e for e in post.events if isinstance(e, ChannelUp | ChannelDown)]
    assert told == [ChannelUp("mail"), ChannelDown("mail", "no route"), ChannelUp("mail")]


def test_an_outage_of_any_length_gives_up_nothing(post):
    post.channel.failure = DOWN
    row_id = post.add()
    for _ in range(40):
        post.run(hours=8)
    post.channel.failure = None
    post.run(seconds=30)

    assert post.sent == [row_id]


def test_a_server_that_tells_everybody_to_wait_is_down_too(post):
    post.channel.failure = BUSY
    for _ in range(5):
        post.add()

    assert sum(post.run(seconds=1) for _ in range(29)) == 1
    post.channel.failure = None
    post.run(seconds=30)
    assert len(post.sent) == 5


def test_one_full_mailbox_does_not_hold_up_the_others(post):
    post.channel.failures["full@customer.example"] = BUSY
    post.add("full@customer.example")
    post.run()
    for _ in range(3):
        post.add()
    post.run(seconds=31)

    assert len(post.sent) == 3
    late = post.add()
    post.run(seconds=1)
    assert post.sent[-1] == late


def test_a_message_that_fails_for_three_days_is_parked_and_told(post):
    post.channel.failures["full@customer.example"] = BUSY
    row_id = post.add("full@customer.example")
    for _ in range(100):
        post.add()
        post.run(hours=1)

    (parked,) = post.store.parked(9)
    assert (parked.id, parked.last_error) == (row_id, "451 try later")
    assert timedelta(days=3) <= _parked_after(post) <= timedelta(days=4)
    assert MessageParked(row_id, "mail", "received", "FARO-4821", "451 try later") in post.events


def _parked_after(post: Post) -> timedelta:
    with post.database.read() as connection:
        query = "select settled_at from outbox where state = 'parked'"
        found = connection.exec_driver_sql(query).scalar_one()
    return type(START).fromisoformat(found).replace(tzinfo=START.tzinfo) - START


def test_a_refused_message_is_parked_at_once_and_the_rest_goes_on(post):
    post.channel.failures["gone@customer.example"] = PermanentFailure("550 unknown")
    post.add()
    post.add("gone@customer.example")
    post.add()
    post.run()
    post.run(seconds=31)

    assert len(post.sent) == 2
    assert [row.last_error for row in post.store.parked(9)] == ["550 unknown"]


def test_a_fault_of_ours_stops_neither_the_worker_nor_the_other_messages(post, caplog):
    post.add()
    post.run()
    post.channel.failures["odd@customer.example"] = ZeroDivisionError()
    post.add("odd@customer.example")
    post.run()
    post.add()
    post.run(seconds=31)

    assert len(post.sent) == 2
    assert [row.last_error for row in post.store.waiting(9)] == ["our own fault: ZeroDivisionError"]
    assert "failed unexpectedly" in caplog.text


def test_the_time_a_server_asks_for_is_kept(post):
    post.channel.failure = TemporaryFailure("wait", after=timedelta(minutes=10), whole_channel=True)
    post.add()
    post.run()

    assert sum(post.run(minutes=1) for _ in range(9)) == 0
    assert post.run(minutes=1) == 1


def test_after_a_restart_what_was_put_off_is_tried_at_once(post):
    post.channel.failure = DOWN
    row_id = post.add()
    for _ in range(20):
        post.run(minutes=30)
    post.channel.failure = None
    post.deliverer = post.start()

    post.run()
    assert post.sent == [row_id]


def test_a_message_is_not_repeated_because_the_database_was_away(post, monkeypatch):
    post.add()
    with monkeypatch.context() as patch:
        patch.setattr(post.store, "mark_sent", _unavailable)
        with pytest.raises(Unavailable):
            post.run()
    post.run(hours=1)

    assert len(post.sent) == 1
    assert post.store.waiting(9) == []


def _unavailable(*_: object) -> None:
    raise Unavailable("the database does not answer")


def test_a_killed_workers_message_is_sent_again_with_the_same_id(post, monkeypatch):
    post.add()
    with monkeypatch.context() as patch:
        patch.setattr(post.store, "mark_sent", _unavailable)
        with pytest.raises(Unavailable):
            post.run()
    post.deliverer = post.start()
    post.run()
    assert len(post.sent) == 1
    post.run(minutes=10)

    assert len({row.message_id for row in post.channel.sent}) == 1
    assert len(post.sent) == 2


def test_running_ends_at_once_when_told(post):
    stop = threading.Event()
    thread = threading.Thread(target=post.deliverer.run, args=(stop, timedelta(minutes=5)))
    thread.start()
    stop.set()
    post.deliverer.wake()
    thread.join(5)

    assert not thread.is_alive()


def test_waking_sends_without_waiting_for_the_interval(post):
    stop = threading.Event()
    thread = threading.Thread(target=post.deliverer.run, args=(stop, timedelta(minutes=5)))
    thread.start()
    post.add()
    post.deliverer.wake()
    give_up = time.monotonic() + 5
    while not post.sent and time.monotonic() < give_up:
        time.sleep(0.01)
    stop.set()
    post.deliverer.wake()
    thread.join(5)

    assert len(post.sent) == 1


def test_a_database_that_is_away_does_not_end_the_worker(post, monkeypatch, caplog):
    stop = threading.Event()

    faults = [Unavailable("the database does not answer"), ZeroDivisionError()]

    def run_once() -> int:
        if faults:
            raise faults.pop(0)
        stop.set()
        return 0

    monkeypatch.setattr(post.deliverer, "run_once", run_once)
    post.deliverer.run(stop, timedelta(0))

    assert "delivery waits" in caplog.text
    assert "delivery stumbled" in caplog.text


def test_a_message_stays_in_the_state_waiting_while_it_fails(post):
    post.channel.failure = BUSY
    post.add()
    post.run()

    assert [row.state for row in post.store.waiting(9)] == [State.WAITING]
