"""The ticket as support works on it. Every act is on the record with its author."""

from dataclasses import replace
from datetime import datetime

from portal.delivery.model import Mail
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.ids import new_id
from portal.storage.database import Transaction
from portal.tickets.model import (
    Act,
    Attachment,
    AuthorKind,
    Conversation,
    Kind,
    Message,
    Missing,
    Priority,
    State,
    StoredFile,
    Ticket,
)
from portal.tickets.rules import state
from portal.tickets.rules.verdicts import Judgement, TicketJudged, fits
from portal.tickets.rules.weighing import Weighed, write_reason
from portal.tickets.service.tools import Actor, Tools, progress_of


class TicketDesk:
    """What support can do."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def get(self, reference: str) -> Conversation:
        """Return a ticket with notes and history; unconfirmed ones do not exist for support.

        Raises NotFound.
        """
        tools = self._tools
        with tools.database.read() as connection:
            ticket = tools.get_for_staff(connection, reference)
            return tools.talk.conversation(connection, ticket)

    def answer(  # noqa: PLR0913  # the parts of one answer
        self,
        reference: str,
        act: Act,
        text: str,
        author: str,
        *,
        message_id: str = "",
        files: tuple[tuple[Attachment, str], ...] = (),
        asked_for: tuple[Missing, ...] = (),
        excused: str = "",
    ) -> Ticket:
        """Reply, ask the customer, note, or take as solved; the same `message_id` twice is one.

        `asked_for` is what is missing to go on; it counts where the act is to ask. `excused` is
        why words that R5 or R29 warn of are sent all the same; it goes on the record.
        Raises NotFound, Invalid where there are no words, StepRefused where the state forbids it.
        """
        asked_for = asked_for if act is Act.ASK else ()
        if not text.strip() and not asked_for and act is not Act.SOLVE:
            raise Invalid("write the message first")
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            ticket = self._get_locked(connection, reference)
            message = Message(
                id=message_id or new_id(),
                author_kind=AuthorKind.STAFF,
                author_name=author,
                text=tools.mask(text),
                at=now,
                public=act is not Act.NOTE,
                asked_for=asked_for,
            )
            has_words = bool(text.strip()) or bool(files) or bool(asked_for)
            if has_words and not tools.talk.say(connection, ticket.id, message, files):
                return ticket  # before the step: what was sent twice may have solved the ticket
            step = _step(act, ticket, now)
            actor = Actor(author, AuthorKind.STAFF)
            if excused:
                tools.record(connection, ticket, actor, "excused", tools.mask(excused))
            if step is None:
                tools.record(connection, ticket, actor, "noted")
                return ticket
            ticket = tools.take(connection, ticket, step, actor)
            mail = self._mail_of(act, ticket, message, tools.new_link(connection, ticket))
            tools.outbox.enqueue(connection, mail, now)
        return ticket

    def _mail_of(self, act: Act, ticket: Ticket, message: Message, token: str) -> Mail:
        """Return what tells the customer of the act; `token` opens the ticket's page."""
        mails = self._tools.mails
        if act is Act.SOLVE:
            return mails.solved(ticket, message.text, token)
        waits, asked_for = act is Act.ASK, message.asked_for
        return mails.answered(ticket, message.text, token, waits=waits, asked_for=asked_for)

    def _get_locked(self, connection: Transaction, reference: str) -> Ticket:
        """Return the ticket, ours until the transaction ends; NotFound while unconfirmed."""
        ticket = self._tools.get_locked(connection, reference)
        if ticket.state is State.UNCONFIRMED:
            raise NotFound(reference)
        return ticket

    def claim(self, reference: str, author: str) -> Ticket:
        """Put `author`'s name on the ticket. Raises NotFound."""
        return self._assign(reference, author, author, "claimed")

    def release(self, reference: str, author: str) -> Ticket:
        """Take the name off the ticket. Raises NotFound."""
        return self._assign(reference, "", author, "released")

    def _assign(self, reference: str, name: str, author: str, what: str) -> Ticket:
        tools = self._tools
        with tools.database.write() as connection:
            ticket = self._get_locked(connection, reference)
            if ticket.assignee != name:
                tools.tickets.assign(connection, ticket, name, tools.clock.now())
                tools.record(connection, ticket, Actor(author, AuthorKind.STAFF), what)
            return tools.tickets.get_by_id(connection, ticket.id)

    def reprioritise(
        self, reference: str, priority: Priority, reason: Weighed, author: str
    ) -> Ticket:
        """Change the priority, which needs a reason and is on the record (R4).

        Raises NotFound, or Invalid without a reason; the priority it has already changes nothing.
        """
        return self._weigh(reference, priority, reason, author)

    def rekind(self, reference: str, kind: Kind, reason: Weighed, author: str) -> Ticket:
        """Make an incident a request or the other way round, with a reason on the record (R3).

        Raises NotFound, or Invalid without a reason; the kind it has already changes nothing.
        """
        return self._weigh(reference, kind, reason, author)

    def _weigh(self, reference: str, to: Priority | Kind, reason: Weighed, author: str) -> Ticket:
        """Keep what the order of the queue follows from; its place is never set by hand."""
        if reason.is_empty:
            raise Invalid("a change needs a reason")
        tools, now = self._tools, self._tools.clock.now()
        said = write_reason(replace(reason, text=tools.mask(reason.text)))
        with tools.database.write() as connection:
            ticket = self._get_locked(connection, reference)
            before = ticket.priority if isinstance(to, Priority) else ticket.kind
            if to is before:
                return ticket
            if isinstance(to, Priority):
                what, intake = "reprioritised", replace(ticket.intake, priority_reason=said)
                tools.tickets.reprioritise(connection, ticket, to, now)
            else:
                what, intake = "rekinded", replace(ticket.intake, kind_reason=said)
                tools.tickets.rekind(connection, ticket, to, now)
            tools.tickets.set_intake(connection, ticket, intake, now)
            actor = Actor(author, AuthorKind.STAFF)
            tools.record(connection, ticket, actor, what, f"{before} → {to}: {said}")
            return tools.tickets.get_by_id(connection, ticket.id)

    def judge(self, reference: str, judgement: Judgement, author: str) -> None:
        """Say that a ticket should not have come, or came poorly told, and why.

        It is on the record, and counted by who listens. Raises NotFound, or Invalid where the
        reason is none for that verdict.
        """
        if not fits(judgement.verdict, judgement.why):
            raise Invalid("that is no reason for it")
        tools = self._tools
        with tools.database.write() as connection:
            ticket = self._get_locked(connection, reference)
            detail = f"{judgement.why}: {tools.mask(judgement.remark.strip())}"
            actor = Actor(author, AuthorKind.STAFF)
            tools.record(connection, ticket, actor, f"judged_{judgement.verdict}", detail)
        tools.emit(
            TicketJudged(
                judgement.verdict,
                judgement.why,
                ticket.flow,
                ticket.outcome,
                ticket.locale,
                ticket.intake.articles,
            )
        )

    def find_file(self, reference: str, attachment_id: str) -> StoredFile:
        """Return a file of a ticket that support may see. Raises NotFound."""
        tools = self._tools
        ticket = self.get(reference).ticket
        with tools.database.read() as connection:
            found = tools.talk.find_file(connection, ticket.id, attachment_id)
        if found is None:
            raise NotFound("no such file")
        return found


def _step(act: Act, ticket: Ticket, now: datetime) -> state.Step | None:
    progress = progress_of(ticket)
    if act is Act.NOTE:
        return None
    if act is Act.SOLVE:
        return state.solve(progress, now)
    return state.staff_reply(progress, now, wait=act is Act.ASK)
