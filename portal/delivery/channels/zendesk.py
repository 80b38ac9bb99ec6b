"""Tickets to Zendesk.

https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/: POST `/api/v2/tickets.json`
with `subject`, `comment`, `requester`, `external_id`, `priority`; PUT adds a comment. Sign-in is
Basic with `{agent's address}/token` and the token. `Idempotency-Key` makes a repeated POST one
ticket (https://developer.zendesk.com/api-reference/ticketing/introduction/#idempotency); it is
forgotten after a while, so that an old attempt is looked up by `external_id`. Files are uploaded
first (POST `/api/v2/uploads.json?filename=`), and the comment takes their tokens
(https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/). A closed ticket
takes no comment and answers 422: then a follow-up names it as `via_followup_source_id`. 429 comes
with Retry-After (https://developer.zendesk.com/api-reference/introduction/rate-limits/).
"""

from contextlib import suppress
from typing import Any, ClassVar

from typing_extensions import override

from portal.delivery.channels.http import Answer, Rejected
from portal.delivery.channels.parcel import Parcel
from portal.delivery.channels.web_desk import WebDesk, name_in
from portal.delivery.model.desk import File
from portal.delivery.ports import TooLarge

_PRIORITIES = {"low": "low", "medium": "normal", "high": "high"}
_TYPES = {"incident": "incident", "request": "task"}
_TICKETS = "/api/v2/tickets"
_BAD_REQUEST, _UNPROCESSABLE = 400, 422


class ZendeskDesk(WebDesk):
    """Creates tickets and adds comments; `remote` is the ticket's number and its requester's."""

    name: ClassVar[str] = "zendesk"

    @override
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        if remote:
            return self._comment(parcel, remote)
        if parcel.row.attempts and (found := self._find(parcel)):
            return found
        try:
            return self._create(parcel)
        except Rejected as failure:  # the key is known with other upload tokens: it was made before
            found = self._find(parcel) if failure.status == _BAD_REQUEST else ""
            if not found:
                raise
            return found

    def _create(self, parcel: Parcel, follows: str = "") -> str:
        data = parcel.data
        comment = self._content(parcel)
        ticket: dict[str, Any] = {
            "subject": parcel.title,
            "comment": comment,
            "requester": {
                "name": data.customer.name or data.customer.email,
                "email": data.customer.email,
            },
            "external_id": data.reference,
            "tags": [*parcel.tags],
        }
        if data.priority in _PRIORITIES:
            ticket["priority"] = _PRIORITIES[data.priority]
        if data.kind in _TYPES:
            ticket["type"] = _TYPES[data.kind]
        if follows:
            ticket["via_followup_source_id"] = follows
        return _name(self._post(parcel, ticket).fields().get("ticket"))

    def _post(self, parcel: Parcel, ticket: dict[str, Any]) -> Answer:
        return self._door.ask(
            "POST",
            f"{_TICKETS}.json",
            json={"ticket": ticket},
            headers={"Idempotency-Key": parcel.row.id},
            hide=parcel.private,
        )

    def _comment(self, parcel: Parcel, remote: str) -> str:
        number, _, requester = remote.partition("/")
        comment = self._content(parcel)
        if requester:
            comment["author_id"] = int(requester)
        body = {"ticket": {"comment": comment}}
        try:
            self._door.ask("PUT", f"{_TICKETS}/{number}.json", json=body, hide=parcel.private)
        except Rejected as failure:
            if failure.status != _UNPROCESSABLE:
                raise
            return self._create(parcel, follows=number)
        return remote

    def _content(self, parcel: Parcel) -> dict[str, Any]:
        """Return the comment; a file that is too large is named in it, the others go along."""
        tokens, kept = [], []
        for file, content in parcel.files:
            with suppress(TooLarge):
                tokens.append(self._upload(file, content))
                kept.append((file, content))
        return {"body": parcel.keeping(kept).text, "public": True, "uploads": tokens}

    def _upload(self, file: File, content: bytes) -> str:
        answer = self._door.ask(
            "POST",
            "/api/v2/uploads.json",
            params={"filename": file.name},
            content=content,
            headers={"Content-Type": file.mime},
            hide=(file.name,),
        )
        upload = answer.fields().get("upload")
        return name_in(upload.get("token") if isinstance(upload, dict) else None)

    def _find(self, parcel: Parcel) -> str:
        """Return the ticket that an earlier attempt made, though we did not hear of it."""
        query = {"external_id": parcel.data.reference}
        tickets = self._door.ask("GET", f"{_TICKETS}.json", params=query).fields().get("tickets")
        return _name(tickets[0]) if isinstance(tickets, list) and tickets else ""


def _name(ticket: object) -> str:
    fields = ticket if isinstance(ticket, dict) else {}
    number = name_in(fields.get("id"))
    requester = fields.get("requester_id")
    return f"{number}/{requester}" if isinstance(requester, int) else number
