"""Everything of an address as one zip: each ticket as JSON, with its files beside it.

It is made while it is sent: no more than one file is in memory, whatever there is.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from typing_extensions import override

from portal.kernel.errors import PortalError
from portal.tickets.model import Conversation, Message, StoredFile
from portal.tickets.rules.listing import AMONG_STAFF


class _Pipe:
    """A file to write to that hands on what was written; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep `data` until it is taken."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is there to take."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def stream_zip(
    tickets: Iterable[tuple[Conversation, list[StoredFile]]], load: Callable[[str], bytes]
) -> Iterator[bytes]:
    """Yield a zip with a folder for each ticket; `load` returns the content of a stored file.

    A file that cannot be read now is named in its ticket's JSON with `included: false`.
    """
    pipe, names = _Pipe(), []
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # write and flush are all it needs
        for whole, files in tickets:
            reference = whole.ticket.reference
            names.append(reference)
            paths: dict[str, str] = {}
            for number, file in enumerate(files, 1):
                path = f"files/{number:03}-{safe_name(file.attachment.name)}"
                try:
                    content = load(file.stored)
                except PortalError:
                    continue
                archive.writestr(f"{reference}/{path}", content)
                paths[file.attachment.id] = path
                yield pipe.take()
            archive.writestr(f"{reference}/ticket.json", _dump(ticket_data(whole, paths)))
            yield pipe.take()
        archive.writestr("tickets.json", _dump({"tickets": names}))
    yield pipe.take()


def safe_name(name: str) -> str:
    """Return a file's name as it can stand in any folder, and leads to no other."""
    kept = "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name)
    return kept.strip(". ")[-120:] or "file"


def ticket_data(whole: Conversation, paths: dict[str, str]) -> dict[str, Any]:
    """Return a ticket as plain data: what the customer told, and what they were told.

    `paths` leads from a file's id to its place in the zip.
    """
    ticket = whole.ticket
    return {
        "reference": ticket.reference,
        "state": ticket.state,
        "kind": ticket.kind,
        "priority": ticket.priority,
        "queue": ticket.queue,
        "product": ticket.product,
        "locale": ticket.locale,
        "created_at": ticket.created_at,
        "entered_at": ticket.entered_at,
        "answered_at": ticket.answered_at,
        "solved_at": ticket.solved_at,
        "last_change_at": ticket.updated_at,
        "report": asdict(ticket.intake),
        "messages": [_message(m, paths) for m in whole.messages if m.public],
        "history": [
            {"at": r.at, "by": r.actor, "by_kind": r.actor_kind, "what": r.what, "detail": r.detail}
            for r in whole.records
            if r.what not in AMONG_STAFF
        ],
    }


def _message(message: Message, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "at": message.at,
        "by": message.author_name,
        "by_kind": message.author_kind,
        "text": message.text,
        "asked_for": message.asked_for,
        "files": [
            {
                "name": file.name,
                "size": file.size,
                "mime": file.mime,
                "sha256": file.sha256,
                "path": paths.get(file.id, ""),
                "included": file.id in paths,
            }
            for file in message.attachments
        ],
    }


class _Plain(json.JSONEncoder):
    @override
    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, cls=_Plain, ensure_ascii=False, indent=2) + "\n"
