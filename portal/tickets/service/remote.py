"""Replies and states that come back from the help desk that the provider already has.

An event is taken once, by its id. What it says shows on the customer's page and is mailed like a
reply of our own desk; a change of state is on the record.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from portal.delivery.rules.webhooks import verify
from portal.delivery.store.lines import note_arrival
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import hash_token
from portal.storage.database import Transaction
from portal.tickets.model import AuthorKind, Message, State, Ticket
from portal.tickets.rules import state
from portal.tickets.rules.remote import follow, read_state
from portal.tickets.service.tools import Actor, Tools, progress_of

_LONGEST_TEXT = 20_000


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Reply(_Word):
    """What somebody of the help desk wrote to the customer."""

    author: Annotated[str, Field(min_length=1, max_length=100)]
    text: Annotated[str, Field(min_length=1, max_length=_LONGEST_TEXT)]


class Change(_Word):
    """What happened to one ticket; at least one of `reply` and `state` is there."""

    reference: Annotated[str, Field(min_length=1, max_length=64)]
    reply: Reply | None = None
    state: Annotated[str, Field(max_length=60)] = ""


class DeskEvent(_Word):
    """What a help desk reports: the ticket by our reference, as it got it from us."""

    type: Literal["ticket.updated"]
    timestamp: AwareDatetime
    data: Change


class RemoteDesk:
    """Takes the help desk's word. `key` is the secret that signs it."""

    def __init__(self, tools: Tools, key: bytes | None, name: str) -> None:
        """Without a `key` nothing is taken; `name` stands on the record for changes of state."""
        self._tools, self._key, self._name = tools, key, name

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """Carry out what came; return False where it had come before.

        Raises NotTrusted for what is not signed, NotFound for a ticket that the help desk cannot
        know and where nothing is taken at all, Invalid, or StepRefused.
        """
        if self._key is None:
            raise NotFound("no help desk reports here")
        tools, now = self._tools, self._tools.clock.now()
        event_id = verify(self._key, headers, body, now)
        change, wanted = _read(body)
        with tools.database.write() as connection:
            ticket = tools.get_locked(connection, change.reference)
            if ticket.state in state.NOT_YET_IN_QUEUE:
                raise NotFound(change.reference)
            if not note_arrival(connection, event_id, now):
                return False
            if change.reply is not None:
                waits = wanted is State.WAITING
                ticket = self._answer(connection, ticket, change.reply, event_id, waits=waits)
            if wanted is not None:
                self._follow(connection, ticket, wanted, told=change.reply is not None)
        return True

    def _answer(
        self, connection: Transaction, ticket: Ticket, reply: Reply, event_id: str, *, waits: bool
    ) -> Ticket:
        tools, now = self._tools, self._tools.clock.now()
        text = tools.mask(reply.text)
        message_id = hash_token(f"desk\n{event_id}")[:32]
        message = Message(message_id, AuthorKind.STAFF, reply.author, text, now)
        tools.talk.say(connection, ticket.id, message)
        actor = Actor(reply.author, AuthorKind.STAFF)
        if ticket.state in state.ALIVE:
            step = state.staff_reply(progress_of(ticket), now, wait=waits)
            ticket = tools.take(connection, ticket, step, actor)
        else:  # a last word on what is solved changes nothing
            tools.record(connection, ticket, actor, state.Event.ANSWERED.value)
        token = tools.new_link(connection, ticket)
        mail = tools.mails.answered(ticket, text, token, waits=waits)
        tools.outbox.enqueue(connection, mail, now)
        return ticket

    def _follow(
        self, connection: Transaction, ticket: Ticket, wanted: State, *, told: bool
    ) -> None:
        tools = self._tools
        now = tools.clock.now()
        step = follow(progress_of(ticket), wanted, now, tools.policy.reopen_days)
        if step is None:
            return
        ticket = tools.take(connection, ticket, step, Actor(self._name, AuthorKind.STAFF))
        if step.event is state.Event.SOLVED and not told:
            token = tools.new_link(connection, ticket)
            tools.outbox.enqueue(connection, tools.mails.solved(ticket, "", token), now)


def _read(body: bytes) -> tuple[Change, State | None]:
    try:
        change = DeskEvent.model_validate_json(body).data
    except ValidationError as error:
        where = sorted({".".join(map(str, fault["loc"])) or "body" for fault in error.errors()})
        raise Invalid(f"not an event of a help desk: {', '.join(where)}") from error
    wanted = read_state(change.state) if change.state else None
    if change.state and wanted is None:
        raise Invalid("data.state is none that the portal knows")
    if wanted is None and (change.reply is None or not change.reply.text.strip()):
        raise Invalid("data.reply or data.state is needed")
    return change, wanted
