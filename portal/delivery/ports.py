"""What every channel promises.

DeliveryFailure
├── TemporaryFailure    try again later
└── PermanentFailure    trying again is of no use
    ├── TooLarge        as it is: without its files it may be taken
    └── ChannelGone     for this and all other messages
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from portal.delivery.model import OutboxRow

LONGEST_DELIVERY = timedelta(minutes=2)


class DeliveryFailure(Exception):  # noqa: N818  # an outcome, not a fault of ours
    """A message was not delivered; `reason` is for staff to read, without the message's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(DeliveryFailure):
    """Trying again may help.

    `after` is the time the other side asked for; `whole_channel` says that no other message
    would have fared better.
    """

    def __init__(
        self, reason: str, *, after: timedelta = timedelta(0), whole_channel: bool = False
    ) -> None:
        super().__init__(reason)
        self.after, self.whole_channel = after, whole_channel


class PermanentFailure(DeliveryFailure):
    """This message will never be accepted as it is."""


class TooLarge(PermanentFailure):
    """The message is too large; a channel that can leave files out tries without them."""


class ChannelGone(PermanentFailure):
    """The other side wants no more messages of ours, until a person sees to it."""


FileSource = Callable[[str], bytes]
"""Returns the content of a stored file. Raises NotFound where it is gone."""


class Channel(Protocol):
    """A way out. One thread uses it at a time; `deliver` may follow `close`.

    - `deliver` returns only when the other side has taken responsibility for the message, and
      raises TemporaryFailure or PermanentFailure otherwise, and nothing else.
    - It ends within LONGEST_DELIVERY, also where the other side hangs or answers drop by drop.
    - Repeating it sends the same identity (`message_id`) and the same content. After a
      TemporaryFailure the message may have arrived nevertheless.
    - It keeps nothing of the message and logs none of its text.
    """

    def deliver(self, row: OutboxRow) -> str | None:
        """Hand the message over; return what the other side calls its reference, if it does.

        Raises TemporaryFailure, PermanentFailure.
        """
        ...

    def close(self) -> None:
        """Let go of connections; called after every batch, harmless when there is none."""
        ...
