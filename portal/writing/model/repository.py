"""How the articles' repository is doing: what waits to get into it, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath


class Errand(StrEnum):
    """What is done with the repository; each is tried again by itself."""

    PULL = "pull"
    COMMIT = "commit"
    PUSH = "push"


@dataclass(frozen=True)
class Progress:
    """How an errand went. `problem` is a hindrance's name, empty where the last time was good.

    `asked_at` is since when it is wanted, `since` when it first failed, `next_at` not before when
    it is tried again.
    """

    errand: Errand
    asked_at: datetime | None = None
    done_at: datetime | None = None
    problem: str = ""
    detail: str = ""
    failures: int = 0
    since: datetime | None = None
    next_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether there is something to do, and it is time for it."""
        is_wanted = self.asked_at is not None or self.problem != ""
        return is_wanted and (self.next_at is None or self.next_at <= now)


@dataclass(frozen=True)
class Pending:
    """A saved text that is to be committed: the `number`th revision of the article at `path`."""

    path: PurePosixPath
    number: int
    at: datetime
