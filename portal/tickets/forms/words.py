"""What the rules decided, said in the reader's language.

Customers and staff read the same words where nothing else is said. R5: none holds an estimate.
"""

from datetime import datetime

from flask_babel import format_datetime
from markupsafe import Markup, escape

from portal.tickets.forms.weighing import reason_html, reason_text
from portal.tickets.model import (
    AuthorKind,
    Consent,
    Kind,
    Origin,
    PriceAgreed,
    Priority,
    Record,
    State,
)
from portal.tickets.rules.listing import Shown
from portal.tickets.rules.queue import PlaceExplained
from portal.tickets.rules.verdicts import Verdict, Why
from portal.tickets.rules.weighing import read_reason
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext


def kind_name(kind: Kind) -> str:
    """Return what a ticket of `kind` is called."""
    return {Kind.INCIDENT: _("Incident"), Kind.REQUEST: _("Request")}[kind]


def kind_reason(reason: str) -> str:
    """Return why a ticket is of its kind: a KindReason, or what support found; else as it is."""
    helps = _("Support helps as far as it can.")
    return {
        "wish": _("Something is asked for; no failure on our side has shown."),
        "spam_block": _("Sending was blocked because of spam: unblocking it is a request."),
        "within_panel": _("It can be done in the control panel.") + " " + helps,
        "within_root": _("It can be done with root access to the server.") + " " + helps,
        "within_administered": _("It is about a service of an administered server.") + " " + helps,
        "within_registration": _("It can be done where the domain is registered.") + " " + helps,
        "beyond_panel": _("It cannot be fixed from the control panel."),
        "beyond_root": _("It cannot be fixed even with root access to the server."),
        "beyond_administered": _("It cannot be fixed on the administered server itself."),
        "beyond_registration": _("It cannot be fixed where the domain is registered."),
        "unsure_check_failed": _("A check from our side fails too."),
        "unsure": _("It is not clear who can fix it, and no check of ours has failed."),
    }.get(reason) or reason_text(reason)


def kind_reason_html(reason: str) -> Markup:
    """Return the same for a page, with words in another language marked as such."""
    return reason_html(reason) if read_reason(reason) else escape(kind_reason(reason))


def priority_name(priority: Priority) -> str:
    """Return what `priority` is called."""
    return {
        Priority.HIGH: _("High priority"),
        Priority.MEDIUM: _("Medium priority"),
        Priority.LOW: _("Low priority"),
    }[priority]


def priority_reason(reason: str) -> str:
    """Return why a ticket has its priority: a PriorityReason, or what support found; else as is."""
    return {
        "question": _("A question or a wish: nothing is impaired."),
        "degraded": _("Something is impaired; the service goes on."),
        "one_device": _("It cannot be used; one device has shown it so far."),
        "works_elsewhere": _("It cannot be used here, but it works on another device."),
        "two_devices": _("It cannot be used, from two devices on different networks."),
        "our_check": _("It cannot be used, and a check from our side fails too."),
    }.get(reason) or reason_text(reason)


def priority_reason_html(reason: str) -> Markup:
    """Return the same for a page, with words in another language marked as such."""
    return reason_html(reason) if read_reason(reason) else escape(priority_reason(reason))


def reopening_reasons_hinted() -> list[tuple[str, str, str]]:
    """Return the same with room for a hint, as choices on a page."""
    hints = {"back": _("Say when, more or less"), "part": _("Say which")}
    return [(key, text, hints.get(key, "")) for key, text in reopening_reasons()]


def list_names() -> list[tuple[Shown, str]]:
    """Return what each list of one's own tickets is called, in the order shown."""
    return [
        (Shown.OPEN, _("Not closed")),
        (Shown.YOURS, _("Your turn")),
        (Shown.ARCHIVE, _("Archive")),
        (Shown.ALL, _("All")),
    ]


def ending_words(record: Record | None) -> str:
    """Return how a closed ticket ended, from the last line of its history that says so."""
    what = record.what if record else ""
    by_customer = record is not None and record.actor_kind is AuthorKind.CUSTOMER
    return {
        "solved": _("You said that it is solved") if by_customer else _("Solved by support"),
        "declined": _("Not approved"),
        "lapsed": _("Not approved in time"),
        "merged": _("Put into an older ticket"),
        "joined_to": _("Put into %(ref)s", ref=record.detail if record else ""),
    }.get(what, _("Closed"))


