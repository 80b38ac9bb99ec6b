"""What keeps a repository from being committed to, brought forward or pushed."""

from enum import StrEnum


class Hindrance(StrEnum):
    """Why it did not work; the detail beside it names files, commits or the other side."""

    NO_REPOSITORY = "no_repository"
    UNSUPPORTED = "unsupported"
    NO_BRANCH = "no_branch"
    UNFINISHED = "unfinished"
    LOCKED = "locked"
    IN_THE_WAY = "in_the_way"
    DIVERGED = "diverged"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BROKEN = "broken"


class Hindered(Exception):  # noqa: N818  # an outcome that a person has to look at
    """It did not work, and nothing was changed. `detail` holds no secret and fits on one line."""

    def __init__(self, hindrance: Hindrance, detail: str = "") -> None:
        super().__init__(f"{hindrance}: {detail}" if detail else hindrance.value)
        self.hindrance, self.detail = hindrance, detail
