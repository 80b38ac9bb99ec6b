"""What an HTTP answer means for a message."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from portal.delivery.rules.outbox import LONGEST_WAIT, clean_header

_REFUSED_US = frozenset({401, 403})
_BUSY = frozenset({429, 502, 503, 504})
_LATER = frozenset({408, 425, 429})
_GONE, _TOO_LARGE = 410, 413
_SAID_LIMIT = 160
_SAID_IN = ("error_human", "message", "description", "error", "title")
_LINK = re.compile(r"https?://\S+")


class Outcome(StrEnum):
    """What becomes of a message after an answer."""

    TAKEN = "taken"
    LATER = "later"
    CHANNEL_BUSY = "channel_busy"
    NEVER = "never"
    TOO_LARGE = "too_large"
    CHANNEL_GONE = "channel_gone"


def judge_status(status: int) -> Outcome:
    """Return what the status code of an answer means.

    What only a person can mend (a refused key, a wrong address, a redirect, which is never
    followed) is for staff to see at once. RFC 9110, 15; 425 is RFC 8470, 429 is RFC 6585.
    """
    if 200 <= status <= 299:  # noqa: PLR2004  # the classes of RFC 9110
        return Outcome.TAKEN
    if status in _BUSY:
        return Outcome.CHANNEL_BUSY
    if status >= 500 or status in _LATER:  # noqa: PLR2004
        return Outcome.LATER
    return {_GONE: Outcome.CHANNEL_GONE, _TOO_LARGE: Outcome.TOO_LARGE}.get(status, Outcome.NEVER)


def retry_after(value: str, now: datetime) -> timedelta:
    """Return how long a `Retry-After` asks to wait: seconds or a date (RFC 9110, 10.2.3).

    What makes no sense asks for nothing; more than six hours count as six.
    """
    text = value.strip()
    if text.isdecimal() and text.isascii():
        return min(timedelta(seconds=min(int(text[:9]), 10**6)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(text) - now
    except (TypeError, ValueError, OverflowError):
        return timedelta(0)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def explain_status(status: int, said: str) -> str:
    """Return why a message was not taken, in words that staff can act on."""
    reason = f"the help desk answered {status}"
    if status in _REFUSED_US:
        reason = f"the help desk refused our key ({status}): check PORTAL_DESK_TOKEN and its rights"
    elif 300 <= status <= 399:  # noqa: PLR2004
        reason = (
            f"the help desk answered with a redirect ({status}), which is not followed:"
            " PORTAL_DESK_ADDRESS has to be the final address"
        )
    elif status in {404, 405}:
        reason = f"the help desk has nothing at this address ({status})"
    elif status == _GONE:
        reason = "the help desk wants no more messages (410)"
    elif status == _TOO_LARGE:
        reason = "the message is too large for the help desk (413)"
    return f"{reason}: {said}" if said else reason


def what_it_said(kind: str, body: bytes, hidden: Iterable[str] = ()) -> str:
    """Return the explanation in the answer `body` of the media type `kind`, in one short line.

    Links and everything in `hidden` are left out: keys, and what the customer wrote.
    """
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        text = _said_in_json(text)
    elif "text/plain" not in kind:
        return ""
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        text = text.replace(secret, "…")
    return clean_header(_LINK.sub("…", text), _SAID_LIMIT)


def _said_in_json(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, Mapping):
        return ""
    said = [str(found[key]) for key in _SAID_IN if isinstance(found.get(key), str)]
    errors = found.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if isinstance(first, Mapping):
        said += [f"{first.get('field', '')} {first.get('message', '')}".strip()]
    return ": ".join(dict.fromkeys(filter(None, said)))
