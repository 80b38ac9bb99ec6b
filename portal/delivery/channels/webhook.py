"""Tickets to an address of the provider's own, signed as Standard Webhooks has it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the id
stays the same at every attempt and the timestamp is the attempt's; 2xx alone is success, redirects
are not followed, 410 disables, Retry-After is heeded. The body follows the JSON Schema that the
portal publishes at `/api/v1/schemas/ticket.json`.
"""

import json
from typing import ClassVar

from typing_extensions import override

from portal.delivery.channels.http import Door
from portal.delivery.channels.parcel import Parcel, fitting, in_base64
from portal.delivery.channels.web_desk import WebDesk
from portal.delivery.ports import FileSource
from portal.delivery.rules.webhooks import sign
from portal.kernel.clock import Clock

_ROOM = 5_000_000
"""Bytes of files that go along; the specification asks for small bodies."""


class WebhookDesk(WebDesk):
    """Posts each event to one address."""

    name: ClassVar[str] = "webhook"

    def __init__(self, door: Door, source: FileSource, *, key: bytes, clock: Clock) -> None:
        super().__init__(door, source)
        self._key, self._clock = key, clock

    @override
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        body = to_body(fitting(parcel, _ROOM))
        headers = sign(self._key, parcel.row.id, self._clock.now(), body)
        headers["Content-Type"] = "application/json"
        self._door.ask("POST", content=body, headers=headers, hide=parcel.private)
        return ""


def to_body(parcel: Parcel) -> bytes:
    """Return the event as it is sent, with the content of the files that go along."""
    event = parcel.dispatch.event.model_dump(mode="json")
    contents = {file.id: in_base64(content) for file, content in parcel.files}
    message = event["data"]["message"]
    for file in message["files"] if message else ():
        file["content"] = contents.get(file["id"])
    event["data"]["text"] = parcel.text
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
