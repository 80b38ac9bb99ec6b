"""When to try again, when to give up, and what may stand in a mail's head."""

import ipaddress
import re
from datetime import datetime, timedelta
from enum import StrEnum

from portal.delivery.model import MailLimits
from portal.kernel.text import clip, squeeze, strip_controls

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
PROBE_EVERY = timedelta(seconds=30)
PATIENCE = timedelta(days=3)
LEAST_ATTEMPTS = 20

_LIMITS_SPAN = timedelta(hours=1)
_MOST_DOUBLINGS = 16
_HEADER_LIMIT = 200
_ADDRESS_LIMIT = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_ADDRESS = re.compile(r"""[^\s@<>(),;:"\[\]\\]{1,64}@[^\s@<>(),;:"\[\]\\]+""")
_TAG = re.compile(r"(?<=.)\+.*")


class Stage(StrEnum):
    """How far a conversation with a mail server had come when it answered."""

    OPENING = "opening"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(StrEnum):
    """What an answer means: try this message later, try all of them later, or never again."""

    LATER = "later"
    CHANNEL_DOWN = "channel_down"
    NEVER = "never"


_CLOSING = 421
_NOT_ABOUT_THE_MAIL = frozenset({500, 502, 503, 530, 534, 535, 538})
_TOO_LARGE = 552


def judge(stage: Stage, code: int) -> Verdict:
    """Return what the server's reply `code` at `stage` means for the message.

    A refused sender, missing sign-in or unknown command is our own configuration: everything
    waits until the operator has mended it. RFC 5321, 4.2; RFC 4954, 6.
    """
    is_about_the_mail = stage in {Stage.RECIPIENT, Stage.CONTENT} or code == _TOO_LARGE
    if stage is Stage.OPENING or code == _CLOSING or code in _NOT_ABOUT_THE_MAIL:
        return Verdict.CHANNEL_DOWN
    if 400 <= code <= 499:  # noqa: PLR2004  # the classes of RFC 5321
        return Verdict.LATER
    if 500 <= code <= 599 and is_about_the_mail:  # noqa: PLR2004
        return Verdict.NEVER
    return Verdict.CHANNEL_DOWN


def backoff(attempt: int, jitter: float) -> timedelta:
    """Return how long to wait after the failed `attempt` (from 1): doubling, up to six hours.

    `jitter`, from 0 to 1, takes off up to half, so that what failed together is spread.
    """
    doublings = min(max(attempt - 1, 0), _MOST_DOUBLINGS)
    whole = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return whole * (1 - jitter / 2)


def is_hopeless(attempts: int, created_at: datetime, now: datetime) -> bool:
    """Return whether a message that failed `attempts` times is given up.

    Both many attempts and three days are needed: an outage is probed often, and a message that
    staff put back gets all its attempts again.
    """
    return attempts >= LEAST_ATTEMPTS and now - created_at >= PATIENCE


def message_id(row_id: str, domain: str) -> str:
    """Return the Message-ID of the row, the same at every attempt."""
    return f"<{row_id}@{domain}>"


def clean_header(text: str, limit: int = _HEADER_LIMIT) -> str:
    """Return `text` fit for a header: one line, nothing invisible, at most `limit` characters."""
    return clip(squeeze(strip_controls(squeeze(text))), limit)


def is_address(text: str) -> bool:
    """Return whether `text` is one bare address that can safely stand in a header."""
    return (
        len(text) <= _ADDRESS_LIMIT
        and strip_controls(text) == text
        and _ADDRESS.fullmatch(text) is not None
    )


def mailbox_key(address: str) -> str:
    """Return what is the same for every spelling of a mailbox: no case, no `+tag`."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{_TAG.sub('', local)}@{domain.rstrip('.')}"


def network_key(address: str) -> str:
    """Return who is counted for the network address: all of IPv4, the /64 of IPv6."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return clip(address, 64)
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False))


def limits_since(now: datetime) -> datetime:
    """Return from when on mails are counted against the limits."""
    return now - _LIMITS_SPAN


def is_within(limits: MailLimits, to_mailbox: int, by_network: int) -> bool:
    """Return whether one more mail is allowed after so many in the last hour."""
    return to_mailbox < limits.per_mailbox and by_network < limits.per_network
