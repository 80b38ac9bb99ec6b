"""The small forms beside a ticket: what it is, what it belongs to, and how it came in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from flask import request

from portal.kernel.ids import new_id
from portal.kernel.locale import Locale, find_locale
from portal.kernel.text import plain_line_ends
from portal.staff.forms.answer import LONGEST_REASON
from portal.tickets.model import Kind, Priority
from portal.tickets.rules.suspension import Gap, find_gaps
from portal.tickets.rules.verdicts import REASONS, Judgement, Verdict, Why
from portal.tickets.rules.weighing import Weighed, WeighReason
from portal.tickets.service import Part
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _

LONGEST_SUBJECT = 140
_LONGEST_REFERENCE = 32
_DAY = timedelta(days=1)

Gaps = list[tuple[str, str]]


def _text(name: str, longest: int = LONGEST_REASON) -> str:
    return plain_line_ends(request.form.get(name, "")).strip()[:longest]


@dataclass(frozen=True)
class WeighForm:
    """Another kind or priority, and why; None leaves it as it is.

    `why` is of the chosen list, `own` are words of one's own, written in `locale`.
    """

    kind: Kind | None = None
    priority: Priority | None = None
    why: WeighReason | None = None
    own: str = ""
    locale: Locale | None = None

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        kind, priority = request.form.get("kind", ""), request.form.get("priority", "")
        why = request.form.get("reason", "")
        return cls(
            Kind(kind) if kind in set(Kind) else None,
            Priority(priority) if priority in set(Priority) else None,
            WeighReason(why) if why in set(WeighReason) else None,
            _text("reason_own"),
            find_locale(request.form.get("reason_locale", "")),
        )

    @property
    def weighed(self) -> Weighed:
        """The reason as tickets keep it."""
        return Weighed(self.why, self.own, self.locale or current_locale())

    def find_gaps(self) -> Gaps:
        """Return what is missing: the field, and what to do."""
        if self.kind is None and self.priority is None:
            return [("priority-1", _("Choose the kind or the priority"))]
        if self.weighed.is_empty:
            return [("reason", _("Give the reason: it stays on the record"))]
        return []


@dataclass(frozen=True)
class JudgeForm:
    """How the ticket should have come in, by a reason of the chosen list."""

    why: Why | None = None
    remark: str = ""

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        why = request.form.get("why", "")
        return cls(Why(why) if why in set(Why) else None, _text("remark"))

    def find_gaps(self) -> Gaps:
        """Return what is missing: the field, and what to do."""
        return [] if self.why else [("why", _("Choose the reason"))]

    def judgement(self) -> Judgement | None:
        """Return what is said, or None where nothing was chosen."""
        if self.why is None:
            return None
        verdict = next(v for v in Verdict if self.why in REASONS[v])
        return Judgement(verdict, self.why, self.remark)


@dataclass(frozen=True)
class SplitForm:
    """The second problem of a ticket; `sending` is the same however often it is sent."""

    subject: str = ""
    observed: str = ""
    chosen: tuple[str, ...] = ()
    sending: str = ""

    @classmethod
    def fresh(cls) -> Self:
        """Return an empty form that was not sent before."""
        return cls(sending=new_id())

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        return cls(
            _text("subject", LONGEST_SUBJECT),
            _text("observed", 20_000),
            tuple(request.form.getlist("message"))[:200],
            request.form.get("sending", "")[:32] or new_id(),
        )

    def find_gaps(self) -> Gaps:
        """Return what is missing: the field, and what to do."""
        gaps = [] if self.subject else [("split-subject", _("Say what the second problem is"))]
        text = _("Say in the customer's words what happens")
        return [*gaps, *([] if self.observed else [("split-observed", text)])]

    def part(self) -> Part:
        """Return the second problem as tickets take it."""
        return Part(self.subject, self.observed, self.chosen, self.sending)


@dataclass(frozen=True)
class LinkForm:
    """The other ticket about the same problem."""

    reference: str = ""

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        return cls(_text("other", _LONGEST_REFERENCE).upper())


@dataclass(frozen=True)
class SuspendForm:
    """Why a contact cannot file, and until when: a day, whose end counts, or for good."""

    reason: str = ""
    until: str = ""
    for_good: bool = False

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        return cls(_text("suspend-reason"), _text("until", 10), "for_good" in request.form)

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the end of the last day, or None where none was given or it has no end."""
        if self.for_good:
            return None
        try:
            day = date.fromisoformat(self.until)
        except ValueError:
            return None
        return datetime.combine(day + _DAY, time(), zone)

    def find_gaps(self, zone: ZoneInfo, now: datetime) -> Gaps:
        """Return what is missing: the field, and what to do."""
        found = find_gaps(self.reason, self.ends_at(zone), now, for_good=self.for_good)
        return [(_FIELDS[gap], _gap_words(gap)) for gap in found]


_FIELDS = {Gap.NO_REASON: "suspend-reason", Gap.NO_END: "until", Gap.PAST_END: "until"}


def _gap_words(gap: Gap) -> str:
    return {
        Gap.NO_REASON: _("Give the reason: the contact reads it"),
        Gap.NO_END: _("Give the last day, or choose that it has no end"),
        Gap.PAST_END: _("The last day has to be still to come"),
    }[gap]
