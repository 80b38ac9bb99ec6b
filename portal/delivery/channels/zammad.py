"""Tickets to Zammad.

https://docs.zammad.org/en/latest/api/intro.html: `Authorization: Token token=…`.
https://docs.zammad.org/en/latest/api/ticket/index.html: POST `/api/v1/tickets` with `title`,
`group`, `customer_id` (`guess:` and an address makes the customer where there is none), `priority`
by its name and an `article`; 201 holds the `id`. What comes later is POST
`/api/v1/ticket_articles` with `ticket_id`; files are `filename`, `data` in base64 and `mime-type`
(https://docs.zammad.org/en/latest/api/ticket/articles.html).
"""

from typing import Any, ClassVar

from typing_extensions import override

from portal.delivery.channels.http import Door
from portal.delivery.channels.parcel import Parcel, in_base64
from portal.delivery.channels.web_desk import WebDesk, name_in
from portal.delivery.ports import FileSource

_PRIORITIES = {"low": "1 low", "medium": "2 normal", "high": "3 high"}


class ZammadDesk(WebDesk):
    """Creates tickets in `group` and adds articles to them."""

    name: ClassVar[str] = "zammad"

    def __init__(self, door: Door, source: FileSource, group: str) -> None:
        super().__init__(door, source)
        self._group = group

    @override
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        article = _article(parcel)
        if remote:
            article["ticket_id"] = int(remote) if remote.isdecimal() else remote
            self._door.ask("POST", "/api/v1/ticket_articles", json=article, hide=parcel.private)
            return remote
        return self._find(parcel) or self._create(parcel, article)

    def _create(self, parcel: Parcel, article: dict[str, Any]) -> str:
        data = parcel.data
        ticket = {
            "title": parcel.title,
            "group": self._group,
            "customer_id": f"guess:{data.customer.email}",
            "article": article,
        }
        if data.priority in _PRIORITIES:
            ticket["priority"] = _PRIORITIES[data.priority]
        answer = self._door.ask("POST", "/api/v1/tickets", json=ticket, hide=parcel.private)
        return name_in(answer.fields().get("id"))

    def _find(self, parcel: Parcel) -> str:
        """Return the ticket that an earlier attempt made, though we did not hear of it."""
        if not parcel.row.attempts:
            return ""
        query = {"query": f'title:"[{parcel.data.reference}]"', "limit": "1"}
        found = self._door.ask("GET", "/api/v1/tickets/search", params=query).fields()
        tickets = found.get("tickets")
        return str(tickets[0]) if isinstance(tickets, list) and tickets else ""


def _article(parcel: Parcel) -> dict[str, Any]:
    return {
        "subject": parcel.title,
        "body": parcel.text,
        "content_type": "text/plain",
        "type": "note",
        "sender": "Customer",
        "internal": False,
        "attachments": [
            {"filename": file.name, "data": in_base64(content), "mime-type": file.mime}
            for file, content in parcel.files
        ],
    }
