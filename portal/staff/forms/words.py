"""What support reads about a ticket, beyond the words shared with customers."""

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.text import clip
from portal.staff.model import Row, View
from portal.staff.rules import split_time
from portal.tickets.forms.words import place_words, priority_reason
from portal.tickets.model import ChainLink, Known, Priority, Ticket
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext

PRIORITY_TONE = {Priority.HIGH: "fail", Priority.MEDIUM: "warn", Priority.LOW: ""}


def view_name(view: View) -> str:
    """Return what the list `view` is called."""
    return {
        View.ANSWER: _("To answer"),
        View.WAITING: _("Waiting for the customer"),
        View.SOLVED: _("Solved"),
        View.BILLING: _("Billing"),
    }[view]


def empty_words(view: View | None) -> tuple[str, str]:
    """Return heading and text for a list with nothing in it; None stands for a search."""
    if view is None:
        return _("No ticket holds all of these words"), _(
            "References, subjects, names, addresses and domains are searched. Try fewer words."
        )
    return {
        View.ANSWER: (_("Nobody is waiting"), _("New tickets appear here once confirmed.")),
        View.WAITING: (
            _("We wait for no customer"),
            _("Here is what was answered with a question."),
        ),
        View.SOLVED: (
            _("Nothing was solved lately"),
            _("Solved tickets can be reopened from here."),
        ),
        View.BILLING: (_("Nobody waits for billing"), _("New tickets appear here once confirmed.")),
    }[view]


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


def owner(ticket: Ticket) -> str:
    """Return whose ticket it is: the person, and the domain it is about."""
    person = ticket.intake.person
    return " · ".join(part for part in (person.name or person.email, ticket.intake.domain) if part)


def flag_words(flag: str) -> str:
    """Return what a flag of the wizard means; an unknown one stays as it is."""
    return {
        "as_is": _("Sent as it was, after advice on how to make it clearer"),
        "scope_objection": _("The wizard said out of scope; the customer disagrees"),
    }.get(flag, flag)


def access_words(access: str) -> str:
    """Return the fullest access that the product gives."""
    return {
        "panel": _("Control panel"),
        "root": _("Root"),
        "administered": _("Administered by us"),
        "registration": _("Domain registration only"),
    }.get(access, access)


def file_size(size: int) -> str:
    """Return `size`, in bytes, as kB or MB."""
    if size < 1_000_000:  # noqa: PLR2004  # a megabyte
        return _("%(size)s kB", size=max(1, round(size / 1000)))
    return _("%(size)s MB", size=f"{size / 1_000_000:.1f}")


@dataclass(frozen=True)
class Evidence:
    """A fact with the sign that tells how it stands, and where it comes from."""

    icon: str
    tone: str
    fact: str
    source: str


_SIGNS = {"ok": ("check", "t-ok"), "fail": ("x", "t-bad"), "unknown": ("help", "")}


def evidence(known: Known) -> Evidence:
    """Return a fact that the wizard found out, as the page shows it."""
    icon, tone = _SIGNS.get(known.state, ("info", ""))
    words = state_words(known.state) if known.state else ""
    source = " · ".join(part for part in (words, known.source) if part)
    return Evidence(
        icon, tone, f"{known.label}: {known.value}" if known.value else known.label, source
    )


def state_words(state: str) -> str:
    """Return what ok, fail and unknown mean."""
    return {"ok": _("Works"), "fail": _("Fails")}.get(state, _("No answer"))


@dataclass(frozen=True)
class Link:
    """A link of the chain, as the page draws it."""

    name: str
    icon: str
    state: str
    words: str


def chain_links(chain: tuple[ChainLink, ...], brand: str) -> list[Link]:
    """Return the chain between the customer and the service, seen from our side."""
    names = {
        "program": (_("Their program"), "screen"),
        "device": (_("Their device"), "screen"),
        "connection": (_("Their connection"), "wifi"),
        "provider": (brand, "server"),
        "recipient": (_("The recipient"), "inbox"),
        "domain": (_("The domain"), "link"),
    }
    found = [(names.get(link.link, (link.link, "help")), link.state) for link in chain]
    return [Link(name, icon, state, state_words(state)) for (name, icon), state in found]


def count_words(number: int) -> str:
    """Return how many tickets wait for support."""
    return ngettext("%(num)d ticket is waiting.", "%(num)d tickets are waiting.", number)


def short(subject: str) -> str:
    """Return a subject short enough for a list beside the page."""
    return clip(subject, 70)
