"""Who asks, who else changes things, where it is kept, and what may be touched (R16, R17, R26).

Each is asked once: what the last ticket of the same browser said is shown, not asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.kernel.text import clip, squeeze, strip_controls
from portal.tickets.model import (
    KEPT,
    Background,
    Consent,
    Intake,
    Keeper,
    Operator,
    Relation,
    Ticket,
)
from portal.web.i18n import gettext as _
from portal.wizard.forms.ticket import TicketForm
from portal.wizard.model import UNKNOWN, Facts

_NAME, _WORDS = 100, 1000
_FLOWS_ASK = {"kept_where": KEPT, "mail_where": ("mail",)}
"""The fact of a flow that says already where these are kept."""


@dataclass(frozen=True)
class AboutForm:
    """The page as it stands; `kept` has one of Keeper for each thing."""

    name: str = ""
    relation: str = ""
    acts_for: str = ""
    operator: str = ""
    operator_name: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    consent: str = ""
    consent_for: str = ""

    @property
    def is_known(self) -> bool:
        """Whether all is said that does not change from ticket to ticket."""
        return bool(self.name and self.relation and self.operator)

    @property
    def background(self) -> Background:
        """What goes into the ticket beside the name and the permission."""
        return Background(
            relation=Relation(self.relation) if self.relation else None,
            acts_for=self.acts_for,
            operator=Operator(self.operator) if self.operator else None,
            operator_name=self.operator_name,
            kept=tuple((thing, Keeper(keeper)) for thing, keeper in self.kept if keeper),
        )

    def keeper(self, thing: str) -> str:
        """Return where `thing` is kept, as far as it was said."""
        return dict(self.kept).get(thing, "")


@dataclass(frozen=True)
class Asked:
    """What the page asks of this ticket: things whose keeper is open, and the permission."""

    things: tuple[str, ...]
    consent: bool


def what_to_ask(facts: Facts, *, is_technical: bool) -> Asked:
    """Return what is open after the questions of the flow; billing touches nothing."""
    told = {
        thing
        for fact, things in _FLOWS_ASK.items()
        if facts.get(fact) not in {None, UNKNOWN}
        for thing in things
    }
    things = tuple(t for t in KEPT if t not in told) if is_technical else ()
    return Asked(things, is_technical)


def remembered(tickets: Iterable[Ticket]) -> AboutForm:
    """Return what the newest of one's own tickets says about its writer, or an empty form.

    A permission to change something was for that something: only "look" is proposed again.
    """
    intakes = (ticket.intake for ticket in tickets)
    found = next((intake for intake in intakes if intake.background.relation), None)
    return _form_of(found) if found else AboutForm()


def _form_of(intake: Intake) -> AboutForm:
    background, report = intake.background, intake.report
    return AboutForm(
        name=intake.person.name,
        relation=background.relation or "",
        acts_for=background.acts_for,
        operator=background.operator or "",
        operator_name=background.operator_name,
        kept=tuple((thing, keeper.value) for thing, keeper in background.kept),
        consent=Consent.LOOK.value if report.consent is Consent.LOOK else "",
    )


def load_about(notes: Mapping[str, Any], form: TicketForm) -> AboutForm | None:
    """Return the page as it was sent before, or None; `form` keeps the name and permission."""
    kept = notes.get("about")
    if kept is None:
        return None
    return AboutForm(
        name=form.name,
        relation=kept["relation"],
        acts_for=kept["acts_for"],
        operator=kept["operator"],
        operator_name=kept["operator_name"],
        kept=tuple((thing, keeper) for thing, keeper in kept["kept"]),
        consent=form.consent,
        consent_for=form.consent_for,
    )


def dump_about(form: AboutForm, now: str) -> dict[str, Any]:
    """Return what the draft keeps beside the ticket's form; `now` is when it was sent."""
    return {
        "relation": form.relation,
        "acts_for": form.acts_for,
        "operator": form.operator,
        "operator_name": form.operator_name,
        "kept": [list(pair) for pair in form.kept],
        "at": now,
    }


def background_in(notes: Mapping[str, Any], form: TicketForm) -> Background:
    """Return what the ticket carries of the page."""
    about = load_about(notes, form)
    if about is None:
        return Background()
    at = notes["about"]["at"] if form.consent else ""
    return replace(about.background, consented_at=at)


def read_about(data: MultiDict[str, str], known: AboutForm, asked: Asked) -> AboutForm:
    """Return the page as sent; where it showed what is known, that stays."""
    consent = _one_of(data.get("consent", ""), Consent)
    consent_for = _line(data.get("consent_for", ""), _WORDS)
    if not asked.consent:
        consent = consent_for = ""
    if "all" not in data:
        return replace(known, consent=consent, consent_for=consent_for)
    told = dict(known.kept)
    told |= {t: _one_of(data.get(f"kept_{t}", ""), Keeper) for t in asked.things}
    return AboutForm(
        name=_line(data.get("name", ""), _NAME),
        relation=_one_of(data.get("relation", ""), Relation),
        acts_for=_line(data.get("acts_for", ""), _NAME),
        operator=_one_of(data.get("operator", ""), Operator),
        operator_name=_line(data.get("operator_name", ""), _NAME),
        kept=tuple(told.items()),
        consent=consent,
        consent_for=consent_for,
    )


def _one_of(value: str, values: Iterable[str]) -> str:
    return value if value in {str(one) for one in values} else ""


def _line(value: str, limit: int) -> str:
    return clip(squeeze(strip_controls(value)), limit)


def find_gaps(form: AboutForm, asked: Asked) -> list[tuple[str, str]]:
    """Return what is missing: the control, and what to do."""
    gaps = [
        (not form.name, "name", _("Write your name")),
        (not form.relation, "relation-1", _("Choose what you are to the account")),
        (not form.operator, "operator-1", _("Choose who else changes things there")),
        (asked.consent and not form.consent, "consent-1", _("Choose what we may touch")),
        (
            form.consent == Consent.CHANGE and not form.consent_for,
            "consent_for",
            _("Write what we may change"),
        ),
    ]
    return [(anchor, words) for is_missing, anchor, words in gaps if is_missing]
