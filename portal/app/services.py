"""Every service of one process, built once from the settings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.articles.service import ArticleService
from portal.articles.store import VoteStore
from portal.kernel.clock import Clock, SystemClock
from portal.settings import Settings
from portal.site import Site, SiteFiles, load_site
from portal.storage.database import Database


@dataclass
class Events:
    """Hands what happened in one feature to those that want to know."""

    listeners: list[Callable[[object], None]] = field(default_factory=list)

    def emit(self, event: object) -> None:
        """Tell every listener of `event`."""
        for listener in self.listeners:
            listener(event)


@dataclass(frozen=True)
class Services:
    """What pages, commands and the worker share."""

    settings: Settings
    clock: Clock
    site: Site
    files: SiteFiles
    database: Database
    events: Events
    articles: ArticleService


def build(settings: Settings, clock: Clock | None = None) -> Services:
    """Build every service.

    Raises SiteError where the provider's files cannot be used.
    """
    clock = clock or SystemClock()
    files = SiteFiles(settings.data)
    site = load_site(files)
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    events = Events()
    library = Library(
        ArticleFolder(settings.articles),
        GoodVersions(settings.data / "good_articles"),
        Renderings(settings.index / "rendered"),
        site.variables,
    )
    return Services(
        settings=settings,
        clock=clock,
        site=site,
        files=files,
        database=database,
        events=events,
        articles=ArticleService(library, VoteStore(database), clock, str, events.emit),
    )
