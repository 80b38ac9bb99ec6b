"""What a check of content or data has to say: one line a person can act on."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from typing_extensions import override


class Level(StrEnum):
    """How much a finding matters: an error stops publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong in one place. `line` counts from 1; `code` names the rule.

    `message` says it in English. Whoever says it in another language takes `about`, the names and
    numbers that the message speaks of, and `kind`, where a rule has several things to say.
    """

    path: PurePath
    line: int
    code: str
    message: str
    level: Level = Level.ERROR
    kind: str = field(default="", compare=False)
    about: tuple[str, ...] = field(default=(), compare=False)

    @override
    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level}: {self.code}: {self.message}"
