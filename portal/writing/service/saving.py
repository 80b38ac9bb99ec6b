"""What a writer sends in with a save, and what may stand against it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from portal.kernel.errors import Conflict, Invalid
from portal.kernel.findings import Finding
from portal.writing.model import Deed, Revision, Schedule, Sheet, Significance, Work
from portal.writing.rules.phases import Step

_DEEDS = {
    Step.PUBLISH: Deed.PUBLISHED,
    Step.REVIEW: Deed.REVIEW,
    Step.BACK: Deed.BACK,
    Step.ARCHIVE: Deed.ARCHIVED,
    Step.DISCARD: Deed.DISCARDED,
}
LONGEST_COMMENT = 500


class TextConflict(Conflict):
    """File or work changed since the writer began; `theirs` is what is there now."""

    def __init__(self, theirs: Sheet) -> None:
        super().__init__(str(theirs.path))
        self.theirs = theirs


class TextUnreadable(Invalid):
    """The file is no text that the desk can show; `line` is the first that cannot be read."""

    def __init__(self, path: PurePosixPath, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")
        self.path, self.line = path, line


class TextRefused(Invalid):
    """The text cannot be kept, or not published, for what `findings` say."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


class NotInTime(Invalid):
    """A text can only be scheduled for a moment to come."""


@dataclass(frozen=True)
class Save:
    """What a writer sends in. `base` is the sheet's, as it was when they began.

    `based_on` is the digest of the source's text that a translation now says the same as; empty
    where the writer did not say so.
    """

    text: str
    base: str
    step: Step = Step.SAVE
    comment: str = ""
    significance: Significance = Significance.MEDIUM
    reviewer: str = ""
    publish_at: datetime | None = None
    based_on: str = ""


def in_review(step: Step, work: Work) -> bool:
    """Return whether somebody is asked to review the text after `step`."""
    return step is Step.REVIEW or (work.in_review and step in {Step.SAVE, Step.SCHEDULE})


def schedule_after(save: Save, work: Work, author: str) -> Schedule | None:
    """Return when the text is to be published, after `save`."""
    if save.step is Step.SCHEDULE and save.publish_at is not None:
        return Schedule(save.publish_at, author)
    return work.schedule if save.step in {Step.SAVE, Step.REVIEW, Step.BACK} else None


def revision_of(save: Save, text: str, author: str, now: datetime) -> Revision:
    """Return the revision that `save` makes; `text` is what was kept of it."""
    deed = _DEEDS.get(save.step, Deed.SAVED)
    comment = save.comment.strip()[:LONGEST_COMMENT]
    return Revision(0, text, author, now, comment, save.significance, deed)
