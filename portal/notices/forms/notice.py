"""The forms of support: a notice's facts, an update, and which tickets belong to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from flask import request

from portal.kernel.ids import is_id, new_id
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.product import Product
from portal.kernel.text import squeeze, strip_controls
from portal.notices.model import Facts, Kind, Notice, Progress, Update, Words
from portal.notices.rules.checks import Fault, Problem, find_problems, find_update_problems

_LIST = re.compile(r"[,;\n]+")
_MOST, _LONGEST = 40, 100
_FARTHEST_YEAR = 2200


@dataclass(frozen=True)
class NoticeForm:
    """A notice as it stands in its form; times are as a browser writes them, without a zone."""

    kind: Kind = Kind.INCIDENT
    title: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    since: str = ""
    ends: str = ""
    products: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    keywords: str = ""
    affected: str = ""
    reason: str = ""
    version: str = ""

    @classmethod
    def fresh(cls, now: datetime, zone: ZoneInfo) -> Self:
        """Return the form of a notice about what begins now."""
        return cls(since=_shown(now, zone))

    @classmethod
    def of(cls, notice: Notice, zone: ZoneInfo) -> Self:
        """Return the form filled with what the notice says."""
        facts = notice.facts
        return cls(
            kind=facts.kind,
            title=facts.title,
            text=facts.text,
            since=_shown(facts.since, zone),
            ends=_shown(facts.ends_at, zone) if facts.ends_at else "",
            products=facts.products,
            symptoms=facts.symptoms,
            keywords=", ".join(facts.keywords),
            affected=", ".join(facts.affected),
            version=notice.version,
        )

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        asked = request.form.get("kind", "")
        return cls(
            kind=Kind(asked) if asked in set(Kind) else Kind.INCIDENT,
            title={code: squeeze(text) for code, text in _worded("title").items()},
            text=_worded("text"),
            since=request.form.get("since", "")[:40],
            ends=request.form.get("ends", "")[:40],
            products=tuple(p for p in request.form.getlist("products") if p in set(Product)),
            symptoms=tuple(s[:60] for s in request.form.getlist("symptoms")[:_MOST]),
            keywords=_line("keywords"),
            affected=_line("affected"),
            reason=_line("reason"),
            version=request.form.get("version", "")[:32],
        )

    def facts(self, zone: ZoneInfo, now: datetime) -> Facts:
        """Return what the notice says; a time that cannot be read is now, or none."""
        return Facts(
            kind=self.kind,
            title=self.title,
            text=self.text,
            since=_moment(self.since, zone) or now,
            ends_at=_moment(self.ends, zone) if self.kind is Kind.PLANNED else None,
            products=self.products,
            symptoms=self.symptoms,
            keywords=_items(self.keywords),
            affected=_items(self.affected),
        )

    def problems(self, zone: ZoneInfo, now: datetime) -> list[Problem]:
        """Return what is wrong, in the order of the form."""
        found = find_problems(self.facts(zone, now), now, excused=bool(self.reason))
        unread = _moment(self.since, zone) is None
        return [*found, *([Problem("since", Fault.NO_SINCE)] if unread else [])]


@dataclass(frozen=True)
class UpdateForm:
    """An update as it stands in its form; `sending` is the same however often it is sent."""

    progress: Progress = Progress.INVESTIGATING
    text: Words = field(default_factory=dict)
    reason: str = ""
    sending: str = field(default_factory=new_id)
    tell: bool = True

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        asked, sending = request.form.get("progress", ""), request.form.get("sending", "")
        return cls(
            progress=Progress(asked) if asked in set(Progress) else Progress.INVESTIGATING,
            text=_worded("update"),
            reason=_line("reason"),
            sending=sending if is_id(sending) else new_id(),
            tell=request.form.get("then") != "quiet",
        )

    def problems(self) -> list[Problem]:
        """Return what is wrong with it."""
        return find_update_problems(self.text, excused=bool(self.reason))

    def update(self, author: str, now: datetime) -> Update:
        """Return the update that `author` publishes."""
        return Update(self.sending, now, self.progress, self.text, author)


@dataclass(frozen=True)
class TicketsForm:
    """Which of the tickets that were listed belong to the notice, and one more by its number."""

    listed: tuple[str, ...]
    chosen: tuple[str, ...]
    added: str

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        form = request.form
        return cls(
            listed=_references(form.getlist("listed")),
            chosen=_references(form.getlist("ticket")),
            added=squeeze(form.get("added", ""))[:32].upper(),
        )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The tickets that belong to the notice by this form."""
        return (*self.chosen, *([self.added] if self.added else []))

    @property
    def gone(self) -> tuple[str, ...]:
        """The tickets that were listed and do not belong to it."""
        return tuple(reference for reference in self.listed if reference not in self.chosen)


def _references(asked: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(strip_controls(r)[:32] for r in asked))[:500]


def _worded(name: str) -> dict[Locale, str]:
    """Return the texts of a field that stands once for each locale, without empty ones."""
    sent = {code: request.form.get(f"{name}-{code}", "") for code in LOCALES}
    clean = {code: strip_controls(text).strip()[:20_000] for code, text in sent.items()}
    return {code: text for code, text in clean.items() if text}


def _line(name: str) -> str:
    return squeeze(strip_controls(request.form.get(name, "")))[:2000]


def _items(text: str) -> tuple[str, ...]:
    parts = (squeeze(part)[:_LONGEST] for part in _LIST.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST]


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_near = 1 < found.year < _FARTHEST_YEAR
    return found.replace(tzinfo=zone) if is_near and found.tzinfo is None else None
