"""Every channel to a help desk on the web, against a server that answers as its API does."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import jsonschema
import pytest

from portal.delivery.channels.freshdesk import FreshdeskDesk
from portal.delivery.channels.http import Door, Patience
from portal.delivery.channels.osticket import OsTicketDesk
from portal.delivery.channels.web_desk import WebDesk
from portal.delivery.channels.webhook import WebhookDesk
from portal.delivery.channels.zammad import ZammadDesk
from portal.delivery.channels.zendesk import ZendeskDesk
from portal.delivery.model import OutboxRow
from portal.delivery.model.desk import Customer, event_schema
from portal.delivery.ports import (
    ChannelGone,
    DeliveryFailure,
    PermanentFailure,
    TemporaryFailure,
    TooLarge,
)
from portal.delivery.rules.webhooks import read_secret, verify
from tests.contract.delivery import desk_servers as servers
from tests.contract.delivery.desk_servers import AGENT, TOKEN, Desk, Entry, serving
from tests.contract.delivery.made import LOG, NOW, SHOT, load, make_row

SHORT = Patience(
    opening=timedelta(seconds=0.5), answer=timedelta(seconds=0.5), whole=timedelta(seconds=1)
)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The key of the examples that Standard Webhooks' own libraries are tested with."""


@dataclass
class StillClock:
    def now(self):
        return NOW


def open_door(address: str, **more: object) -> Door:
    return Door(address, hidden=(TOKEN,), patience=SHORT, clock=StillClock(), **more)  # type: ignore[arg-type]


def osticket(address: str) -> WebDesk:
    return OsTicketDesk(open_door(address, headers={"X-API-Key": TOKEN}), load)


def zammad(address: str) -> WebDesk:
    headers = {"Authorization": f"Token token={TOKEN}"}
    return ZammadDesk(open_door(address, headers=headers), load, "2nd Level")


def zendesk(address: str) -> WebDesk:
    return ZendeskDesk(open_door(address, auth=(f"{AGENT}/token", TOKEN)), load)


def freshdesk(address: str) -> WebDesk:
    return FreshdeskDesk(open_door(address, auth=(TOKEN, "X")), load)


def webhook(address: str) -> WebDesk:
    key = read_secret(SECRET)
    return WebhookDesk(open_door(f"{address}/hook"), load, key=key, clock=StillClock())


@dataclass
class World:
    name: str
    desk: Desk
    channel: WebDesk

    def deliver(self, row: OutboxRow | None = None) -> str | None:
        try:
            return self.channel.deliver(row or make_row())
        finally:
            self.channel.close()

    def failure(self, mode: str, row: OutboxRow | None = None) -> DeliveryFailure:
        self.desk.mode = mode
        with pytest.raises(DeliveryFailure) as caught:
            self.deliver(row)
        return caught.value

    @property
    def entries(self) -> list[Entry]:
        return self.desk.entries


_KINDS: dict[str, tuple[type[Desk], Callable[[str], WebDesk]]] = {
    "osticket": (servers.OsTicket, osticket),
    "zammad": (servers.Zammad, zammad),
    "zendesk": (servers.Zendesk, zendesk),
    "freshdesk": (servers.Freshdesk, freshdesk),
    "webhook": (servers.Webhook, webhook),
}


def world_of(name: str) -> Iterator[World]:
    kind, build = _KINDS[name]
    desk = kind()
    with serving(desk) as address:
        yield World(name, desk, build(address))


