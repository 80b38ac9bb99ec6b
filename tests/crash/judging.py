"""What is kept after the kills, compared with what customers meant and were told."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.app import build
from portal.delivery.model import DESK, MAIL, State
from portal.delivery.store.tables import outbox
from portal.settings import Settings
from portal.storage.files import FileName
from portal.tickets.store.tables import attachments, messages, tickets
from tests.crash.intentions import NAME, Intention, Ledger, digest
from tests.crash.postbox import Postbox

_CHANNELS = (MAIL, DESK)
_QUEUED = "new"


@dataclass
class Findings:
    """What was compared, and what was wrong with it, a sentence each."""

    tickets: int = 0
    files: int = 0
    sent: int = 0
    repeated: int = 0
    lost: list[str] = field(default_factory=list)
    halved: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    delivery: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Every fault."""
        return [*self.lost, *self.halved, *self.doubled, *self.different, *self.delivery]


@dataclass(frozen=True)
class Kept:
    """The rows of the store, those of a ticket by its id or reference."""

    tickets: list[Any]
    messages: dict[int, list[Any]]
    files: dict[int, list[Any]]
    outbox: dict[str, list[Any]]


def judge(settings: Settings, ledger: Ledger, postbox: Postbox, ends: int) -> Findings:
    """Compare everything. The worker was killed `ends` times."""
    services = build(settings)
    try:
        with services.database.read() as connection:
            kept = Kept(
                list(connection.execute(sa.select(tickets))),
                _grouped(connection.execute(sa.select(messages)), "ticket_id"),
                _grouped(connection.execute(sa.select(attachments)), "ticket_id"),
                _grouped(connection.execute(sa.select(outbox)), "reference"),
            )
        found = Findings(tickets=len(kept.tickets))
        _judge_acknowledged(kept, ledger, found)
        for row in kept.tickets:
            _judge_ticket(row, kept, ledger, found)
            for file in kept.files.get(row.id, []):
                content = services.attachments.load(FileName(file.stored))
                _judge_file(row, file, content, ledger.intended.get(row.person_email), found)
        _judge_delivery(kept, postbox, ends, found)
        return found
    finally:
        services.database.close()


def _grouped(rows: Any, column: str) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, column), []).append(row)
    return grouped


def _judge_acknowledged(kept: Kept, ledger: Ledger, found: Findings) -> None:
    known = {row.reference: row for row in kept.tickets}
    for email, reference in ledger.acknowledged.items():
        if reference not in known or known[reference].person_email != email:
            found.lost.append(f"{reference}: acknowledged and gone")
        elif reference in ledger.confirmed and known[reference].state != _QUEUED:
            found.lost.append(f"{reference}: confirmed, and not in the queue")
    writers = Counter(row.person_email for row in kept.tickets)
    found.doubled += [f"{email}: {count} tickets" for email, count in writers.items() if count > 1]


def _judge_ticket(row: Any, kept: Kept, ledger: Ledger, found: Findings) -> None:
    """Judge every ticket of the store, also one that was never acknowledged."""
    about = ledger.intended.get(row.person_email)
    if about is None:
        found.different.append(f"{row.reference}: nobody sent it")
        return
    found.different += [f"{row.reference}: {name}" for name in _changed(row, about)]
    said = [message.text for message in kept.messages.get(row.id, [])]
    if said != [about.observed]:
        found.halved.append(f"{row.reference}: says {said}")
    names = sorted(file.name for file in kept.files.get(row.id, []))
    wanted = sorted(name for name, _ in about.files)
    if names != wanted:
        found.halved.append(f"{row.reference}: files {names} in place of {wanted}")
    sends = sorted((one.channel, one.purpose) for one in kept.outbox.get(row.reference, []))
    expected = _expected_sends(row.state)
    if sends != expected:
        found.halved.append(f"{row.reference}: sends {sends} in place of {expected}")


def _expected_sends(state: str) -> list[tuple[str, str]]:
    if state != _QUEUED:
        return [(MAIL, "confirmation")]
    return sorted([(MAIL, "confirmation"), (MAIL, "entered"), (DESK, "ticket.created")])


def _changed(row: Any, about: Intention) -> Iterator[str]:
    """Yield the fields that are not as they were sent."""
    report, person = row.intake["report"], row.intake["person"]
    pairs = {
        "subject": (row.subject, about.subject),
        "steps": (tuple(report["steps"]), about.steps),
        "expected": (report["expected"], about.expected),
        "observed": (report["observed"], about.observed),
        "consent": (report["consent"], "look"),
        "person": (person, {"name": NAME, "email": about.email}),
        "name": (row.person_name, NAME),
        "domain": (row.intake["domain"], about.domain),
        "about": ((row.flow, row.kind, row.locale), ("website", "incident", "en")),
    }
    for name, (is_now, was) in pairs.items():
        if is_now != was:
            yield f"{name} is {is_now!r} in place of {was!r}"


def _judge_file(
    row: Any, file: Any, content: bytes, about: Intention | None, found: Findings
) -> None:
    found.files += 1
    sent = dict(about.files).get(file.name) if about else None
    if sent is None or digest(file.name, sent) != digest(file.name, content):
        found.different.append(f"{row.reference}: {file.name} is not what was sent")
    if (digest("", content), len(content)) != (file.sha256, file.size):
        found.different.append(f"{row.reference}: {file.name} is not what was kept")


def _judge_delivery(kept: Kept, postbox: Postbox, ends: int, found: Findings) -> None:
    rows = {row.message_id: row for sends in kept.outbox.values() for row in sends}
    arrived = Counter(letter.message_id for letter in postbox.letters)
    contents = {(letter.message_id, letter.digest) for letter in postbox.letters}
    found.sent, found.repeated = len(arrived), arrived.total() - len(arrived)
    found.delivery += [f"{name}: came, and nobody sent it" for name in set(arrived) - set(rows)]
    found.delivery += [
        f"{row.reference}: never came" for n, row in rows.items() if n not in arrived
    ]
    found.delivery += [
        f"{row.reference}: {row.channel} is {row.state} ({row.last_error})"
        for row in rows.values()
        if row.state != State.SENT.value
    ]
    if len(contents) > len(arrived):
        found.delivery.append(f"{len(contents) - len(arrived)} repeats differ")
    for channel in _CHANNELS:  # each sends one message at a time
        of_it = [name for name, row in rows.items() if row.channel == channel and arrived[name]]
        repeats = sum(arrived[name] - 1 for name in of_it)
        if repeats > ends:
            found.delivery.append(f"{channel}: {repeats} repeats after {ends} kills")
    _judge_sent_files(kept, postbox, found)


def _judge_sent_files(kept: Kept, postbox: Postbox, found: Findings) -> None:
    """What the help desk got has the very files of the ticket."""
    digests = {
        row.reference: sorted((file.name, file.sha256) for file in kept.files.get(row.id, []))
        for row in kept.tickets
    }
    desk = {
        row.message_id: row.reference
        for sends in kept.outbox.values()
        for row in sends
        if row.channel == DESK
    }
    for letter in postbox.letters:
        reference = desk.get(letter.message_id)
        if reference is not None and sorted(letter.files) != digests.get(reference):
            found.different.append(f"{reference}: other files at the help desk")
