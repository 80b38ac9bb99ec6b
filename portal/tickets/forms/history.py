"""The lines of a ticket's history in words; customers and staff read the same."""

import re

from markupsafe import Markup, escape

from portal.tickets.forms.weighing import reason_html
from portal.tickets.forms.words import kind_name, priority_name, verdict_name, why_words
from portal.tickets.model import Kind, Priority, Record
from portal.tickets.rules.listing import AMONG_STAFF
from portal.tickets.rules.verdicts import Verdict, Why
from portal.web.i18n import gettext as _

_CHANGE = re.compile(r"(?P<old>\w+) → (?P<new>\w+): (?P<reason>.*)", re.DOTALL)


def is_for_customer(record: Record) -> bool:
    """Return whether a line of the history is the customer's matter, not one among staff."""
    return record.what not in AMONG_STAFF


def event_html(record: Record) -> Markup:
    """Return what a line of the history says, for a page; who did it stands beside it.

    Words in another language than the page's are marked as such.
    """
    change = _find_change(record)
    if change is None:
        return escape(_event_words(record))
    sentence, values = change
    return Markup(sentence) % {**values, "reason": reason_html(values["reason"])}  # noqa: S704  # our own sentence; the rest is escaped


def _event_words(record: Record) -> str:
    if record.what.startswith("judged_"):
        return verdict_words(record)
    words = {
        "created": _("Ticket written"),
        "confirmed": _("Address confirmed"),
        "entered": _("Entered the queue"),
        "declined": _("Not approved by the authorised contact"),
        "lapsed": _("Nobody approved it in time; it is closed"),
        "answered": _("Support answered"),
        "asked_customer": _("Support answered and waits for a reply"),
        "added": _("Something was added"),
        "returned": _("Reply arrived; the ticket is back in its place"),
        "solved": _("Marked as solved"),
        "reopened": _("Reopened: waiting counts anew"),
        "closed": _("Closed"),
        "merged": _("Put into an older ticket by its writer"),
        "joined": _("A second ticket about the same was put in here"),
        "joined_to": _("Put into"),
        "noted": _("Internal note"),
        "reprioritised": _("Priority changed"),
        "rekinded": _("Kind changed"),
        "nudged": _("Asked how it is going"),
        "call_wished": _("Call when it is solved: wished"),
        "call_not_wished": _("Call when it is solved: not wished"),
        "reminded": _("Mail sent: it closes soon"),
        "deletion_wished": _("The customer asked for deletion of all their tickets"),
        "deletion_withdrawn": _("The wish for deletion was taken back"),
        "excused": _("Sent in spite of the warning"),
        "linked": _("About the same as"),
        "unlinked": _("No longer taken as the same as"),
        "split": _("The second problem goes on in"),
        "split_from": _("Split from"),
        "suspended": _("The contact was suspended"),
        "unsuspended": _("The suspension was ended"),
        "claimed": _("Taken"),
        "released": _("Given back"),
    }.get(record.what, record.what)
    return f"{words}: {record.detail}" if record.detail else words


def _find_change(record: Record) -> tuple[str, dict[str, str]] | None:
    """Return the sentence and the parts of a change of kind or priority; None for other lines."""
    found = _CHANGE.fullmatch(record.detail)
    if found is None:
        return None
    old, new = found["old"], found["new"]
    if record.what == "reprioritised" and {old, new} <= set(Priority):
        sentence = _("Priority changed from %(old)s to %(new)s: %(reason)s")
        names = [priority_name(Priority(one)).lower() for one in (old, new)]
    elif record.what == "rekinded" and {old, new} <= set(Kind):
        sentence = _("Kind changed from %(old)s to %(new)s: %(reason)s")
        names = [kind_name(Kind(one)).lower() for one in (old, new)]
    else:
        return None
    return sentence, {"old": names[0], "new": names[1], "reason": found["reason"]}


def verdict_words(record: Record) -> str:
    """Return the line of the history that a verdict leaves; an unknown one stays as it is."""
    verdict = record.what.removeprefix("judged_")
    why, _colon, remark = record.detail.partition(": ")
    if verdict not in set(Verdict) or why not in set(Why):
        return record.detail
    said = f"{verdict_name(Verdict(verdict))}: {why_words(Why(why)).lower()}"
    return f"{said}. {remark}" if remark else said
