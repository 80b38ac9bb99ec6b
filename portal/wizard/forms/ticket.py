"""The ticket form: what was typed, kept in the draft with its secrets masked, and checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.kernel.text import clip, strip_controls
from portal.tickets.model import Consent, Kind, Report
from portal.tickets.rules.findings import NOTES, CheckFinding, block
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.report import check_report
from portal.wizard.rules.inputs import read_mailbox

_LONG, _SHORT, _MOST_STEPS = 5000, 200, 15
_TEXTS = {
    "subject": 300,
    "expected": _LONG,
    "observed": _LONG,
    "since": _SHORT,
    "changed": 1000,
    "consent_for": 1000,
    "own_view": 1000,
    "name": 100,
    "email": 254,
    "phone": 40,
    "asset": 254,
}
ASKED_BEFORE = frozenset({"name", "consent", "consent_for"})
"""What the page before the form asks; the form itself does not show it."""

OFTEN = ("always", "sometimes", "once")

BAD_EMAIL, BROKEN_EMAIL, NO_CONSENT_WORDS, NO_PHONE = "EMAIL", "DEAD_EMAIL", "CONSENT", "PHONE"
NO_ATTACHMENT = "ATTACHMENT"
NO_PRICE = "PRICE"


@dataclass(frozen=True)
class TicketForm:
    """The form as it stands. `proposed` is the subject that the facts gave."""

    subject: str = ""
    steps: tuple[str, ...] = ()
    expected: str = ""
    observed: str = ""
    since: str = ""
    often: str = ""
    changed: str = ""
    consent: str = ""
    consent_for: str = ""
    call: bool = False
    phone: str = ""
    own_view: str = ""
    name: str = ""
    email: str = ""
    asset: str = ""
    proposed: str = ""
    tries: int = 0
    as_is: bool = False
    masked: int = 0
    price: str = ""
    """What was agreed to be paid for, by its name in the price list; `price_at` says when."""

    price_at: str = ""

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "TicketForm":
        """Return the form kept as `data`; what a newer version added has its default."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        known["steps"] = tuple(known.get("steps", ()))
        return cls(**known)

    def dump(self) -> dict[str, Any]:
        """Return the form as JSON data."""
        return asdict(self)

    def body(self, kind: Kind) -> str:
        """Return what tells most: what is needed, or what happens."""
        return self.expected if kind is Kind.REQUEST else self.observed

    def with_body(self, kind: Kind, text: str) -> "TicketForm":
        """Return the form with `text` as what tells most."""
        if kind is Kind.REQUEST:
            return replace(self, expected=text)
        return replace(self, observed=text)

    @property
    def report(self) -> Report:
        """What the checks look at."""
        return Report(
            subject=self.subject,
            steps=tuple(step for step in self.steps if step.strip()),
            expected=self.expected,
            observed=self.observed,
            since=self.since,
            often=self.often,
            changed=self.changed,
            consent=Consent(self.consent) if self.consent else None,
            consent_for=self.consent_for,
            call_when_solved=self.call,
            own_view=self.own_view,
        )


@dataclass(frozen=True)
class FormCheck:
    """What is wrong with a form, and the form with its secrets masked."""

    form: TicketForm
    blocking: tuple[CheckFinding, ...] = ()
    advice: tuple[CheckFinding, ...] = ()
    notes: tuple[CheckFinding, ...] = ()
    """What is said and stops nothing: secrets that were masked, and pressure."""

    @property
    def may_send_as_is(self) -> bool:
        """Whether only advice stands in the way, and it was seen once already."""
        return not self.blocking and bool(self.advice) and self.form.tries > 0

    @property
    def passes(self) -> bool:
        """Whether the ticket can go on."""
        return not self.blocking and (not self.advice or self.form.as_is)


