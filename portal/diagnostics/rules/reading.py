"""Reading a text that somebody pasted: what it says, who says it, and where that stands."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from portal.diagnostics.model.codes import ALL_FAMILIES, MAIL_FAMILIES, Codes, ErrorCode, Family
from portal.diagnostics.model.readings import Kind, Mark, Moment, Part, Reading, Speaker
from portal.diagnostics.rules.evidence import (
    Evidence,
    entries_of,
    is_temporary,
    rank_of,
    spoken_of,
    weigh_words,
    without_parts,
)
from portal.diagnostics.rules.headers import Field, is_head, read_fields, read_headers
from portal.diagnostics.rules.lookup import Lookup
from portal.diagnostics.rules.phrases import Phrases
from portal.diagnostics.rules.speakers import (
    Place,
    find_action,
    find_moment,
    find_recipients,
    find_reporter,
    find_speaker,
    is_bounce,
    is_ours,
)
from portal.diagnostics.rules.tokens import Shape, Token, find_tokens
from portal.kernel.text import plain_line_ends, strip_controls

LONGEST = 100_000
_MOST_MARKS = 30

_FAMILIES = {
    Shape.HEX: frozenset({Family.OUTLOOK}),
    Shape.NAME: frozenset({Family.BROWSER}),
    Shape.STATUS: frozenset({Family.SMTP}),
    Shape.REPLY: MAIL_FAMILIES | {Family.FTP},
    Shape.DATABASE: frozenset({Family.DATABASE}),
    Shape.PAGE: ALL_FAMILIES,
    Shape.BARE: ALL_FAMILIES,
}
_NUMBERED = frozenset({Shape.PAGE, Shape.REPLY})
_FIELD_PARTS = {
    "authentication-results": Part.RESULT,
    "received-spf": Part.RESULT,
    "arc-authentication-results": Part.RESULT,
    "from": Part.SENDER,
    "x-spam-status": Part.SPAM,
    "x-spam-flag": Part.SPAM,
}


class Reader:
    """Reads texts by the catalogue. Made once; threads may share it."""

    def __init__(self, codes: Codes) -> None:
        self.lookup = Lookup(codes)
        self._phrases = Phrases(codes.entries)

    def read(
        self, raw: str, mask: Callable[[str], str] = str, ours: Collection[str] = ()
    ) -> Reading:
        """Return what `raw` says. Never raises, whatever it is.

        `mask` hides secrets before anything is looked at; `ours` are the domains of our servers.
        """
        text = clean(raw, mask)
        if not text.strip():
            return Reading(text)
        is_report = is_bounce(text)
        evidence = self._evidence(text, is_report=is_report)
        reading = Reading(
            text,
            entries=entries_of(evidence),
            is_temporary=is_temporary(evidence),
            is_cut=len(raw) > LONGEST,
        )
        marks = [e.mark for e in evidence]
        fields = read_fields(text)
        if is_report:
            reading, more = _with_report(reading, ours)
            marks += more
        elif is_head(fields):
            reading = replace(reading, headers=read_headers(fields))
            marks += _field_marks(fields)
        kind = _kind(reading, is_report=is_report)
        return replace(reading, kind=kind, marks=_apart(marks))

    def _evidence(self, text: str, *, is_report: bool) -> list[Evidence]:
        weighed = (self._weigh(token, text, is_report=is_report) for token in find_tokens(text))
        found = [e for e in weighed if e is not None]
        families = spoken_of(found, is_report=is_report)
        said = (s for s in self._phrases.find(text) if s.entry.family in families)
        return without_parts(found + [weigh_words(s) for s in said])

    def _weigh(self, token: Token, text: str, *, is_report: bool) -> Evidence | None:
        families = _FAMILIES[token.shape]
        if is_report and token.shape in _NUMBERED:
            families = MAIL_FAMILIES
        entry = self.lookup.by_code(token.code, families)
        if entry is None and not _is_told(token):
            return None
        part = Part.STATUS if token.shape is Shape.STATUS else Part.CODE
        if token.shape is not Shape.STATUS and token.code.isdecimal() and _is_reply(token, entry):
            part = Part.REPLY
        mark = Mark(token.start, token.end, part, text[token.start : token.end], entry)
        return Evidence(mark, rank_of(token, entry), -token.start)


def clean(raw: str, mask: Callable[[str], str]) -> str:
    """Return `raw` as it is read and shown: bounded, masked, with plain line ends."""
    return mask(strip_controls(plain_line_ends(raw[:LONGEST])))[:LONGEST]


def _is_reply(token: Token, entry: ErrorCode | None) -> bool:
    """Return whether a number is what a mail server answers with."""
    return token.shape is Shape.REPLY if entry is None else entry.family in MAIL_FAMILIES


def _is_told(token: Token) -> bool:
    """Return whether a code is worth a mark though nothing is known of it."""
    if token.shape is Shape.STATUS:
        return not token.code.startswith("2")
    return token.shape in {Shape.REPLY, Shape.NAME}


def _with_report(reading: Reading, ours: Collection[str]) -> tuple[Reading, list[Mark]]:
    """Return the reading with who reported what about whom, and the marks for it."""
    text = reading.text
    recipients = find_recipients(text)
    reporter = find_reporter(text)
    found = find_speaker(text, ours)
    moment = find_moment(text)
    marks = [_mark(place, Part.RECIPIENT) for place in recipients]
    if reporter:
        marks.append(_mark(reporter, Part.REPORTER))
    if found:
        marks.append(_mark(found[1], Part.SPEAKER))
    if moment:
        marks.append(_mark(moment[1], Part.MOMENT, moment[0]))
    action = find_action(text)
    told = replace(
        reading,
        is_temporary=reading.is_temporary if action is None else action,
        recipients=tuple(place.text for place in recipients),
        reporter=reporter.text if reporter else "",
        speaker=found[0] if found else _reporter_speaks(reporter, ours),
        moment=moment[0] if moment else None,
    )
    return told, marks


def _reporter_speaks(reporter: Place | None, ours: Collection[str]) -> Speaker | None:
    """Return the reporting server as the one that speaks: it names no other."""
    return Speaker(reporter.text, is_ours=is_ours(reporter.text, ours)) if reporter else None


def _mark(place: Place, part: Part, moment: Moment | None = None) -> Mark:
    return Mark(place.start, place.end, part, place.text, None, moment)


def _field_marks(fields: Iterable[Field]) -> Iterator[Mark]:
    seen: set[Part] = set()
    for field in fields:
        part = _FIELD_PARTS.get(field.name)
        if part is not None and part not in seen:
            seen.add(part)
            yield Mark(field.start, field.end, part, "")


def _kind(reading: Reading, *, is_report: bool) -> Kind:
    if is_report and (reading.entries or reading.speaker or reading.recipients):
        return Kind.BOUNCE
    if reading.headers is not None:
        return Kind.HEADERS
    return Kind.MESSAGE if reading.entries else Kind.NOTHING


_ORDER = (
    Part.STATUS, Part.CODE, Part.WORDS, Part.SPEAKER, Part.RECIPIENT, Part.MOMENT, Part.REPORTER,
    Part.RESULT, Part.SPAM, Part.SENDER, Part.REPLY,
)  # fmt: skip


def _apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks in the order of the text: none over another, each thing said once."""
    kept: list[Mark] = []
    said: set[tuple[Part, str]] = set()
    for mark in sorted(marks, key=lambda m: (_ORDER.index(m.part), m.start)):
        key = (mark.part, mark.entry.id if mark.entry else mark.text.lower())
        is_free = all(mark.end <= k.start or mark.start >= k.end for k in kept)
        if mark.start < mark.end and is_free and key not in said and len(kept) < _MOST_MARKS:
            said.add(key)
            kept.append(mark)
    return tuple(sorted(kept, key=lambda m: m.start))
