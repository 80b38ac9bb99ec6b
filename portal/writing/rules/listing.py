"""Which articles the desk's list shows: one row for each key, its languages beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from portal.articles.model import FrontMatter, Status
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import fold
from portal.writing.model import Phase, Significance


class View(StrEnum):
    """The lists that writers look at."""

    ALL = "all"
    DUE = "due"
    MISSING = "missing"
    OUTDATED = "outdated"
    DRAFTS = "drafts"
    REVIEW = "review"
    CHANGED = "changed"
    SCHEDULED = "scheduled"
    ARCHIVED = "archived"
    ASKED = "asked"
    RATED = "rated"


LEAST_VOTES = 3
"""Of fewer votes, a share says nothing."""


@dataclass(frozen=True)
class Entry:
    """An article in one locale, as the list needs it. `is_broken`: its file cannot be read.

    `lacks` is the largest change of its source that a translation has not got. `asked` is how
    often a question led to it of late, in the wizard or a search; `against` are the votes that it
    did not help.
    """

    path: PurePosixPath
    head: FrontMatter
    phase: Phase
    reviewer: str = ""
    is_scheduled: bool = False
    is_broken: bool = False
    lacks: Significance | None = None
    asked: int = 0
    votes: int = 0
    against: int = 0

    @property
    def share_against(self) -> float:
        """The share of readers whom it did not help; 0 where too few said so."""
        return self.against / self.votes if self.votes >= LEAST_VOTES else 0

    @property
    def is_outdated(self) -> bool:
        """Whether it is a translation that lacks what its source says now."""
        return self.lacks is not None


@dataclass(frozen=True)
class Wish:
    """What the list is narrowed to; empty fields let everything through."""

    view: View = View.ALL
    locale: Locale | None = None
    category: str = ""
    phase: Phase | None = None
    owner: str = ""
    query: str = ""


@dataclass(frozen=True)
class Row:
    """An article with its languages; `shown` is the one that the row names."""

    shown: Entry
    languages: Mapping[Locale, Entry]


def rows_of(entries: list[Entry], wish: Wish, mine: Locale, today: date) -> list[Row]:
    """Return the rows that `wish` asks for, by rank or title; `mine` is the writer's language."""
    order = [wish.locale] if wish.locale else sorted(LOCALES, key=lambda code: code != mine)
    found = []
    for languages in group(entries):
        shown = next(
            (
                languages[code]
                for code in order
                if code in languages and _fits(languages[code], languages, wish, today)
            ),
            None,
        )
        if shown is None and wish.view is View.MISSING:
            shown = _elsewhere(languages, wish, today)
        if shown is not None:
            found.append(Row(shown, languages))
    return sorted(found, key=lambda row: (-_rank(row.shown, wish.view), fold(row.shown.head.title)))


def _rank(entry: Entry, view: View) -> float:
    return {View.ASKED: entry.asked, View.RATED: entry.share_against}.get(view, 0)


def group(entries: list[Entry]) -> list[dict[Locale, Entry]]:
    """Return the entries of each key by locale; two files of one key and locale are two groups."""
    groups: dict[str, list[dict[Locale, Entry]]] = {}
    for entry in sorted(entries, key=lambda e: e.path):
        same = groups.setdefault(entry.head.key, [])
        free = next((one for one in same if entry.head.locale not in one), None)
        if free is None:
            same.append({entry.head.locale: entry})
        else:
            free[entry.head.locale] = entry
    return [one for same in groups.values() for one in same]


def _elsewhere(languages: Mapping[Locale, Entry], wish: Wish, today: date) -> Entry | None:
    """Return another language of an article that the wished one lacks."""
    if wish.locale is None or wish.locale in languages:
        return None
    found = (languages[code] for code in LOCALES if code in languages)
    return next((e for e in found if _fits(e, languages, wish, today)), None)


def _fits(entry: Entry, languages: Mapping[Locale, Entry], wish: Wish, today: date) -> bool:
    return (
        in_view(entry, languages, wish, today)
        and wish.category in {"", entry.head.category}
        and wish.phase in {None, entry.phase}
        and wish.owner in {"", entry.head.owner}
        and _says(entry, wish.query)
    )


def _says(entry: Entry, query: str) -> bool:
    head = entry.head
    text = fold(" ".join((head.title, head.summary, head.key, head.slug, *head.keywords)))
    return all(word in text for word in fold(query).split())


def in_view(entry: Entry, languages: Mapping[Locale, Entry], wish: Wish, today: date) -> bool:
    """Return whether `entry` belongs to the list that `wish` names."""
    due = entry.head.review_by
    views: Mapping[View, Callable[[], bool]] = {
        View.ALL: lambda: entry.phase is not Phase.ARCHIVED,
        View.DUE: lambda: _is_read(entry) and due is not None and due <= today,
        View.MISSING: lambda: _is_read(entry) and _lacks(languages, wish.locale),
        View.OUTDATED: lambda: entry.is_outdated,
        View.DRAFTS: lambda: entry.phase is Phase.DRAFT,
        View.REVIEW: lambda: entry.phase is Phase.IN_REVIEW,
        View.CHANGED: lambda: entry.phase is Phase.CHANGED,
        View.SCHEDULED: lambda: entry.is_scheduled,
        View.ARCHIVED: lambda: entry.phase is Phase.ARCHIVED,
        View.ASKED: lambda: _is_read(entry) and entry.asked > 0,
        View.RATED: lambda: _is_read(entry) and entry.share_against > 0,
    }
    return views[wish.view]()


def _is_read(entry: Entry) -> bool:
    return entry.head.status is Status.PUBLISHED


def _lacks(languages: Mapping[Locale, Entry], locale: Locale | None) -> bool:
    living = {code for code, e in languages.items() if e.phase is not Phase.ARCHIVED}
    return locale not in living if locale else living != set(LOCALES)
