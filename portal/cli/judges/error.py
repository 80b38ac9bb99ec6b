"""`portal try error`: the code that a text holds and whose problem it is, as the reader says."""

from collections.abc import Iterator, Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.diagnostics.model.codes import ErrorCode
from portal.diagnostics.model.readings import Part, Reading

NONE = "none"


def judge(services: Services) -> Judge:
    """Return what judges error messages, returned messages and heads of messages."""

    def judged(line: Mapping[str, str]) -> Verdict:
        found = services.errors.read(line["text"])
        if found.entry is None:
            return Verdict(NONE, tuple(_why(found)))
        code = " ".join(_codes(found, found.entry)) or found.entry.name
        return Verdict(f"{code} {found.entry.verdict}", tuple(_why(found)))

    return judged


def _codes(found: Reading, entry: ErrorCode) -> Iterator[str]:
    """Yield a server's reply and status as the text has them, or else another code.

    Of several the one that decides; not any, where the words decide.
    """
    server = [_first(found, entry, part) for part in (Part.REPLY, Part.STATUS)]
    yield from filter(None, server if any(server) else [_first(found, entry, Part.CODE)])


def _first(found: Reading, entry: ErrorCode, part: Part) -> str:
    marks = [mark for mark in found.marks if mark.part is part]
    deciding = [mark for mark in marks if mark.entry == entry]
    return next((mark.text for mark in (*deciding, *marks)), "")


def _why(found: Reading) -> Iterator[str]:
    yield f"kind: {found.kind}"
    yield from (f"entry: {entry.id}" for entry in found.entries)
    if found.speaker:
        yield f"said by: {found.speaker.name}"
    if found.headers:
        yield f"headers: {found.headers.judgement}"
