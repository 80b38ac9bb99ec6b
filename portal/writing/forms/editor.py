"""From the editor's form to a text, and from a text to the form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from portal.articles.rules import read_source
from portal.kernel.findings import Finding
from portal.kernel.text import plain_line_ends
from portal.writing.forms.finding_words import finding_words
from portal.writing.forms.head_words import field_of
from portal.writing.forms.words import field_name
from portal.writing.model import Sheet, Significance
from portal.writing.rules.front import LISTS, Value, changed, rewrite, split, values_of
from portal.writing.rules.phases import Step
from portal.writing.service.saving import LONGEST_COMMENT, Save

FIELDS = (
    "title", "summary", "slug", "category", "kind", "keywords", "products", "applies_to",
    "related", "owner", "checked", "review_by", "key", "redirect_from",
)  # fmt: skip
_BY_COMMA = frozenset({"keywords", "related"})
_DIGEST = re.compile(r"[0-9a-f]{64}")
_EXTRA = ("comment", "significance", "reviewer", "at", "current")
TRANSLATED = ("title", "summary", "keywords", "applies_to")
"""What a translator writes besides the text."""


@dataclass(frozen=True)
class Filled:
    """The editor's fields. `is_raw`: the head cannot be read, so that all is one text."""

    values: Mapping[str, Value]
    body: str
    text: str
    is_raw: bool
    extra: Mapping[str, str] = field(default_factory=dict)
    """Comment, significance, reviewer, time and what it is based on, as sent."""

    def shown(self, key: str) -> str:
        """Return the value of a field as its box shows it."""
        value = self.values.get(key, "")
        if isinstance(value, str):
            return value
        return (", " if key in _BY_COMMA else "\n").join(value)

    def chosen(self, key: str) -> tuple[str, ...]:
        """Return the values of a list."""
        value = self.values.get(key, ())
        return value if isinstance(value, tuple) else (value,)


def fill(sheet: Sheet, text: str | None = None) -> Filled:
    """Return the form for the sheet's text, or for another `text` of it."""
    text = sheet.text if text is None else text
    source, _ = read_source(sheet.path, text)
    if source is None:
        return Filled({}, "", text, is_raw=True)
    return Filled(values_of(source.head), split(text)[1], text, is_raw=False)


def take(form: MultiDict[str, str], sheet: Sheet) -> Filled:
    """Return what was sent, composed into a text."""
    extra = {key: form.get(key, "") for key in _EXTRA}
    if "text" in form:
        text = _lines(form["text"])
        return Filled({}, "", text, is_raw=True, extra=extra)
    old = values_of(sheet.source.head) if sheet.source else {}
    values = {key: _value(form, key) for key in FIELDS}
    values["products"] = _in_order(form.getlist("products"), old.get("products", ()))
    body = _lines(form.get("body", ""))
    text = rewrite(sheet.text if sheet.source else "", changed(old, values), body)
    return Filled(values, body, text, is_raw=False, extra=extra)


def take_translation(form: MultiDict[str, str], sheet: Sheet) -> Filled:
    """Return what a translator sent; what their form does not ask for stays as it is."""
    extra = {key: form.get(key, "") for key in _EXTRA}
    old = values_of(sheet.source.head) if sheet.source else {}
    values = {**old, **{key: _value(form, key) for key in TRANSLATED if key in form}}
    body = _lines(form.get("body", ""))
    text = rewrite(sheet.text, changed(old, values), body)
    return Filled(values, body, text, is_raw=False, extra=extra)


def _in_order(chosen: Sequence[str], old: Value) -> Value:
    """Return `chosen` in the order that the file has: boxes have one of their own."""
    return tuple(sorted(chosen, key=[*old, *chosen].index))


def _lines(text: str) -> str:
    return plain_line_ends(text.replace("\0", ""))


def _value(form: MultiDict[str, str], key: str) -> Value:
    if key == "products":
        return tuple(form.getlist(key))
    text = form.get(key, "").replace("\0", "")
    if key not in LISTS:
        return text.strip()
    parts = text.replace("\r", "\n").replace(",", "\n") if key in _BY_COMMA else text
    return tuple(part.strip() for part in parts.splitlines() if part.strip())


def save_of(filled: Filled, step: Step, base: str, timezone: str) -> Save:
    """Return the save that was asked for."""
    sizes = {size.value: size for size in Significance}
    return Save(
        text=filled.text,
        base=base,
        step=step,
        comment=filled.extra.get("comment", "").replace("\0", "")[:LONGEST_COMMENT],
        significance=sizes.get(filled.extra.get("significance", ""), Significance.MEDIUM),
        reviewer=filled.extra.get("reviewer", "").replace("\0", "")[:100],
        publish_at=read_moment(filled.extra.get("at", ""), timezone),
        based_on=based_on(filled),
    )


def based_on(filled: Filled) -> str:
    """Return the digest of the source's text that the writer says the same as, or nothing."""
    sent = filled.extra.get("current", "")
    return sent if _DIGEST.fullmatch(sent) else ""


def read_moment(text: str, timezone: str) -> datetime | None:
    """Return the moment that a date field names in `timezone`, or None."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Remark:
    """A finding with the place in the form that it speaks of."""

    finding: Finding
    anchor: str
    line: int
    """The line in the text box, or 0 for a field."""

    place: str
    """The field's name, for findings about one."""

    @property
    def words(self) -> str:
        """What is to be mended, in the writer's language."""
        words = finding_words(self.finding)
        name = "" if self.place else field_of(self.finding.kind, self.finding.about)
        return f"{name}: {words}" if name else words


def remarks(filled: Filled, findings: list[Finding]) -> list[Remark]:
    """Return `findings` with their places in the form."""
    return [_remark(filled, finding) for finding in findings]


def _remark(filled: Filled, finding: Finding) -> Remark:
    if filled.is_raw:
        return Remark(finding, "d-text", finding.line, "")
    head = filled.text.split("\n")[: _first_line(filled.text) - 1]
    if finding.line > len(head):
        return Remark(finding, "d-body", finding.line - len(head), "")
    start = head[finding.line - 1 : finding.line] or [""]
    key = start[0].partition(":")[0].strip()
    known = key if key in FIELDS else "title"
    return Remark(finding, f"d-{known}", 0, field_name(known))


def _first_line(text: str) -> int:
    return len(split(text)[0]) + 3


def path_of(text: str) -> PurePosixPath:
    """Return the path that an address names."""
    return PurePosixPath(text)
