"""Every channel in every kind of trouble, with the real worker and outbox around it.

Each message ends delivered, or parked where trying again is of no use; meanwhile and then staff
read why. The servers are real ones on loopback that misbehave as told.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from typing_extensions import override

from portal.delivery.channels.desk_mail import MailDesk
from portal.delivery.model import DESK, MAIL, Mail, OutboxRow, State
from portal.delivery.model.desk import Dispatch
from portal.delivery.ports import Channel
from portal.delivery.rules.outbox import LEAST_ATTEMPTS
from portal.delivery.store import OutboxStore
from portal.delivery.worker import Deliverer
from portal.storage.database import Database, metadata
from tests.contract.delivery.desk_servers import TOKEN, free_port
from tests.contract.delivery.made import NOW, load, make_row
from tests.contract.delivery.test_channels import SENDER, Postbox, smtp
from tests.contract.delivery.test_channels import make_row as make_mail
from tests.contract.delivery.test_desks import world_of

_WEB = ("osticket", "zammad", "zendesk", "freshdesk", "webhook")
_NAMES = ("smtp", "mail", *_WEB)
_SMALL = 2500


@dataclass
class SmallPostbox(Postbox):
    """A mail server that takes mails up to `most` bytes."""

    most: int = 10**9

    @override
    async def handle_DATA(self, server, session, envelope):
        if len(envelope.content) > self.most:
            return "552 5.3.4 message too big"
        return await super().handle_DATA(server, session, envelope)  # type: ignore[no-untyped-call]  # aiosmtpd's way


@dataclass
class World:
    """One channel, how to trouble it and to end the trouble, and how much arrived."""

    kind: str
    build: Callable[[], Channel]
    trouble: Callable[[str], None]
    mend: Callable[[], None]
    arrived: Callable[[], int]


@contextmanager
def web_world(name: str) -> Iterator[World]:
    modes = {"rate": "429", "5xx": "500", "slow": "hangs", "half": "half_closed", "key": "401"}
    for world in world_of(name):

        def trouble(what: str, desk: Any = world.desk) -> None:
            desk.mode = modes.get(what, "no_files")
            desk.most_bytes = _SMALL
            if (name, what) == ("zendesk", "large"):  # its files go up by themselves
                desk.mode, desk.most_bytes = "normal", 1000

        def mend(desk: Any = world.desk) -> None:
            desk.mode, desk.most_bytes = "normal", 10**9

        yield World(DESK, lambda w=world: w.channel, trouble, mend, lambda w=world: len(w.entries))  # type: ignore[misc]  # bound now


@contextmanager
def mail_world(name: str) -> Iterator[World]:
    modes = {"rate": "450 4.7.1 too many mails", "5xx": "554 5.6.0 not like this"}
    modes |= {"slow": "hangs", "half": "drops"}
    postbox, port = SmallPostbox(), free_port()
    chosen: dict[str, str] = {}
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()

    def build() -> Channel:
        carrier = smtp(port, **chosen)
        return carrier if name == "smtp" else MailDesk(carrier, SENDER, "queue@desk.example", load)

    def trouble(what: str) -> None:
        postbox.mode = modes.get(what, "normal")
        postbox.most = (_SMALL if name == "mail" else 100) if what == "large" else 10**9
        chosen.update({"user": "faro", "password": TOKEN} if what == "key" else {})

    def mend() -> None:
        postbox.mode, postbox.most = "normal", 10**9
        chosen.clear()

    kind = MAIL if name == "smtp" else DESK
    yield World(kind, build, trouble, mend, lambda: len(postbox.letters))
    server.stop()


@dataclass
class MovedClock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class Post:
    """The outbox with one message, and the worker that empties it into the channel of a world."""

    world: World
    store: OutboxStore
    clock: MovedClock = field(default_factory=MovedClock)

    def keep(self) -> None:
        with self.store.database.write() as connection:
            if self.world.kind == MAIL:
                self.store.enqueue(connection, Mail.from_payload(make_mail().payload), NOW)
            else:
                dispatch = Dispatch.from_payload(make_row().payload)
                self.store.enqueue_for_desk(connection, dispatch, NOW)

    def work(self, hours: int = 1) -> State:
        """Let a worker that has just started try once, some hours later; return how it stands."""
        self.clock.moment += timedelta(hours=hours)
        channels = {self.world.kind: self.world.build()}
        Deliverer(self.store, channels, self.clock, lambda _: None).run_once()
        return State.WAITING if self.waiting else State.PARKED if self.parked else State.SENT

    @property
    def waiting(self) -> list[OutboxRow]:
        return self.store.waiting(9)

    @property
    def parked(self) -> list[OutboxRow]:
        return self.store.parked(9)

    @property
    def reason(self) -> str:
        """What staff read beside the message."""
        return (self.waiting + self.parked)[0].last_error


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('ends') / 'portal.db'}")
    metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture(params=_NAMES)
def post(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Post]:
    """Each channel in turn, with one message on its way."""
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    open_world = web_world if request.param in _WEB else mail_world
    with open_world(request.param) as world:
        made = Post(world, OutboxStore(database, "faro.example"))
        made.keep()
        yield made


def assert_readable(reason: str) -> None:
    assert reason.startswith(("the help desk ", "the mail server "))
    assert len(reason.split()) >= 5
    for private in (TOKEN, "Traceback", "Error(", "Abrir Outlook", "secret-token"):
        assert private not in reason


@pytest.mark.parametrize("trouble", ["rate", "slow", "half"])
def test_what_passes_is_waited_for_with_a_reason_and_then_delivered(post, trouble):
    post.world.trouble(trouble)
    assert post.work() is State.WAITING
    assert_readable(post.reason)

    post.world.mend()
    assert post.work() is State.SENT
    assert post.world.arrived() in {1, 2}  # a broken-off one may have arrived the first time


def test_a_refusal_by_a_fault_of_theirs_ends_delivered_or_parked(post):
    post.world.trouble("5xx")
    state = post.work()
    assert_readable(post.reason)
    if state is State.PARKED:  # a mail server that says 554 means it
        post.store.requeue([post.parked[0].id], post.clock.now())

    post.world.mend()
    assert post.work() is State.SENT


def test_wrong_credentials_are_named_and_mended_by_trying_again(post):
    post.world.trouble("key")
    state = post.work()
    assert_readable(post.reason)
    if state is State.PARKED:
        post.store.requeue([post.parked[0].id], post.clock.now())

    post.world.mend()
    assert post.work() is State.SENT


def test_what_is_too_large_arrives_without_its_files_or_is_parked_where_it_has_none(post):
    post.world.trouble("large")
    if post.work() is State.PARKED:
        assert post.world.kind == MAIL
        assert_readable(post.reason)
    else:
        assert (post.waiting, post.world.arrived()) == ([], 1)


def test_what_never_passes_is_given_up_for_a_person_to_see(post):
    post.world.trouble("5xx")
    for _ in range(LEAST_ATTEMPTS):
        if post.work(hours=6) is State.PARKED:
            break
    assert_readable(post.reason)
    assert post.parked
