"""What an article is, once it has been read and rendered."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from portal.kernel.locale import Locale

SEPARATOR = "·"
"""Stands between the cells of a table where it is told as plain text."""


class Kind(StrEnum):
    """What a reader does with an article: follow steps, mend something, understand, know a rule."""

    HOW = "how"
    FIX = "fix"
    WHY = "why"
    POLICY = "policy"


class Status(StrEnum):
    """How far an article is; readers see published ones, and archived ones by their address."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class FrontMatter:
    """The head of an article, complete: what the file left out has its default."""

    key: str
    title: str
    slug: str
    summary: str
    category: str
    locale: Locale
    kind: Kind = Kind.HOW
    keywords: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    status: Status = Status.PUBLISHED
    owner: str = ""
    checked: date | None = None
    review_by: date | None = None
    redirect_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading with its anchor; `level` is 2 or more."""

    id: str
    text: str
    level: int


@dataclass(frozen=True)
class Section:
    """The plain text under one heading; the text before the first has none."""

    heading: Heading | None
    text: str


@dataclass(frozen=True)
class Body:
    """The rendered text: safe HTML whose links to articles and pages are still by key."""

    html: str
    sections: tuple[Section, ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, in order."""
        return tuple(s.heading for s in self.sections if s.heading is not None)

    @property
    def words(self) -> int:
        """How many words a reader reads."""
        return sum(word != SEPARATOR for s in self.sections for word in s.text.split())


@dataclass(frozen=True)
class Article:
    """One help page in one locale."""

    head: FrontMatter
    body: Body
    path: PurePosixPath = field(compare=False)
    """Its file, relative to the articles folder."""

    def url_in(self, locale: Locale) -> str:
        """Return its address in the portal of `locale`, which may not be the article's own."""
        return f"/{locale}/articles/{self.head.slug}"

    @property
    def url(self) -> str:
        """Its address in its own locale."""
        return self.url_in(self.head.locale)

    @property
    def title(self) -> str:
        """Its title, as the front matter has it."""
        return self.head.title

    @property
    def summary(self) -> str:
        """Its summary, as the front matter has it."""
        return self.head.summary

    @property
    def locale(self) -> Locale:
        """Its locale."""
        return self.head.locale

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes, at 200 words a minute."""
        return max(1, round(self.body.words / 200))


class Reason(StrEnum):
    """What was wrong with an article that did not help (R27)."""

    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    WRONG = "wrong"
    OTHER_PROBLEM = "other_problem"


class Question(StrEnum):
    """What a vote answers: "did this help you?", or past its review date "does it still apply?"."""

    HELPFUL = "helpful"
    CURRENT = "current"


@dataclass(frozen=True)
class Vote:
    """One reader's yes or no to a question. The comment is for the article's writers."""

    id: str
    article: str
    locale: Locale
    useful: bool
    reason: Reason | None = None
    comment: str = ""
    question: Question = Question.HELPFUL


@dataclass(frozen=True)
class Answers:
    """How many readers said that an article still applies since its review date, and how many not.

    None of it changes what is published: people decide that.
    """

    yes: int = 0
    no: int = 0


@dataclass(frozen=True)
class VoteGiven:
    """Event: a reader said whether an article helped, or gave a reason for an earlier vote."""

    vote: Vote


@dataclass(frozen=True)
class ArticleViewed:
    """Event: an article was opened; `article` is its key."""

    article: str
    locale: Locale