def reason_words(why: str) -> str:
    """Return why it is not solved, as the first line of what the customer writes."""
    return dict(reopening_reasons()).get(why, "")


def reopening_reasons() -> list[tuple[str, str]]:
    """Return what may have happened to something that was solved."""
    return [
        ("same", _("It is the same as before")),
        ("back", _("It worked, and then failed again")),
        ("part", _("One part works, another does not")),
    ]


def state_name(state: State, *, staff: bool = False) -> str:
    """Return what `state` is called, to the customer or to staff."""
    waiting = _("Waiting for the customer") if staff else _("Waiting for your reply")
    return {
        State.UNCONFIRMED: _("Waiting for confirmation"),
        State.AWAITING_APPROVAL: _("Waiting for approval"),
        State.NEW: _("New"),
        State.OPEN: _("Open"),
        State.WAITING: waiting,
        State.SOLVED: _("Solved"),
        State.CLOSED: _("Closed"),
    }[state]


def often_words(often: str) -> str:
    """Return how often it happens, chosen from the list; what was typed stays as it is."""
    chosen = {"always": _("always"), "sometimes": _("sometimes"), "once": _("it happened once")}
    return chosen.get(often, often)


def consent_words(consent: Consent | None, what: str = "") -> str:
    """Return what support may do with the customer's things (R17); empty where nobody said."""
    if consent is Consent.LOOK:
        return _("Look and tell, change nothing")
    if consent is Consent.CHANGE:
        return _("May change, after a backup: %(what)s", what=what or "…")
    return ""


def price_words(agreed: PriceAgreed | None) -> str:
    """Return what was agreed to be paid for, when and by whom; empty where nothing was."""
    if agreed is None:
        return ""
    day = format_datetime(datetime.fromisoformat(agreed.at), _("d MMMM yyyy, H:mm"))
    return _("%(price)s, by %(name)s, %(day)s", price=agreed.price, name=agreed.by, day=day)


def verdict_name(verdict: Verdict) -> str:
    """Return what support says of how a ticket came in."""
    return {
        Verdict.MISPLACED: _("Should not have come to support"),
        Verdict.POOR: _("Came poorly told"),
    }[verdict]


def why_words(why: Why) -> str:
    """Return why support says so."""
    return {
        Why.ARTICLE: _("An article answers it"),
        Why.OUT_OF_SCOPE: _("Support does not do this"),
        Why.THIRD_PARTY: _("Somebody else has to solve it"),
        Why.DUPLICATE: _("There was a ticket about it already"),
        Why.KNOWN_INCIDENT: _("It was a known incident"),
        Why.NO_FACTS: _("The exact error or the steps are missing"),
        Why.WRONG_TOPIC: _("It came through the wrong topic"),
        Why.VAGUE: _("What it is about is not clear"),
        Why.SEVERAL: _("Several problems in one"),
        Why.MISSING_QUESTION: _("The wizard does not ask what we need"),
    }[why]


def origin_words(origin: Origin, *, staff: bool = False) -> str:
    """Return where a fact comes from, to the customer or to staff."""
    told = _("The customer said so") if staff else _("You told us")
    tried = _("The customer tried it") if staff else _("You tried it")
    browser = _("Seen by the customer's browser") if staff else _("Seen by your browser")
    seen = _("Seen from our network")
    return {
        Origin.TOLD: told,
        Origin.TRIED: tried,
        Origin.BROWSER: browser,
        Origin.SEEN: seen,
    }[origin]


def place_words(place: PlaceExplained) -> str:
    """Return what stands before a ticket in the queue, by the reasons of R4."""
    if place.place == 1:
        return _("First in the queue.")
    counted = (
        (
            place.incidents_before,
            ngettext("%(num)d incident", "%(num)d incidents", place.incidents_before),
        ),
        (
            place.higher_priority_before,
            ngettext(
                "%(num)d of higher priority",
                "%(num)d of higher priority",
                place.higher_priority_before,
            ),
        ),
        (
            place.older_before,
            ngettext(
                "%(num)d that has waited longer",
                "%(num)d that have waited longer",
                place.older_before,
            ),
        ),
    )
    before = ", ".join(words for count, words in counted if count)
    return _("Before it: %(tickets)s.", tickets=before)
