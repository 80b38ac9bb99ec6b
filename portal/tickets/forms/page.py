"""A ticket as its page shows it: one thread, and the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask_babel import format_decimal

from portal.site import Entrance, Site
from portal.tickets.forms.history import event_html, is_for_customer
from portal.tickets.model import AuthorKind, Conversation, Message, Missing, Record, State
from portal.tickets.rules.listing import Shown
from portal.web.i18n import gettext as _

_KB, _MB = 1_000, 1_000_000
_MADE_ANEW = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_SAID_BY_MESSAGES = frozenset({"created", "added", "answered"})
BADGES = {
    State.UNCONFIRMED: ("warn", "mail"),
    State.AWAITING_APPROVAL: ("warn", "user"),
    State.NEW: ("", "list"),
    State.OPEN: ("info", "clock"),
    State.WAITING: ("warn", "user"),
    State.SOLVED: ("ok", "check"),
    State.CLOSED: ("", "check"),
}
"""Tone and icon of a state's badge."""

STANDING = {"ok": ("check", "t-ok"), "fail": ("x", "t-bad"), "unknown": ("ask", "")}
"""Icon and tone of a fact that works, fails or is not known."""


_LIVE = ("phone", "chat", "call_back")


@dataclass(frozen=True)
class LiveChannel:
    """A channel with a person at the other end; `is_open` is None where it is always open."""

    entrance: Entrance
    is_open: bool | None


def live_channels(site: Site, now: datetime) -> list[LiveChannel]:
    """Return the channels on which somebody talks, those that are open now first."""
    local = now.astimezone(ZoneInfo(site.timezone))
    found = {entrance.key: entrance for entrance in site.entrances if entrance.key in _LIVE}
    listed = [LiveChannel(found[k], found[k].is_open_at(local)) for k in _LIVE if k in found]
    return sorted(listed, key=lambda channel: channel.is_open is False)


def missing_now(conversation: Conversation) -> tuple[Missing, ...]:
    """Return what support last asked for, while the ticket waits for it; nothing otherwise."""
    if conversation.ticket.state is not State.WAITING:
        return ()
    asked = [m.asked_for for m in conversation.messages if m.author_kind is AuthorKind.STAFF]
    return asked[-1] if asked else ()


def list_address(locale: str, shown: Shown, query: str = "", number: int = 1) -> str:
    """Return the address of a page of one's own tickets."""
    more = {"q": query} if query else {}
    more |= {"page": str(number)} if number > 1 else {}
    return f"/{locale}/tickets/?{urlencode({'view': shown.value, **more})}"


@dataclass(frozen=True)
class Action:
    """The last thing that happened, in words."""

    words: str
    by: str
    at: datetime


def thread(conversation: Conversation) -> Sequence[Message | Record]:
    """Return what was said after the first message, and what was done, oldest first.

    An event that a message already tells is left out.
    """
    told = [
        r for r in conversation.records if is_for_customer(r) and r.what not in _SAID_BY_MESSAGES
    ]
    return sorted(
        [*conversation.messages[1:], *told], key=lambda item: (item.at, isinstance(item, Record))
    )


def last_action(conversation: Conversation, brand: str) -> Action | None:
    """Return the last thing that the customer may know of, or None."""
    known = [r for r in conversation.records if is_for_customer(r)]
    if not known:
        return None
    last = known[-1]
    return Action(event_html(last), author_name(last, brand), last.at)


def author_name(item: Message | Record, brand: str) -> str:
    """Return who said or did it, as the customer reads it."""
    kind = item.author_kind if isinstance(item, Message) else item.actor_kind
    name = item.author_name if isinstance(item, Message) else item.actor
    if kind is AuthorKind.CUSTOMER and isinstance(item, Record):
        return _("You")
    if kind is AuthorKind.STAFF:
        return _("%(name)s, from %(brand)s", name=name, brand=brand)
    return name or brand


def size_words(size: int) -> str:
    """Return a file's size as people say it."""
    if size < _MB:
        return f"{format_decimal(max(-(-size // _KB), 1))} kB"
    return f"{format_decimal(round(size / _MB, 1))} MB"


def is_picture(mime: str) -> bool:
    """Return whether we made the file anew ourselves, so that it may be shown in a page."""
    return mime in _MADE_ANEW
