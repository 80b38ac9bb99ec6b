"""When writers are reminded of articles past their review date, who, and in which language."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.articles.model import Answers, Article, Status
from portal.articles.rules import is_due
from portal.identity.model import Role, StaffMember
from portal.kernel.locale import Locale
from portal.kernel.text import fold

_MORNING = 7
_MONDAY = 0


@dataclass(frozen=True)
class Due:
    """An article to be looked through again, and what readers say of it since."""

    article: Article
    answers: Answers


@dataclass(frozen=True)
class Reader:
    """Who gets a digest: `id` is a staff member's, or "" for the desk's own mailbox."""

    id: str
    email: str


@dataclass(frozen=True)
class Digest:
    """What one person has to look through, the longest due first."""

    reader: Reader
    locale: Locale
    due: tuple[Due, ...]


def week_of(local: datetime) -> str | None:
    """Return the week whose digest may go out at `local`, or None: not before Monday morning.

    A worker that slept on Monday sends it later in the week.
    """
    year, week, day = local.isocalendar()
    if day - 1 == _MONDAY and local.hour < _MORNING:
        return None
    return f"{year}-W{week:02}"


def due_of(articles: Iterable[Article], today: date) -> list[Article]:
    """Return the articles that readers have and somebody should look through."""
    return [a for a in articles if a.head.status is Status.PUBLISHED and is_due(a.head, today)]


def digests(
    due: Iterable[Due], members: Iterable[StaffMember], desk: str, house: Locale
) -> list[Digest]:
    """Return who is to be told what.

    The owner of an article is a staff member by name or address; the articles of others, as a
    team, go to the mailbox `desk`. A digest speaks the language that most of its articles are in,
    and that of the `house` where several are.
    """
    known = _accounts(members)
    mine: dict[Reader, list[Due]] = defaultdict(list)
    for one in due:
        mine[known.get(fold(one.article.head.owner), Reader("", desk))].append(one)
    return [
        Digest(reader, _language(found, house), tuple(sorted(found, key=_age)))
        for reader, found in mine.items()
    ]


def _accounts(members: Iterable[StaffMember]) -> Mapping[str, Reader]:
    found: dict[str, Reader] = {}
    for member in members:
        if member.active and member.role is not Role.SUPPORT:
            for name in (member.name, member.email):
                found.setdefault(fold(name), Reader(member.id, member.email))
    found.pop("", None)
    return found


def _language(due: list[Due], house: Locale) -> Locale:
    counts = Counter(one.article.locale for one in due)
    most = max(counts.values())
    first = [code for code, count in counts.items() if count == most]
    return house if len(first) > 1 else first[0]


def _age(one: Due) -> tuple[date, str]:
    return one.article.head.review_by or date.max, one.article.title