@pytest.fixture(params=_KINDS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Each product in turn."""
    yield from world_of(request.param)


@pytest.fixture
def one(request: pytest.FixtureRequest) -> Iterator[World]:
    """The product that the test asks for."""
    yield from world_of(request.param)


def only(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("one", [name], indirect=True)


class TestEveryDesk:
    def test_brings_the_report_and_its_files_byte_for_byte(self, world):
        world.deliver()

        (entry,) = world.entries
        assert "Outlook: no puedo enviar (ana@cliente.example)" in entry.title
        assert "Abrir Outlook" in entry.text
        assert dict(entry.files) == {"registro žluťoučký.log": LOG, "x.png": SHOT}

    def test_paid_work_can_be_filed_apart_where_tickets_have_tags(self, world):
        world.deliver()
        world.deliver(make_row(2, agreement=None))

        paid = [b"paid-work" in request.body for request in world.desk.requests]
        assert any(paid) is (world.name in {"zendesk", "freshdesk"})
        assert not paid[-1]

    def test_what_the_customer_adds_lands_where_the_ticket_is(self, world):
        remote = world.deliver() or ""
        world.deliver(make_row(2, more=True, remote=remote))

        first, second = world.entries
        assert "Y ahora tampoco" in second.text
        if world.name == "osticket":  # its API cannot add: a ticket that names the first
            assert second.title.endswith("(#123456)")
            assert second.text.startswith("#123456\n")
        else:
            assert second.on
        assert not first.on

    def test_a_ticket_of_another_product_is_none_of_this_one(self, world):
        world.deliver(make_row(2, more=True, remote="elsewhere:77"))

        assert len(world.entries) == 1

    @pytest.mark.parametrize("mode", ["401", "403"])
    def test_a_refused_key_is_for_staff_to_see_and_not_in_the_reason(self, world, mode):
        failure = world.failure(mode)

        assert type(failure) is not TemporaryFailure
        assert isinstance(failure, PermanentFailure)
        assert failure.reason.startswith(f"the help desk refused our key ({mode})")
        assert TOKEN not in failure.reason
        assert "https://" not in failure.reason

    def test_too_many_requests_wait_as_long_as_asked(self, world):
        failure = world.failure("429")

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert failure.after == timedelta(seconds=90)

    def test_an_overloaded_desk_may_name_a_date(self, world):
        failure = world.failure("503")

        assert isinstance(failure, TemporaryFailure)
        assert failure.after == timedelta(minutes=10)

    def test_a_fault_of_theirs_is_tried_again(self, world):
        failure = world.failure("500")

        assert isinstance(failure, TemporaryFailure)
        assert not failure.whole_channel, "the message may be what they stumble over"

    def test_a_redirect_is_not_followed(self, world):
        failure = world.failure("redirect")

        assert isinstance(failure, PermanentFailure)
        assert "PORTAL_DESK_ADDRESS" in failure.reason
        assert len(world.desk.requests) == 1

    @pytest.mark.parametrize("mode", ["404", "422"])
    def test_what_they_do_not_want_like_this_is_given_up(self, world, mode):
        assert isinstance(world.failure(mode), PermanentFailure)

    def test_no_more_wanted_stops_the_channel(self, world):
        assert isinstance(world.failure("410"), ChannelGone)

    @pytest.mark.parametrize("mode", ["hangs", "drips"])
    def test_a_desk_that_does_not_finish_is_left_in_time(self, world, mode):
        began = time.monotonic()
        failure = world.failure(mode)

        assert isinstance(failure, TemporaryFailure)
        assert failure.whole_channel
        assert time.monotonic() - began < 10

    def test_a_connection_that_breaks_off_is_tried_again_with_the_same_identity(self, world):
        failure = world.failure("half_closed")
        world.desk.mode = "normal"
        world.deliver(make_row(attempts=1))

        assert isinstance(failure, TemporaryFailure)
        assert len({entry.title for entry in world.entries}) == 1

    def test_it_recovers_within_a_batch(self, world):
        for mode in ("normal", "500", "half_closed", "422", "normal"):
            world.desk.mode = mode
            try:
                world.channel.deliver(make_row(len(world.desk.requests) + 1))
            except DeliveryFailure:
                assert mode != "normal"
        world.channel.close()

        assert world.entries

    def test_what_is_too_large_goes_once_more_without_its_files_and_says_so(self, world):
        world.desk.mode, world.desk.most_bytes = "no_files", 2500
        if world.name == "zendesk":
            world.desk.mode, world.desk.most_bytes = "normal", 1000
        world.deliver()

        (entry,) = world.entries
        assert "x.png" not in dict(entry.files)
        assert "These files could not be sent along:" in entry.text
        assert "/staff/tickets/FARO-4821/files/b" in entry.text

    def test_what_is_too_large_without_files_is_given_up(self, world):
        assert isinstance(world.failure("413", make_row(2, more=True)), TooLarge)

    def test_a_file_that_is_gone_or_changed_is_named_in_its_place(self, world):
        row = make_row()
        world.deliver(
            OutboxRow(**{**row.__dict__, "payload": {**row.payload, "stored": {"b": "stored-log"}}})
        )

        (entry,) = world.entries
        assert entry.files == ()
        assert "x.png" in entry.text

    def test_what_is_no_ticket_fails_for_good(self, world):
        row = OutboxRow(**{**make_row().__dict__, "payload": {"oh": "no"}})
        with pytest.raises(PermanentFailure):
            world.deliver(row)

        assert world.desk.requests == []

    def test_logs_and_reasons_hold_neither_key_nor_words(self, world, caplog):
        caplog.set_level(logging.DEBUG, "portal")
        caplog.set_level(logging.INFO)
        world.deliver()
        reasons = [world.failure(mode).reason for mode in ("401", "422", "500", "half_closed")]

        told = f"{[r.getMessage() for r in caplog.records]} {reasons}"
        for private in (TOKEN, "Abrir Outlook", "ana@cliente.example"):
            assert private not in told


@pytest.mark.parametrize("name", ["osticket", "zammad", "zendesk", "freshdesk"])
def test_a_page_in_place_of_an_answer_is_no_success(name):
    for world in world_of(name):
        failure = world.failure("page")

        assert isinstance(failure, TemporaryFailure)
        assert "does not name the ticket" in failure.reason


@pytest.mark.parametrize("name", ["zammad", "zendesk", "freshdesk"])
def test_a_ticket_that_arrived_unheard_is_found_and_not_made_again(name):
    for world in world_of(name):
        world.failure("half_closed")
        world.desk.mode = "normal"
        remote = world.deliver(make_row(attempts=1))

        assert len(world.entries) == 1
        assert (remote or "").startswith(f"{name}:1")


class TestZendesk:
    @only("zendesk")
    def test_a_kill_after_the_answer_makes_no_second_ticket(self, one):
        first = one.deliver(make_row(2, more=False))
        again = one.deliver(make_row(2, more=False))  # other upload tokens: the key does not fit

        assert first == again
        assert len(one.entries) == 1

    @only("zendesk")
    def test_what_comes_after_closing_becomes_a_follow_up(self, one):
        remote = one.deliver() or ""
        one.desk.closed.add("1")
        after = one.deliver(make_row(2, more=True, remote=remote))

        assert one.entries[1].on == "1"
        assert after == "zendesk:2/20978392"


class TestFreshdesk:
    @only("freshdesk")
    def test_what_customers_write_is_no_markup_there(self, one):
        one.deliver()

        assert "Outlook &lt;b&gt;<br>" in one.entries[0].text

    @only("freshdesk")
    def test_a_reason_names_the_field_that_is_wrong(self, one):
        customer = Customer(name="Ana", email="nobody")
        failure = one.failure("normal", make_row(customer=customer))

        expected = "Validation failed: email It should be a valid email address"
        assert failure.reason == f"the help desk answered 400: {expected}"


class TestWebhook:
    @only("webhook")
    def test_every_body_is_signed_and_fits_the_published_schema(self, one):
        one.deliver()
        one.deliver(make_row(2, more=True))

        for number, request in enumerate(one.desk.requests, 1):
            event_id = verify(read_secret(SECRET), request.headers, request.body, NOW)
            assert event_id == f"{number:032x}"
            jsonschema.validate(
                json.loads(request.body),
                event_schema(),
                format_checker=jsonschema.FormatChecker(),
            )

    @only("webhook")
    def test_a_repeat_has_the_same_id_and_body(self, one):
        one.failure("500")
        one.failure("half_closed")

        first, second = one.desk.requests
        assert first.body == second.body
        assert first.headers["webhook-id"] == second.headers["webhook-id"]

    @only("webhook")
    def test_a_file_left_out_is_still_described(self, one):
        one.desk.mode, one.desk.most_bytes = "no_files", 2500
        one.deliver()

        files = one.desk.requests[-1].json()["data"]["message"]["files"]
        assert [(f["content"], f["size"]) for f in files] == [(None, len(LOG)), (None, len(SHOT))]


def test_an_absent_desk_is_a_failure_of_the_whole_channel():
    with pytest.raises(TemporaryFailure) as caught:
        zammad("http://127.0.0.1:1").deliver(make_row())

    assert caught.value.whole_channel
    assert caught.value.reason == "the help desk cannot be reached"