def read_form(data: MultiDict[str, str], before: TicketForm) -> TicketForm:
    """Return the form as sent; what the server counts stays as it was in `before`."""
    texts: dict[str, Any] = {n: _text(data.get(n, ""), limit) for n, limit in _TEXTS.items()}
    texts |= {n: getattr(before, n) for n in ASKED_BEFORE if n not in data}
    steps = [_text(step, 500) for step in data.getlist("step")[:_MOST_STEPS]]
    often = data.get("often", "")
    consent = data.get("consent", before.consent)
    texts["consent"] = consent if consent in set(Consent) else ""
    return replace(
        before,
        **texts,
        steps=tuple(steps),
        often=often if often in OFTEN else "",
        call=data.get("call") == "yes",
        price=_text(data.get("price", ""), _SHORT),
        as_is=data.get("action") == "as-is" and before.tries > 0,
    )


def _text(value: str, limit: int) -> str:
    return clip(strip_controls(value).strip(), limit)


@dataclass(frozen=True)
class Demands:
    """What this ticket needs besides words."""

    kind: Kind
    asset: str = ""
    """What is broken: the mailbox or domain; its mail cannot be read now."""

    mail_is_broken: bool = False
    proven: str = ""
    """The address that the visitor is signed in with: they read the ticket on its page."""

    is_technical: bool = True
    attach: tuple[str, ...] = ()
    attached: tuple[str, ...] = field(default=())
    """The endings of the files that came, `eml`."""

    price: str = ""
    """What is to be paid for; the customer agrees to it before the ticket is sent (R19)."""


def check_form(form: TicketForm, demands: Demands, lexicon: Lexicon) -> FormCheck:
    """Check the form by the rules for texts, and by what this ticket needs."""
    checked = check_report(form.report, demands.kind, lexicon)
    masked = checked.masked
    clean = replace(
        form,
        subject=masked.subject,
        steps=masked.steps,
        expected=masked.expected,
        observed=masked.observed,
        since=masked.since,
        changed=masked.changed,
        consent_for=masked.consent_for,
        own_view=masked.own_view,
        masked=form.masked + checked.masked_count,
    )
    # what only is said stops nothing (R13; policy, decision 10)
    advice = tuple(f for f in checked.advice if f.rule not in NOTES)
    notes = tuple(f for f in checked.advice if f.rule in NOTES)
    missing = (*_missing(form, demands), *_not_agreed(form, demands))
    return FormCheck(clean, (*checked.blocking, *missing), advice, notes)


def _missing(form: TicketForm, demands: Demands) -> list[CheckFinding]:
    found = []
    if not form.name:
        found.append(block("EMPTY", "name"))
    mailbox = read_mailbox(form.email)
    if mailbox is None:
        found.append(block(BAD_EMAIL, "email"))
    elif _cannot_be_read(mailbox, demands) and not _is_proven(mailbox, demands):
        found.append(block(BROKEN_EMAIL, "email", address=mailbox))
    if demands.is_technical and not form.consent:
        found.append(block("EMPTY", "consent"))
    if form.consent == Consent.CHANGE and not form.consent_for:
        found.append(block(NO_CONSENT_WORDS, "consent_for"))
    if form.call and sum(c.isdigit() for c in form.phone) < 6:  # noqa: PLR2004  # the shortest
        found.append(block(NO_PHONE, "phone"))
    if set(demands.attach) - set(demands.attached):
        found.append(block(NO_ATTACHMENT, "files"))
    return found


def _not_agreed(form: TicketForm, demands: Demands) -> list[CheckFinding]:
    """R19: paid work is ordered by nobody who has not agreed to its very price."""
    is_agreed = form.price == demands.price or not demands.price
    return [] if is_agreed else [block(NO_PRICE, "price")]


def may_give_another(form: TicketForm, demands: Demands) -> bool:
    """Return whether to ask somebody signed in for another address, which they need not give.

    Only where the address is one that the trouble concerns (decision 9).
    """
    mailbox = read_mailbox(form.email) or ""
    return _cannot_be_read(mailbox, demands) and _is_proven(mailbox, demands)


def _is_proven(mailbox: str, demands: Demands) -> bool:
    return bool(mailbox) and mailbox.casefold() == demands.proven.casefold()


def _cannot_be_read(mailbox: str, demands: Demands) -> bool:
    """Decision 9: the address given must be one that can be read now."""
    asset = demands.asset if demands.mail_is_broken else ""
    if "@" in asset:
        return mailbox.casefold() == asset.casefold()
    return bool(asset) and mailbox.rpartition("@")[2] == asset.casefold()
