"""The desk's list of articles, and what its filters offer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath

from portal.articles.catalogue import Library
from portal.articles.model import Article
from portal.insights.model import Period
from portal.insights.service import Figures
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.storage.database import Database
from portal.writing.model import Standing, Work
from portal.writing.rules.listing import Entry, Row, View, Wish, rows_of
from portal.writing.rules.phases import phase_of
from portal.writing.service.translations import Translations
from portal.writing.store import WritingStore

PER_PAGE = 40
_LATELY = timedelta(days=90)
_MOST_TARGETS = 12


@dataclass(frozen=True)
class Listing:
    """One page of the list; `counts` are of all views under the same filters."""

    rows: tuple[Row, ...]
    counts: Mapping[View, int]
    page: int
    pages: int
    owners: tuple[str, ...]
    broken: tuple[PurePosixPath, ...]


@dataclass(frozen=True)
class Target:
    """What a link may lead to; `anchors` are its headings: id and text."""

    key: str
    title: str
    anchors: tuple[tuple[str, str], ...]


class DeskList:
    """Finds articles for writers."""

    def __init__(
        self,
        database: Database,
        library: Library,
        translations: Translations,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._database, self._library, self._clock = database, library, clock
        self._translations, self._figures, self._store = translations, figures, WritingStore()

    def show(self, wish: Wish, mine: Locale, page: int) -> Listing:
        """Return what `wish` asks for; `mine` is the language that titles are shown in first."""
        entries, today = self._rated(self.entries(), wish.locale), self._clock.now().date()
        rows = rows_of(entries, wish, mine, today)
        pages = max(1, -(-len(rows) // PER_PAGE))
        page = min(max(1, page), pages)
        return Listing(
            rows=tuple(rows[(page - 1) * PER_PAGE : page * PER_PAGE]),
            counts={v: len(rows_of(entries, replace(wish, view=v), mine, today)) for v in View},
            page=page,
            pages=pages,
            owners=tuple(sorted({e.head.owner for e in entries if e.head.owner}, key=fold)),
            broken=self._broken(),
        )

    def entries(self) -> list[Entry]:
        """Return every article that can be read, with what is under way in it."""
        with self._database.read() as connection:
            works = self._store.all_work(connection)
        faults, standings = set(self._broken()), self._translations.all()
        return [
            _entry(article, works.get(path, Work()), standings.get(path), is_broken=path in faults)
            for path, article in self._library.catalogue.articles.items()
        ]

    def _rated(self, entries: list[Entry], locale: Locale | None) -> list[Entry]:
        """Return `entries` with what readers did of late, in one language or in all."""
        today = self._clock.now().date()
        found = self._figures.interest(Period(today - _LATELY, today, str(locale or "")))
        return [
            replace(entry, asked=one.asked, votes=one.votes, against=one.useless)
            if (one := found.get(entry.head.key))
            else entry
            for entry in entries
        ]

    def _broken(self) -> tuple[PurePosixPath, ...]:
        paths = {PurePosixPath(finding.path) for finding in self._library.findings}
        return tuple(sorted(paths))

    def translations(self, article: Article) -> Mapping[Locale, Article]:
        """Return the versions of `article` in every language, drafts too."""
        others = self._library.catalogue.articles.values()
        return {a.locale: a for a in others if a.head.key == article.head.key}

    def translation_of(self, path: PurePosixPath) -> Mapping[Locale, Article]:
        """Return the versions of what lies at `path`; nothing where it cannot be read."""
        article = self._library.catalogue.articles.get(path)
        return self.translations(article) if article else {}

    def targets(self, query: str, locale: Locale) -> list[Target]:
        """Return articles to link to: by the words in their titles and keys."""
        words = fold(query).split()
        keys: dict[str, Article] = {}
        for article in self._library.catalogue.published():
            text = fold(f"{article.title} {article.head.key}")
            if all(word in text for word in words):
                known = keys.get(article.head.key)
                if known is None or article.locale == locale:
                    keys[article.head.key] = article
        first = sorted(keys.values(), key=lambda a: (a.locale != locale, fold(a.title)))
        return [_target(article) for article in first[:_MOST_TARGETS]]


def _target(article: Article) -> Target:
    anchors = tuple((h.id, h.text) for h in article.body.headings)
    return Target(article.head.key, article.title, anchors)


def _entry(article: Article, work: Work, standing: Standing | None, *, is_broken: bool) -> Entry:
    return Entry(
        path=article.path,
        head=article.head,
        phase=phase_of(article.head.status, work),
        reviewer=work.reviewer,
        is_scheduled=work.schedule is not None,
        is_broken=is_broken,
        lacks=standing.significance if standing else None,
    )
