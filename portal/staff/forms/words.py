"""What support reads about a ticket, beyond the words shared with customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_date

from portal.staff.model import Asked, Board, Row, View
from portal.staff.rules.listing import split_time
from portal.staff.rules.reply_check import Concern, Doubt
from portal.tickets.forms.page import STANDING
from portal.tickets.forms.words import origin_words, place_words, priority_reason
from portal.tickets.model import Known, Priority, Ticket
from portal.tickets.service import Act
from portal.tickets.store.relations import Related, Relation
from portal.web.i18n import gettext as _

PRIORITY_TONE = {Priority.HIGH: "fail", Priority.MEDIUM: "warn", Priority.LOW: ""}
_CLAIMED, _RELEASED = "claimed", "released"


def view_name(view: View) -> str:
    """Return what the list `view` is called."""
    return {
        View.ANSWER: _("To answer"),
        View.MINE: _("Mine"),
        View.WAITING: _("Waiting for the customer"),
        View.APPROVAL: _("Waiting for approval"),
        View.SOLVED: _("Solved"),
        View.BILLING: _("Billing"),
    }[view]


def empty_words(board: Board) -> tuple[str, str]:
    """Return heading and text for a list with nothing in it."""
    if board.filters.query:
        return _("No ticket holds all of these words"), _(
            "References, subjects, names, addresses and domains are searched. Try fewer words."
        )
    fresh = _("A new ticket appears here once its customer has confirmed the address.")
    found = {
        View.ANSWER: (_("Nobody is waiting"), fresh),
        View.MINE: (
            _("No open ticket bears your name"),
            _("Take the first of the queue, or take over one that has waited long."),
        ),
        View.WAITING: (
            _("No customer owes us a reply"),
            _("Tickets that were answered with a question stand here until the reply comes."),
        ),
        View.APPROVAL: (
            _("Nothing waits for an approval"),
            _("What somebody asks on an account of others stands here until a contact answers."),
        ),
        View.SOLVED: (
            _("Nothing is marked as solved"),
            _("Solved tickets stand here until they are closed for good."),
        ),
        View.BILLING: (_("Nobody waits for billing"), fresh),
    }
    if board.view is None:
        return _("No ticket fits these filters"), _("Take one of them off to see more.")
    return found[board.view]


def waiting_words(waited: timedelta) -> str:
    """Return a length of time as `42 min`, `5 h 10 min` or `1 d 3 h`."""
    days, hours, minutes = split_time(waited)
    if days:
        return _("%(days)s d %(hours)s h", days=days, hours=hours)
    if hours:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _("%(minutes)s min", minutes=minutes)


def why_here(row: Row) -> str:
    """Return why a ticket stands where it stands, in one line; empty outside the queue."""
    if row.place is None:
        return ""
    return f"{priority_reason(row.ticket.intake.priority_reason)} {place_words(row.place)}".strip()


def asked_words(asked: Asked) -> str:
    """Return who has to approve a ticket, and until when."""
    names = ", ".join(person.name or person.email for person in asked.people)
    day = format_date(asked.until, _("d MMMM yyyy"))
    return _("Asked: %(names)s, until %(day)s", names=names, day=day)


def owner(ticket: Ticket) -> str:
    """Return whose ticket it is: the person, and the domain or mailbox it is about."""
    person = ticket.intake.person
    return " · ".join(part for part in (person.name or person.email, ticket.intake.domain) if part)


def flag_words(flag: str) -> str:
    """Return what a flag of the wizard means; an unknown one stays as it is."""
    return {
        "as_is": _("Sent as it was, after advice on how to make it clearer"),
        "needs_approval": _("Asks without being an authorised contact: needs approval"),
        "scope_objection": _("The wizard found it out of scope; the customer disagrees"),
    }.get(flag, flag)


def access_words(access: str) -> str:
    """Return the fullest access that the product gives; an unknown one stays as it is."""
    return {
        "panel": _("Control panel"),
        "root": _("Root access"),
        "administered": _("Administered by us"),
        "registration": _("Domain registration only"),
    }.get(access, access)


def done_words(done: str) -> str:
    """Return what was just done, after a page was sent and shows again; empty if nothing."""
    return {
        Act.REPLY: _("The reply is on its way to the customer"),
        Act.ASK: _("The reply is on its way; the ticket waits for the customer"),
        Act.NOTE: _("The note is kept; the customer does not see it"),
        Act.SOLVE: _("The ticket is marked as solved, and the customer is told"),
        _CLAIMED: _("The ticket is yours"),
        _RELEASED: _("The ticket is nobody's now"),
        "weighed": _("Changed; the reason is on the record, and the place follows from it"),
        "judged": _("Kept on the record, and counted for whoever improves the portal"),
        "linked": _("Both tickets show each other now"),
        "unlinked": _("The tickets are no longer taken as the same"),
        "split": _("This is the second problem, as a ticket of its own; the customer is told"),
        "article": _("The draft is on the desk; a writer finishes it"),
        "suspended": _("The contact cannot file for now, and is told by mail"),
    }.get(done, "")


def relation_words(related: Related) -> str:
    """Return how another ticket belongs to the one that is shown."""
    if related.relation is Relation.DUPLICATE:
        return _("About the same problem")
    return _("This one was split from it") if related.is_first else _("The second problem of this")


def doubt_words(doubt: Doubt) -> str:
    """Return why a customer must not read some words, and what to write instead."""
    return {
        Concern.PRICE: _("What the customer pays is no reason to be helped less. Leave it out."),
        Concern.TIME: _("That we lack time does not help anybody. Say what is done next."),
        Concern.PERSON: _("Who can do it is our matter. Say that it is taken on, and go on."),
        Concern.LOST: _("Search for it, or ask a colleague; nobody should have to tell it twice."),
        Concern.PROMISE: _("We never say when it will be solved. Say what is done and missing."),
    }[doubt.concern]


def excused_words(doubts: Iterable[Doubt], excuse: str) -> str:
    """Return the line of the record about words that were sent all the same; empty if none."""
    found = ", ".join(f"“{doubt.words}”" for doubt in doubts)
    return f"{found}: {excuse}" if found else ""


@dataclass(frozen=True)
class Evidence:
    """A fact with the sign that tells how it stands, and where it comes from."""

    icon: str
    tone: str
    fact: str
    source: str


def all_evidence(known: Iterable[Known]) -> list[Evidence]:
    """Return what the wizard found out, as the page shows it."""
    return [_evidence(fact) for fact in known]


def _evidence(known: Known) -> Evidence:
    icon, tone = STANDING.get(known.state, ("info", ""))
    fact = f"{known.label}: {known.value}" if known.value else known.label
    source = "" if known.state == "unknown" else origin_words(known.origin, staff=True)
    parts = (_standing_words(known.state), source)
    return Evidence(icon, tone, fact, " · ".join(part for part in parts if part))


def _standing_words(state: str) -> str:
    return {"ok": _("Works"), "fail": _("Fails"), "unknown": _("No answer")}.get(state, "")
