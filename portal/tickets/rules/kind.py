"""R3: an incident is what nobody with the fullest access could have fixed.

The fullest access is what the product gives, not what this person happens to have:
the panel on shared hosting, root on an own server. So a stopped Apache is an incident
on shared hosting and a request on the customer's own server.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.tickets.model import Access, Kind


class KindReason(StrEnum):
    """Why a ticket is of its kind; the interface has the words."""

    WISH = "wish"
    SPAM_BLOCK = "spam_block"
    WITHIN_PANEL = "within_panel"
    WITHIN_ROOT = "within_root"
    WITHIN_ADMINISTERED = "within_administered"
    WITHIN_REGISTRATION = "within_registration"
    BEYOND_PANEL = "beyond_panel"
    BEYOND_ROOT = "beyond_root"
    BEYOND_ADMINISTERED = "beyond_administered"
    BEYOND_REGISTRATION = "beyond_registration"
    UNSURE_CHECK_FAILED = "unsure_check_failed"
    UNSURE = "unsure"


@dataclass(frozen=True)
class KindDecision:
    """The kind, and what to tell the customer about it."""

    kind: Kind
    reason: KindReason


WITHIN = {
    Access.PANEL: KindReason.WITHIN_PANEL,
    Access.ROOT: KindReason.WITHIN_ROOT,
    Access.ADMINISTERED: KindReason.WITHIN_ADMINISTERED,
    Access.REGISTRATION: KindReason.WITHIN_REGISTRATION,
}
BEYOND = {
    Access.PANEL: KindReason.BEYOND_PANEL,
    Access.ROOT: KindReason.BEYOND_ROOT,
    Access.ADMINISTERED: KindReason.BEYOND_ADMINISTERED,
    Access.REGISTRATION: KindReason.BEYOND_REGISTRATION,
}


def decide_kind(
    record: Kind,
    access: Access,
    could_do_it: bool | None,  # noqa: FBT001  # three values, not a switch
    *,
    check_failed: bool = False,
    blocked_for_spam: bool = False,
) -> KindDecision:
    """Return the kind of a ticket that its flow proposes to record as `record`.

    `could_do_it`: could somebody with the product's fullest access do it; None if unsure,
    and then only a failed check of ours makes it an incident.
    """
    if blocked_for_spam:
        return KindDecision(Kind.REQUEST, KindReason.SPAM_BLOCK)
    if record is Kind.REQUEST:
        return KindDecision(Kind.REQUEST, KindReason.WISH)
    if could_do_it is None:
        return _unsure(check_failed=check_failed)
    if could_do_it:
        return KindDecision(Kind.REQUEST, WITHIN[access])
    return KindDecision(Kind.INCIDENT, BEYOND[access])


def _unsure(*, check_failed: bool) -> KindDecision:
    if check_failed:
        return KindDecision(Kind.INCIDENT, KindReason.UNSURE_CHECK_FAILED)
    return KindDecision(Kind.REQUEST, KindReason.UNSURE)
