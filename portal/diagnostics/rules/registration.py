"""What a registry says of a domain (RDAP, RFC 9083): whether it runs, and until when.

Only what is certain is called expired. A day in the past alone may be a registry that renews by
itself, so that says nothing where it says `auto renew period`; and a domain on hold may be so for
many reasons.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from portal.diagnostics.model.findings import Reason, Result, State, fail, ok, unknown
from portal.diagnostics.rules.addresses import Domain

_GONE = {"redemption period", "pending delete", "pending restore"}
_RENEWS = "auto renew period"
_HOLD = {"client hold", "server hold", "inactive"}


def registered_name(domain: Domain, suffixes: Collection[str]) -> tuple[str, str] | None:
    """Return the registered part of `domain` and its suffix, or None where no suffix fits.

    `suffixes` are written without a dot in front: `com`, `co.uk`. The longest counts.
    """
    labels = domain.split(".")
    for at in range(1, len(labels)):
        suffix = ".".join(labels[at:])
        if suffix in suffixes:
            return ".".join(labels[at - 1 :]), suffix
    return None


def read_registration(said: object, name: str, now: datetime) -> Result:
    """Return what a registry's answer about the domain `name` proves."""
    if not isinstance(said, Mapping) or said.get("objectClassName") != "domain":
        return unknown()
    if str(said.get("ldhName", name)).rstrip(".").lower() != name:
        return unknown()
    statuses = _statuses(said)
    ends = _expires_at(said)
    details = {"ends": ends.isoformat()} if ends else {}
    is_over = ends is not None and ends < now and _RENEWS not in statuses
    if statuses & _GONE or is_over:
        return fail(Reason.EXPIRED, **details)
    if statuses & _HOLD:
        return Result(State.UNKNOWN, Reason.HOLD, details)
    return ok(**details)


def _statuses(said: Mapping[str, object]) -> set[str]:
    listed = said.get("status")
    return {str(one).lower() for one in listed} if isinstance(listed, list) else set()


def _expires_at(said: Mapping[str, object]) -> datetime | None:
    events = said.get("events")
    for event in events if isinstance(events, list) else []:
        if isinstance(event, Mapping) and event.get("eventAction") == "expiration":
            try:
                found = datetime.fromisoformat(str(event.get("eventDate")))
            except ValueError:
                return None
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
