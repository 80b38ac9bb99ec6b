"""The replies at hand, and the look at a reply before it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.staff.model import Reply
from portal.staff.rules.reply_check import Doubt, Phrases, check_reply

RepliesOf = Callable[[], Mapping[Locale, tuple[Reply, ...]]]
PhrasesOf = Callable[[], Mapping[Locale, Phrases]]


@dataclass(frozen=True)
class AtHand:
    """A reply in the customer's language; `label` is what the reader's language calls it."""

    label: str
    reply: Reply


class Replies:
    """Asks for the files anew each time: what the provider edits is there at once."""

    def __init__(self, replies: RepliesOf, phrases: PhrasesOf) -> None:
        self._replies, self._phrases = replies, phrases

    def at_hand(self, customer: Locale, reader: Locale) -> list[AtHand]:
        """Return the replies in the customer's language, in the order of its file."""
        found = self._replies()
        labels = {reply.key: reply.name for reply in found.get(reader, ())}
        return [
            AtHand(labels.get(reply.key, reply.name), reply) for reply in found.get(customer, ())
        ]

    def find(self, key: str, customer: Locale) -> Reply | None:
        """Return the reply `key` in the customer's language, or None."""
        return next((r for r in self._replies().get(customer, ()) if r.key == key), None)

    def check(self, text: str) -> tuple[Doubt, ...]:
        """Return what a customer must not read in `text` (R29, R5)."""
        return check_reply(text, self._phrases())
