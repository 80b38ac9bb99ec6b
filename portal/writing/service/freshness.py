"""Reminds owners, once a week, of articles past their review date. It never takes one away."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from portal.articles.catalogue import Library
from portal.articles.model import Answers, Article
from portal.articles.store import VoteStore
from portal.delivery.service import Outbox
from portal.identity.model import StaffMember
from portal.kernel.clock import Clock
from portal.kernel.locale import Locale
from portal.storage.database import Database
from portal.writing.mails import WritingMails
from portal.writing.rules.freshness import Due, digests, due_of, week_of
from portal.writing.store import WritingStore
from portal.writing.store.digests import take_week

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeskMail:
    """How the desk's mail goes out: `address` is for articles that no account owns."""

    outbox: Outbox
    mails: WritingMails
    address: str
    locale: Locale
    timezone: str


class Freshness:
    """Knows what is due, and what readers say of it."""

    def __init__(
        self,
        database: Database,
        library: Library,
        clock: Clock,
        mail: DeskMail,
        members: Callable[[], Iterable[StaffMember]],
    ) -> None:
        self._database, self._library, self._clock = database, library, clock
        self._mail, self._members = mail, members
        self._store, self._votes = WritingStore(), VoteStore(database)

    def due(self) -> list[Due]:
        """Return the articles past their review date."""
        articles = self._library.catalogue.articles.values()
        found = due_of(articles, self._clock.now().date())
        days = {(a.head.key, a.locale): a.head.review_by for a in found if a.head.review_by}
        said = self._votes.answers(days)
        return [Due(a, said.get((a.head.key, a.locale), Answers())) for a in found]

    def answers(self, article: Article) -> Answers:
        """Return what readers say of one article since its review date."""
        day, place = article.head.review_by, (article.head.key, article.locale)
        return self._votes.answers({place: day} if day else {}).get(place, Answers())

    def remind(self) -> int:
        """Send this week's digests that are not sent yet; return how many.

        Mail and mark are one transaction, so that nobody gets two, whatever happens meanwhile.
        """
        mail, now = self._mail, self._clock.now()
        week = week_of(now.astimezone(ZoneInfo(mail.timezone)))
        found = self.due() if week else []
        if week is None or not found:
            return 0
        count = 0
        for digest in digests(found, self._members(), mail.address, mail.locale):
            with self._database.write() as connection:
                self._store.lock(connection)
                if take_week(connection, digest.reader.id or "desk", week):
                    mail.outbox.enqueue(connection, mail.mails.digest(digest), now)
                    count += 1
        _log.info("articles past their review date: %d, digests sent: %d", len(found), count)
        return count
