"""What the writers' desk keeps of an article beside its file: changed texts, revisions, dates."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from portal.articles.rules import Source


class Significance(StrEnum):
    """How much a change matters to readers and to translations."""

    TYPO = "typo"
    MEDIUM = "medium"
    MAJOR = "major"


class Phase(StrEnum):
    """How far an article is, as writers see it; `changed`: published, with a newer text waiting."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CHANGED = "changed"
    ARCHIVED = "archived"


class Deed(StrEnum):
    """What made a revision. `found` is a text that came over the disk, from an editor or git."""

    SAVED = "saved"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    BACK = "back"
    DISCARDED = "discarded"
    FOUND = "found"


@dataclass(frozen=True)
class Author:
    """Who writes; `id` is a staff member's."""

    id: str
    name: str


@dataclass(frozen=True)
class Revision:
    """One saved text. `number` counts from 1 in each article; `author` is a name, "" if unknown."""

    number: int
    text: str
    author: str
    at: datetime
    comment: str
    significance: Significance
    deed: Deed


@dataclass(frozen=True)
class Schedule:
    """When a text is to be published, and who asked for it."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Work:
    """What is under way in an article.

    `text` waits over a published file; None where the file itself is being worked on. `version`
    grows with every save, so that two writers notice each other. `problem` is why a scheduled
    text was not published. `based_on` is the digest of the source's text that a waiting translation
    says the same as, where its writer said so.
    """

    text: str | None = None
    in_review: bool = False
    reviewer: str = ""
    schedule: Schedule | None = None
    problem: str = ""
    version: int = 0
    author: str = ""
    updated_at: datetime | None = None
    based_on: str = ""


@dataclass(frozen=True)
class Unsaved:
    """A text kept while somebody wrote it, which they have not saved."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """An article on the desk: the text to go on with, and what it stands on.

    `disk` is what readers' pages are made of; `source` is None where `text` cannot be read.
    """

    path: PurePosixPath
    text: str
    disk: str
    phase: Phase
    work: Work
    source: Source | None

    @property
    def base(self) -> str:
        """What tells whether file or work changed since somebody began to write."""
        return f"{hashlib.sha256(self.disk.encode()).hexdigest()[:32]}-{self.work.version}"
