"""A ticket as it goes into a help desk: its title, its text, and the files that fit."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from portal.delivery.model import OutboxRow
from portal.delivery.model.desk import Dispatch, EventType, File, TicketData
from portal.delivery.ports import FileSource, PermanentFailure
from portal.delivery.rules import clean_header
from portal.kernel.errors import NotFound

_TITLE_LIMIT = 250


@dataclass(frozen=True)
class Parcel:
    """What one message of the outbox brings; `left_out` names files that cannot go along."""

    row: OutboxRow
    dispatch: Dispatch
    files: tuple[tuple[File, bytes], ...] = field(default=(), repr=False)
    left_out: tuple[File, ...] = ()

    @property
    def data(self) -> TicketData:
        """The ticket."""
        return self.dispatch.event.data

    @property
    def is_new(self) -> bool:
        """Whether the help desk hears of the ticket for the first time."""
        return self.dispatch.event.type is EventType.CREATED

    @property
    def title(self) -> str:
        """One line that begins with our reference, by which people find the ticket in both."""
        return clean_header(f"[{self.data.reference}] {self.data.subject}", _TITLE_LIMIT)

    @property
    def text(self) -> str:
        """The report, and where the files are that did not go along."""
        if not self.left_out:
            return self.data.text
        names = "\n".join(f"- {file.name}: {file.url}" for file in self.left_out)
        return f"{self.data.text.rstrip()}\n\n{self.dispatch.left_out}\n{names}\n"

    @property
    def tags(self) -> tuple[str, ...]:
        """What the help desk may file the ticket under."""
        paid = ("paid-work",) if self.data.agreement else ()
        return ("portal", self.data.product, *paid)

    @property
    def private(self) -> tuple[str, ...]:
        """What no reason for a failure may repeat, as a help desk may quote what it was sent."""
        data = self.data
        return (data.subject, data.customer.name, data.customer.email)

    def keeping(self, files: Sequence[tuple[File, bytes]]) -> Self:
        """Return it with only `files`; the others are named as left out."""
        kept = {file.id for file, _ in files}
        gone = tuple(file for file, _ in self.files if file.id not in kept)
        return replace(self, files=tuple(files), left_out=(*self.left_out, *gone))


def pack(row: OutboxRow, source: FileSource) -> Parcel:
    """Return what `row` brings, with its files.

    A file that is gone, or is not what it was, is left out. Raises PermanentFailure where the row
    holds no ticket.
    """
    try:
        dispatch = Dispatch.from_payload(row.payload)
    except ValueError as error:
        raise PermanentFailure("the stored message cannot be read") from error
    parcel = Parcel(row, dispatch)
    for file in dispatch.files:
        content = _load(dispatch, file, source)
        if content is None:
            parcel = replace(parcel, left_out=(*parcel.left_out, file))
        else:
            parcel = replace(parcel, files=(*parcel.files, (file, content)))
    return parcel


def _load(dispatch: Dispatch, file: File, source: FileSource) -> bytes | None:
    try:
        content = source(dispatch.stored[file.id])
    except (KeyError, NotFound):
        return None
    return content if hashlib.sha256(content).hexdigest() == file.sha256 else None


def fitting(parcel: Parcel, room: int) -> Parcel:
    """Return `parcel` with the files that fit into `room` bytes together, in their order."""
    kept: list[tuple[File, bytes]] = []
    for file, content in parcel.files:
        if len(content) <= room:
            kept.append((file, content))
            room -= len(content)
    return parcel.keeping(kept)


def in_base64(content: bytes) -> str:
    """Return `content` as JSON can carry it."""
    return base64.b64encode(content).decode("ascii")
