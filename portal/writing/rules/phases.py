"""How far an article is, and what its writer may do next."""

from enum import StrEnum

from portal.articles.model import Status
from portal.writing.model import Phase, Work


class Step(StrEnum):
    """What a writer may do with an article, besides writing."""

    SAVE = "save"
    REVIEW = "review"
    BACK = "back"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    DISCARD = "discard"
    ARCHIVE = "archive"


_ALWAYS = (Step.SAVE,)
_STEPS = {
    Phase.DRAFT: (*_ALWAYS, Step.PUBLISH, Step.REVIEW, Step.SCHEDULE),
    Phase.IN_REVIEW: (*_ALWAYS, Step.PUBLISH, Step.BACK, Step.SCHEDULE),
    Phase.PUBLISHED: (*_ALWAYS, Step.PUBLISH, Step.REVIEW, Step.SCHEDULE, Step.ARCHIVE),
    Phase.CHANGED: (
        *_ALWAYS,
        Step.PUBLISH,
        Step.REVIEW,
        Step.BACK,
        Step.SCHEDULE,
        Step.DISCARD,
        Step.ARCHIVE,
    ),
    Phase.ARCHIVED: (*_ALWAYS, Step.PUBLISH, Step.BACK),
}
_OF_STATUS = {
    Status.DRAFT: Phase.DRAFT,
    Status.IN_REVIEW: Phase.IN_REVIEW,
    Status.PUBLISHED: Phase.PUBLISHED,
    Status.ARCHIVED: Phase.ARCHIVED,
}
GATED = frozenset({Step.PUBLISH, Step.SCHEDULE})
"""What errors in the text stop."""


def phase_of(status: Status, work: Work) -> Phase:
    """Return how far an article is whose file says `status`."""
    if status is Status.PUBLISHED and work.text is not None:
        return Phase.CHANGED
    return _OF_STATUS[status]


def steps_of(phase: Phase, work: Work) -> tuple[Step, ...]:
    """Return what may be done next, the usual first."""
    steps = [step for step in _STEPS[phase] if _makes_sense(step, phase, work)]
    if work.schedule is not None:
        steps.append(Step.UNSCHEDULE)
    return tuple(steps)


def _makes_sense(step: Step, phase: Phase, work: Work) -> bool:
    if phase is Phase.CHANGED and step in {Step.REVIEW, Step.BACK}:
        return work.in_review is (step is Step.BACK)
    return True


def status_after(step: Step, status: Status) -> Status:
    """Return what the file of an article says after `step`; `status` is what it says now."""
    if step is Step.REVIEW and status is not Status.PUBLISHED:
        return Status.IN_REVIEW
    if step is Step.BACK and status is not Status.PUBLISHED:
        return Status.DRAFT
    return {Step.PUBLISH: Status.PUBLISHED, Step.ARCHIVE: Status.ARCHIVED}.get(step, status)
