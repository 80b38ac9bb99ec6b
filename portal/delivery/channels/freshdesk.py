"""Tickets to Freshdesk.

https://developers.freshdesk.com/api/#create_ticket: POST `/api/v2/tickets` with `email`, `name`,
`subject`, `description` (HTML), `status` (2 is open), `priority` (1 low, 2 medium, 3 high),
`source` (2 is the portal) and `tags`; 201 holds the `id`. What comes later is a note
(`/api/v2/tickets/[id]/notes`) with `incoming`. Sign-in is Basic with the API key and any password.
Files make it multipart with `attachments[]`, at most 20 MB together. 429 comes with Retry-After.
"""

from html import escape
from typing import Any, ClassVar

from typing_extensions import override

from portal.delivery.channels.parcel import Parcel, fitting
from portal.delivery.channels.web_desk import WebDesk, name_in

_ROOM = 20_000_000
_PRIORITIES = {"low": 1, "medium": 2, "high": 3}
_OPEN, _PORTAL = 2, 2
_TICKETS = "/api/v2/tickets"


class FreshdeskDesk(WebDesk):
    """Creates tickets and adds notes to them."""

    name: ClassVar[str] = "freshdesk"

    @override
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        parcel = fitting(parcel, _ROOM)
        if remote:
            note = {"body": _html(parcel.text), "private": False, "incoming": True}
            self._post(f"{_TICKETS}/{remote}/notes", note, parcel)
            return remote
        return self._find(parcel) or self._create(parcel)

    def _create(self, parcel: Parcel) -> str:
        data = parcel.data
        ticket = {
            "email": data.customer.email,
            "name": data.customer.name or data.customer.email,
            "subject": parcel.title,
            "description": _html(parcel.text),
            "status": _OPEN,
            "priority": _PRIORITIES.get(data.priority, 1),
            "source": _PORTAL,
            "tags": [*parcel.tags, data.reference],
        }
        return name_in(self._post(_TICKETS, ticket, parcel).get("id"))

    def _post(self, path: str, fields: dict[str, Any], parcel: Parcel) -> dict[str, Any]:
        if not parcel.files:
            answer = self._door.ask("POST", path, json=fields, hide=parcel.private)
            return dict(answer.fields())
        files = [
            ("attachments[]", (file.name, content, file.mime)) for file, content in parcel.files
        ]
        answer = self._door.ask(
            "POST", path, data=_in_parts(fields), files=files, hide=parcel.private
        )
        return dict(answer.fields())

    def _find(self, parcel: Parcel) -> str:
        """Return the ticket that an earlier attempt made, though we did not hear of it."""
        if not parcel.row.attempts:
            return ""
        query = {"query": f"\"tag:'{parcel.data.reference}'\""}
        found = self._door.ask("GET", "/api/v2/search/tickets", params=query).fields()
        results = found.get("results")
        first = results[0] if isinstance(results, list) and results else None
        return name_in(first.get("id")) if isinstance(first, dict) else ""


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _in_parts(fields: dict[str, Any]) -> dict[str, Any]:
    """Return `fields` as a multipart form says them: lists with `[]`, the rest in words."""
    parts: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, list):
            parts[f"{name}[]"] = value
        else:
            parts[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return parts
