"""Tickets to osTicket.

https://github.com/osTicket/osTicket/blob/develop/setup/doc/api/tickets.md: POST to
`api/tickets.json` with `X-API-Key` (a key is tied to our address); `name`, `email`, `subject` and
`message` are required; files are data URLs (RFC 2397) by name; 201 answers with the new number as
text. The API only creates: what a customer adds becomes a ticket that names the first one.
"""

import re
from typing import Any, ClassVar

from typing_extensions import override

from portal.delivery.channels.http import Door
from portal.delivery.channels.parcel import Parcel, in_base64
from portal.delivery.channels.web_desk import WebDesk, name_in
from portal.delivery.ports import FileSource

_PATH = "/api/tickets.json"
_NUMBER = re.compile(rb'\s*"?([\w-]{1,40})"?\s*', re.ASCII)


class OsTicketDesk(WebDesk):
    """Creates tickets; `topic` is the id of a help topic, empty for the installation's own."""

    name: ClassVar[str] = "osticket"

    def __init__(self, door: Door, source: FileSource, topic: str = "") -> None:
        super().__init__(door, source)
        self._topic = topic

    @override
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        answer = self._door.ask(
            "POST", _PATH, json=self._fields(parcel, remote), hide=parcel.private
        )
        found = _NUMBER.fullmatch(answer.body)
        number = name_in(found[1].decode("ascii") if found else None)
        return remote or number

    def _fields(self, parcel: Parcel, remote: str) -> dict[str, Any]:
        customer = parcel.data.customer
        fields = {
            "alert": True,
            "autorespond": False,  # the portal has told the customer already
            "source": "API",
            "name": customer.name or customer.email,
            "email": customer.email,
            "subject": f"{parcel.title} (#{remote})" if remote else parcel.title,
            "message": f"#{remote}\n\n{parcel.text}" if remote else parcel.text,
            "attachments": [
                {file.name: f"data:{file.mime};base64,{in_base64(content)}"}
                for file, content in parcel.files
            ],
        }
        return fields | ({"topicId": self._topic} if self._topic else {})
