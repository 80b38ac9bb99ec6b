"""What every service stands on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.delivery.mails import Letters
from portal.kernel.clock import Clock
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
class Ground:
    """Settings, the provider's files, the database, the clock, and who hears of events."""

    settings: Settings
    clock: Clock
    files: SiteFiles
    site: Site
    database: Database
    events: Events

    @property
    def letters(self) -> Letters:
        """What every mail is begun with."""
        return Letters(self.site, self.settings.url)


def lay_ground(settings: Settings, clock: Clock) -> Ground:
    """Read the provider's files, and open the database in a data folder that is there.

    Raises SiteError where the files cannot be used.
    """
    files = SiteFiles(settings.data)
    site = load_site(files)
    settings.data.mkdir(parents=True, exist_ok=True)
    return Ground(settings, clock, files, site, Database(settings.database_url), Events())
