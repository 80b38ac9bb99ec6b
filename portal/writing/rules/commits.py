"""What a commit says, which pictures go with a text, and when an errand is tried again."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from portal.articles.model import Status
from portal.articles.rules import pictures, read_source
from portal.kernel.text import squeeze
from portal.writing.model import Deed, Revision
from portal.writing.model.repository import Progress

_FIRST = timedelta(seconds=10)
_LAST = timedelta(minutes=15)
_MOST_DOUBLINGS = 10
_VERBS = {Deed.PUBLISHED: "Publish", Deed.ARCHIVED: "Archive", Deed.DISCARDED: "Discard"}
_OUT_OF_SIGHT = frozenset({Status.DRAFT, Status.IN_REVIEW})


def message_of(path: PurePosixPath, revision: Revision) -> str:
    """Return the message of a revision's commit: the writer's comment, or what was done."""
    source, _ = read_source(path, revision.text)
    title = source.head.title if source else str(path)
    verb = _VERBS.get(revision.deed, "Save")
    subject = squeeze(revision.comment) or f"{verb}: {title}"
    return f"{subject}\n\nArticle: {path}\nSignificance: {revision.significance}"


def is_out_of_sight(path: PurePosixPath, text: str) -> bool:
    """Return whether no reader sees an article with this text: it is still being written."""
    source, _ = read_source(path, text)
    return source is None or source.head.status in _OUT_OF_SIGHT


def pictures_of(path: PurePosixPath, text: str) -> list[PurePosixPath]:
    """Return the pictures that the text at `path` shows, among the articles."""
    source, _ = read_source(path, text)
    found = dict.fromkeys(p.target for p in pictures(source)) if source else {}
    return [_joined(path.parent / target) for target in found]


def _joined(path: PurePosixPath) -> PurePosixPath:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def succeeded(progress: Progress, now: datetime) -> Progress:
    """Return how an errand stands that was done `now`."""
    return Progress(progress.errand, done_at=now)


def failed(progress: Progress, problem: str, detail: str, now: datetime) -> Progress:
    """Return how an errand stands that could not be done; it waits longer each time."""
    doublings = min(progress.failures, _MOST_DOUBLINGS)
    return replace(
        progress,
        problem=problem,
        detail=detail,
        failures=progress.failures + 1,
        since=progress.since or now,
        next_at=now + min(_FIRST * 2**doublings, _LAST),
    )
