"""What a check of ours found.

`unknown` never blames anyone: it is every answer that proves nothing, our own trouble included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """The class of what was seen: never a banner, never a body."""

    NONE = ""
    EXPIRED = "expired"
    HOLD = "hold"
    UNREGISTERED = "unregistered"
    NXDOMAIN = "nxdomain"
    NO_ADDRESS = "no_address"
    SERVFAIL = "servfail"
    NOT_OURS = "not_ours"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    TLS = "tls"
    HTTP_ERROR = "http_error"
    SUSPENDED = "suspended"
    GREETING = "greeting"
    BLOCKED = "blocked"
    RECORDS = "records"
    LIMIT = "limit"
    BUSY = "busy"
    UNKNOWN = "unknown"


class Release(StrEnum):
    """What came of asking the firewall to let an address go."""

    DONE = "done"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    """The result of `check` at `seen_at`, after `seconds`; `details` are short facts by name."""

    check: str
    state: State
    seen_at: datetime
    reason: Reason = Reason.NONE
    seconds: float = 0.0
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What a probe concludes, before it is known when and how long: see `Finding`."""

    state: State
    reason: Reason = Reason.NONE
    details: Mapping[str, str] = field(default_factory=dict)


def unknown(reason: Reason = Reason.UNKNOWN, **details: str) -> Result:
    """Return that nothing was proved."""
    return Result(State.UNKNOWN, reason, details)


def fail(reason: Reason, **details: str) -> Result:
    """Return that it does not work, because of `reason`."""
    return Result(State.FAIL, reason, details)


def ok(**details: str) -> Result:
    """Return that it works."""
    return Result(State.OK, Reason.NONE, details)
