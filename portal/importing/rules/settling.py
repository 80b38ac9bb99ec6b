"""What an import may do with an article: never overwrite what somebody here has edited."""

import hashlib
import re
from dataclasses import dataclass, replace

from portal.articles.model import Status
from portal.importing.model import Entry, Outcome

_STATUS = re.compile(r"^status:[ \t]*(?P<status>\w*)[ \t]*$", re.MULTILINE)


def digest(text: str) -> str:
    """Return what tells one text from another. Its status does not count: that is ours to set."""
    head, fence, body = text.partition("\n---\n")
    return hashlib.sha256((_STATUS.sub("", head, count=1) + fence + body).encode()).hexdigest()


def status_of(text: str) -> str:
    """Return the status that the front matter of `text` says."""
    found = _STATUS.search(text.partition("\n---\n")[0])
    return found["status"] if found else Status.PUBLISHED


def with_status(text: str, status: str) -> str:
    """Return `text`, which has a status, with another."""
    head, fence, body = text.partition("\n---\n")
    return _STATUS.sub(f"status: {status}", head, count=1) + fence + body


@dataclass(frozen=True)
class Here:
    """How an article stands with us: its text, or None, and whether one was laid aside for it."""

    text: str | None
    is_aside: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do: `text` is to be written, beside ours where the outcome is a conflict."""

    outcome: Outcome
    entry: Entry
    text: str | None = None


def decide(entry: Entry | None, here: Here, wanted: str, new: Entry, *, publish: bool) -> Decision:
    """Return what to do about an article whose source now reads `wanted`, which is a draft.

    `new` is what to remember of it where nothing is yet. `publish` publishes what nobody here has
    set to another status.
    """
    first = Status.PUBLISHED.value if publish else Status.DRAFT.value
    wanted_digest = digest(wanted)
    if entry is None or (entry.is_pending and here.text is None):
        made = replace(entry or new, written=wanted_digest, status=first, before="", offered="")
        return Decision(Outcome.NEW, replace(made, is_pending=False), with_status(wanted, first))
    if here.text is None:
        return Decision(Outcome.GONE, entry)
    current = status_of(here.text)
    is_ours_to_set = current == entry.status and current != Status.PUBLISHED
    status = first if is_ours_to_set and publish else current
    text = with_status(wanted, status)
    done = replace(
        entry, written=wanted_digest, status=status if is_ours_to_set else entry.status,
        before="", offered="", is_pending=False,
    )  # fmt: skip
    is_same = digest(here.text) == wanted_digest
    if is_same and text == here.text:
        return Decision(Outcome.UNCHANGED, done)
    if is_same or digest(here.text) in _written(entry):
        return Decision(Outcome.UPDATED, done, text)
    return _edited(entry, here, text, wanted_digest)


def _written(entry: Entry) -> set[str]:
    """Return the texts that came from us: an interrupted import may have left the one before."""
    return {entry.written, entry.before} if entry.is_pending else {entry.written}


def _edited(entry: Entry, here: Here, text: str, wanted: str) -> Decision:
    """Keep what was edited here; lay the new text aside, until somebody takes it away."""
    is_settled = entry.offered == wanted and not here.is_aside
    if wanted == entry.written or is_settled:
        return Decision(Outcome.UNCHANGED, entry)
    if entry.offered == wanted:
        return Decision(Outcome.CONFLICT, entry)
    return Decision(Outcome.CONFLICT, replace(entry, offered=wanted), text)
