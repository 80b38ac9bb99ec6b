"""The words of the outbox page."""

from portal.delivery.model import DESK, MAIL, OutboxAct, OutboxRow
from portal.staff.model import Leaving
from portal.web.i18n import gettext as _

TONE = {Leaving.WAITING: "", Leaving.RETRYING: "warn", Leaving.PARKED: "fail"}


def state_name(state: Leaving) -> str:
    """Return what messages in `state` are called."""
    return {
        Leaving.WAITING: _("Waiting"),
        Leaving.RETRYING: _("Tried again later"),
        Leaving.PARKED: _("Given up"),
    }[state]


def channel_name(channel: str) -> str:
    """Return where `channel` leads."""
    return {MAIL: _("Mail"), DESK: _("Help desk")}.get(channel, channel)


def purpose_name(purpose: str) -> str:
    """Return what a message is for; an unknown purpose stays as it is."""
    return {
        "confirmation": _("Confirmation of an address"),
        "entered": _("The ticket is in the queue"),
        "link": _("Another link to a ticket"),
        "answered": _("Answer to the customer"),
        "solved": _("Is it solved?"),
        "split": _("One ticket became two"),
        "suspended": _("The contact cannot file"),
        "awaiting": _("It waits for an approval"),
        "approval": _("Approval asked for"),
        "not_approved": _("Closed: not approved"),
        "closing": _("It will be closed soon"),
        "deletion": _("Deletion of own data"),
        "notice": _("Update of a notice"),
        "notice-confirmation": _("Following a notice: confirmation"),
        "notice-ticket": _("A notice covers the ticket"),
        "sign-in": _("Sign-in link"),
        "ticket.created": _("New ticket"),
        "ticket.updated": _("Addition to a ticket"),
        "article-digest": _("Articles to review"),
    }.get(purpose, purpose)


def act_words(act: OutboxAct) -> str:
    """Return what a person did with messages."""
    if act.what == "all":
        return _("Everything given up is tried again: %(to)s", to=channel_name(act.channel))
    about = f"{purpose_name(act.what)}, {act.reference}" if act.reference else act.what
    return _("Tried again: %(message)s", message=about)


def is_known_to_support(row: OutboxRow) -> bool:
    """Return whether support can open the ticket of `row`: not before its address is confirmed."""
    return bool(row.reference) and row.purpose != "confirmation"


def done_words(done: str) -> str:
    """Return what was just done; empty if nothing."""
    return {
        "one": _("The message is tried again within half a minute"),
        "all": _("All that was given up is tried again, one after the other"),
        "none": _("Nothing to try again: it has left meanwhile"),
    }.get(done, "")
