"""The forms on a ticket's page."""

from dataclasses import dataclass
from typing import Self

from flask import request

from portal.kernel.ids import hash_token, new_id
from portal.tickets.model import Priority
from portal.tickets.service import Act
from portal.web.i18n import gettext as _

LONGEST_MESSAGE = 20_000
LONGEST_REASON = 500


@dataclass(frozen=True)
class AnswerForm:
    """A message and what to do with it; `sending` is the same however often it is sent."""

    act: Act = Act.REPLY
    text: str = ""
    sending: str = ""

    @classmethod
    def fresh(cls) -> Self:
        """Return an empty form for a message that was not sent before."""
        return cls(sending=new_id())

    @classmethod
    def read(cls) -> Self:
        """Read it from the request; what it should do is a reply where nothing known is asked."""
        asked = request.form.get("act", "")
        act = Act(asked) if asked in set(Act) else Act.REPLY
        text = request.form.get("text", "").replace("\r\n", "\n")
        return cls(act, text, request.form.get("sending", "")[:64] or new_id())

    def message_id(self, reference: str) -> str:
        """Return the id of the message: the same for a repeat, another once the words differ.

        Going back in the browser and writing something else is no repeat.
        """
        return hash_token("\n".join((self.sending, reference, self.act, self.text)))[:32]

    def find_gaps(self) -> list[tuple[str, str]]:
        """Return what is wrong: the field, and what to do."""
        if not self.text.strip() and self.act is not Act.SOLVE:
            return [("text", _("Write the message first"))]
        if len(self.text) > LONGEST_MESSAGE:
            return [("text", _("Shorten it to %(num)s characters", num=LONGEST_MESSAGE))]
        return []


@dataclass(frozen=True)
class PriorityForm:
    """Another priority, and why."""

    priority: Priority | None = None
    reason: str = ""

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        asked = request.form.get("priority", "")
        return cls(
            Priority(asked) if asked in set(Priority) else None,
            request.form.get("reason", "")[:LONGEST_REASON],
        )

    def find_gaps(self) -> list[tuple[str, str]]:
        """Return what is missing: the field, and what to do."""
        if self.priority is None:
            return [("priority-1", _("Choose the priority"))]
        if not self.reason.strip():
            return [("reason", _("Give the reason: it stays on the record"))]
        return []
