"""The form that answers a ticket: the words, what they do, and why words in doubt are sent."""

from dataclasses import dataclass, replace
from typing import Self

from flask import request

from portal.kernel.ids import hash_token, new_id
from portal.kernel.text import plain_line_ends
from portal.staff.model import Reply
from portal.staff.rules.replies import insert
from portal.tickets.model import Act, Missing
from portal.web.i18n import gettext as _

LONGEST_MESSAGE = 20_000
LONGEST_REASON = 500


@dataclass(frozen=True)
class AnswerForm:
    """A message and what to do with it; `sending` is the same however often it is sent.

    `asked` is what the customer is asked for, `excuse` why words in doubt are sent all the same.
    `is_filled` says that a reply at hand was just put in.
    """

    act: Act = Act.REPLY
    text: str = ""
    sending: str = ""
    asked: tuple[Missing, ...] = ()
    excuse: str = ""
    is_filled: bool = False

    @classmethod
    def fresh(cls) -> Self:
        """Return an empty form for a message that was not sent before."""
        return cls(sending=new_id())

    @classmethod
    def read(cls) -> Self:
        """Read it from the request; what it should do is a reply where nothing known is asked."""
        asked = request.form.get("act", "")
        wanted = set(request.form.getlist("asked"))
        return cls(
            act=Act(asked) if asked in set(Act) else Act.REPLY,
            text=plain_line_ends(request.form.get("text", "")),
            sending=request.form.get("sending", "")[:64] or new_id(),
            asked=tuple(missing for missing in Missing if missing in wanted),
            excuse=request.form.get("excuse", "").strip()[:LONGEST_REASON],
        )

    def message_id(self, reference: str) -> str:
        """Return the id of the message: the same for a repeat, another once the words differ.

        Going back in the browser and writing something else is no repeat.
        """
        asked = " ".join(self.asked) if self.act is Act.ASK else ""
        whole = (self.sending, reference, self.act, self.text, *([asked] if asked else []))
        return hash_token("\n".join(whole))[:32]

    def with_reply(self, reply: Reply, words: str) -> Self:
        """Return the form with a reply at hand after what was typed; what it does is chosen."""
        asked = tuple(m for m in Missing if m in {*self.asked, *reply.asks})
        return replace(
            self, text=insert(self.text, words), act=reply.act, asked=asked, is_filled=True
        )

    @property
    def is_for_customer(self) -> bool:
        """Whether the customer reads it."""
        return self.act is not Act.NOTE

    def find_gaps(self) -> list[tuple[str, str]]:
        """Return what is wrong: the field, and what to do."""
        asks = self.act is Act.ASK and self.asked
        if not self.text.strip() and self.act is not Act.SOLVE and not asks:
            return [("text", _("Write the message first"))]
        if len(self.text) > LONGEST_MESSAGE:
            return [("text", _("Shorten it to %(num)s characters", num=LONGEST_MESSAGE))]
        return []
