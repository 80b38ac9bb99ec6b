"""What the background worker does, each thing in a thread of its own."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from portal.app.checking import look_at_mail
from portal.app.mailing import build_channels
from portal.app.services import Services
from portal.app.watch import changes
from portal.delivery.store.lines import forget_arrivals
from portal.delivery.worker import Deliverer
from portal.identity.store import StaffStore
from portal.kernel.errors import PortalError
from portal.search.service import SearchService
from portal.tickets.rules.retention import is_night
from portal.tickets.service.retention import Swept
from portal.wizard.store.drafts import DraftStore
from portal.writing.service.timetable import Timetable

_log = logging.getLogger(__name__)

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HALF_HOUR = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SELDOM, _LATER = _HALF_HOUR, timedelta(seconds=20)
_KEEP_EVENTS = timedelta(days=30)
_HEAL = timedelta(seconds=5)
"""How often the search index is compared with what it should hold, though nothing was heard."""


@dataclass(frozen=True)
class Job:
    """Work that is done over and over: `run`, then a pause of `interval`, and again.

    `run` gets the event that ends it: one that takes long returns soon after it is set.
    """

    name: str
    interval: timedelta
    run: Callable[[threading.Event], object]
    at_start: bool = True

    def repeat(self, stop: threading.Event) -> None:
        """Do the work until `stop` is set. What goes wrong is logged, and tried again.

        What is done seldom begins a little later: mail and the search index go first.
        """
        if not self.at_start:
            stop.wait(self.interval.total_seconds())
        elif self.interval >= _SELDOM:
            stop.wait(_LATER.total_seconds())
        while not stop.is_set():
            try:
                self.run(stop)
            except PortalError as error:
                _log.warning("%s waits: %s", self.name, error)
            except Exception:
                _log.exception("%s failed", self.name)
            stop.wait(self.interval.total_seconds())


def jobs(services: Services) -> list[Job]:
    """Return all there is to do."""
    upkeep, wizard = services.upkeep, services.wizard
    news = threading.Event()
    return [
        *(Job(name, _SECOND, deliverer.run) for name, deliverer in deliverers(services).items()),
        Job("articles", _HEAL, lambda stop: keep_current(services, news, stop)),
        Job("where articles stand", _SECOND, lambda _: take_note(services, news)),
        Job("search index", _DAY, lambda _: _tidy(services), at_start=False),
        Job("unconfirmed tickets", _HOUR, lambda _: upkeep.purge_unconfirmed()),
        Job("approvals", _HOUR, lambda _: services.approvals.expire()),
        Job("solved tickets", _HOUR, lambda _: upkeep.close_solved()),
        Job("tickets that close soon", _HOUR, lambda _: upkeep.remind_of_closing()),
        Job("room for unconfirmed tickets", _MINUTE, lambda _: services.retention.make_room()),
        Job("retention", _HALF_HOUR, lambda _: retain(services)),
        Job("drafts", _HOUR, lambda _: wizard.drafts.purge()),
        Job("devices", _HOUR, lambda _: services.devices.purge()),
        Job("releases", _DAY, lambda _: services.unblocker.purge()),
        Job("files", _HOUR, lambda _: sweep_files(services)),
        Job("events of the help desk", _DAY, lambda _: forget_events(services)),
        Job("sessions", _HOUR, lambda _: forget_sessions(services)),
        Job("sent mail", _HOUR, lambda _: forget_mail(services)),
        Job("insights", _HOUR, lambda _: services.insights.settle()),
        Job("notices", _HOUR, lambda _: services.notices.purge()),
        Job("articles in git", _SECOND, lambda _: services.repository.run()),
        Job("scheduled articles", _MINUTE, lambda _: publish_due(services)),
        Job("articles past their review date", _HOUR, lambda _: services.freshness.remind()),
        Job("mail service", _MINUTE, lambda _: look_at_mail_of(services)),
    ]


def publish_due(services: Services) -> list[PurePosixPath]:
    """Publish the articles whose time has come."""
    return Timetable(services.database, services.writing, services.clock).publish_due()


def deliverers(services: Services) -> dict[str, Deliverer]:
    """Return who empties the outbox, one for each channel: one that hangs holds up no other."""
    channels = build_channels(services.settings, services.site, services.uploads.load)
    emit = services.events.emit
    return {
        name: Deliverer(services.outbox_store, {name: channel}, services.clock, emit)
        for name, channel in channels.items()
    }


def keep_current(services: Services, news: threading.Event, stop: threading.Event) -> None:
    """Follow the folder of articles, and make the search index hold what can be found.

    Sets `news` when articles changed. Returns when `stop` is set. Raises Unavailable where the
    index cannot be written.
    """
    library, search = services.articles.library, services.search
    library.refresh()
    _sync(search)
    news.set()
    is_broken = search.indexing.is_broken
    for _ in changes(services.settings.articles, stop, _HEAL, is_broken):
        change = library.refresh()
        if change:
            _log.info("articles: %d changed, %d gone", len(change.changed), len(change.removed))
        _sync(search)
        if change:
            news.set()


def take_note(services: Services, news: threading.Event) -> None:
    """Keep what came over the disk: where articles stand, and what translations are based on.

    Apart from following the folder: at the first start it takes seconds, and no reader waits.
    """
    if not news.is_set():
        return
    news.clear()
    services.articles.remember_addresses()
    services.translations.tracking.look()


def _tidy(services: Services) -> None:
    services.search.indexing.tidy()


def _sync(search: SearchService) -> None:
    done = search.indexing.sync()
    if done:
        rebuilt = ", ".join(done.rebuilt) or "none"
        _log.info("search: %d in, %d out, rebuilt: %s", done.changed, done.removed, rebuilt)


def sweep_files(services: Services) -> int:
    """Delete stored files that no ticket and no draft names; return how many.

    They are left from a crash between a file and its row. Only those older than a day: younger
    ones may still get theirs. A file moves from a draft to a ticket, so drafts are asked first.
    """
    old = list(services.attachments.older_than(services.clock.now() - _DAY))
    if not old:
        return 0
    with services.database.read() as connection:
        named = DraftStore().stored_names(connection)
        named |= services.tools.talk.stored_names(connection)
    orphans = [name for name in old if name not in named]
    for name in orphans:
        services.attachments.delete(name)
    return len(orphans)


def retain(services: Services) -> Swept | None:
    """Delete at night what the policy no longer keeps (R23); by day nothing happens."""
    local = services.clock.now().astimezone(ZoneInfo(services.site.timezone))
    if not is_night(local):
        return None
    done = services.retention.run()
    for one in done.removed:
        _log.info("retention: %s is deleted (%s), %d files", one.reference, one.why, one.files)
    return done


def forget_events(services: Services) -> None:
    """Forget the ids of what the help desk reported; nobody repeats an event after so long."""
    with services.database.write() as connection:
        forget_arrivals(connection, services.clock.now() - _KEEP_EVENTS)


def forget_sessions(services: Services) -> None:
    """Delete the sessions that have ended, old tries to sign in, and links nobody used."""
    services.people.purge()
    with services.database.write() as connection:
        StaffStore().purge(connection, services.clock.now())


def forget_mail(services: Services) -> None:
    """Delete the traces of mails that were sent more than a day ago."""
    services.outbox.forget_sent(services.clock.now() - _DAY)


def look_at_mail_of(services: Services) -> None:
    """Greet our mail servers, where our networks are known; pages read what was found."""
    look_at_mail(services.settings, services.site, services.clock)
