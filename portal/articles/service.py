"""Reading and browsing articles, and voting on them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from portal.articles.catalogue import Library
from portal.articles.markdown import first_steps
from portal.articles.model import Article, Question, Reason, Status, Vote, VoteGiven
from portal.articles.rules import is_due
from portal.articles.store import AddressStore, VoteStore
from portal.articles.store.addresses import Known, Place
from portal.kernel.clock import Clock
from portal.kernel.errors import Gone, NotFound, Unavailable
from portal.kernel.ids import is_id, new_id
from portal.kernel.locale import Locale, fallbacks
from portal.kernel.text import clip, slugify, strip_controls

_RELATED = 5
_COMMENT_LIMIT = 2000
_COMMENT_READ = (
    10 * _COMMENT_LIMIT
)  # masking takes its time: a megabyte would keep a reader waiting


@dataclass(frozen=True)
class ArticlePage:
    """An article with everything around it."""

    article: Article
    html: str
    related: tuple[Article, ...]
    addresses: Mapping[Locale, str]
    """Where to read it in each locale it exists in."""

    is_foreign: bool
    """Shown in another language than the page's, for want of a translation."""

    is_due: bool = False
    """Past the day by which somebody was to look it through: readers are asked whether it holds."""


@dataclass(frozen=True)
class Moved:
    """The article stands elsewhere now."""

    url: str


class ArticleService:
    """What pages and other features ask of the articles."""

    def __init__(
        self,
        library: Library,
        votes: VoteStore,
        clock: Clock,
        mask: Callable[[str], str],
        emit: Callable[[object], None],
        addresses: AddressStore | None = None,
    ) -> None:
        """`mask` hides secrets in free text; `emit` takes events.

        Without `addresses` nobody remembers where an article stood that was renamed on the disk.
        """
        self._addresses = addresses
        self.library = library
        self._votes, self._clock, self._mask, self._emit = votes, clock, mask, emit

    def get_page(self, locale: Locale, slug: str) -> ArticlePage | Moved:
        """Return the page of the article at `slug`, or where it went.

        Raises NotFound, or Gone for an archived article.
        """
        catalogue = self.library.catalogue
        article = catalogue.find(locale, slug)
        if article is None:
            moved = catalogue.find_moved(locale, slug)
            if moved is not None:
                return Moved(moved.url_in(locale))
            try:
                article = self._foreign(locale, slug)
            except NotFound:
                return self._remembered(locale, slug)
            translated = catalogue.translations(article.head.key).get(locale)
            if translated is not None:
                return Moved(translated.url)
        if article.head.status is Status.ARCHIVED:
            raise Gone(article.title)
        return self._page(article, locale)

    def _remembered(self, locale: Locale, slug: str) -> Moved:
        """Return where the article is that once stood at `slug`. Raises NotFound or Gone."""
        known = self._find_address(locale, slug)
        if known is None:
            raise NotFound(slug)
        found = self.library.catalogue.best(known.key, locale)
        if found is None:
            raise Gone(known.title)
        return Moved(found.url_in(locale))

    def _find_address(self, locale: Locale, slug: str) -> Known | None:
        if self._addresses is None:
            return None
        with suppress(Unavailable):
            return self._addresses.find(locale, slug)
        return None

    def known_addresses(self) -> Mapping[Place, Known]:
        """Return where articles stood that may have been renamed on the disk since."""
        return self._addresses.all() if self._addresses is not None else {}

    def remember_addresses(self) -> int:
        """Keep where every article stands, for when its file is renamed; return what is new."""
        if self._addresses is None:
            return 0
        articles = self.library.catalogue.published()
        places = {(a.locale, a.head.slug): Known(a.head.key, a.title) for a in articles}
        return self._addresses.remember(places)

    def _foreign(self, locale: Locale, slug: str) -> Article:
        for other in fallbacks(locale):
            found = self.library.catalogue.find(other, slug)
            if found is not None and found.head.status is Status.PUBLISHED:
                return found
        raise NotFound(slug)

    def _page(self, article: Article, locale: Locale) -> ArticlePage:
        catalogue = self.library.catalogue
        related = [catalogue.best(key, locale) for key in article.head.related]
        return ArticlePage(
            article=article,
            html=catalogue.html(article),
            related=tuple(a for a in related if a is not None)[:_RELATED],
            addresses={
                code: found.url for code, found in catalogue.translations(article.head.key).items()
            },
            is_foreign=article.locale != locale,
            is_due=is_due(article.head, self._clock.now().date()),
        )

    def steps_of(self, article: Article) -> str:
        """Return the first steps of the article as safe HTML, or an empty text."""
        return first_steps(self.library.catalogue.html(article))

    def near(self, locale: Locale, slug: str) -> list[Article]:
        """Return articles for somebody who came for `slug`, which is archived or unknown."""
        catalogue = self.library.catalogue
        gone = catalogue.find(locale, slug)
        keys = gone.head.related if gone else ()
        near = [a for a in (catalogue.best(key, locale) for key in keys) if a is not None]
        words = set(slugify(slug).split("-"))
        scored = sorted(
            catalogue.published(locale),
            key=lambda a: len(words & set(a.head.slug.split("-"))),
            reverse=True,
        )
        near += [a for a in scored if words & set(a.head.slug.split("-")) and a not in near]
        return near[:_RELATED]

    def vote(
        self, locale: Locale, slug: str, *, useful: bool, question: Question = Question.HELPFUL
    ) -> Vote:
        """Keep a reader's yes or no to `question` on the article at `slug`. Raises NotFound."""
        page = self.get_page(locale, slug)
        if isinstance(page, Moved):
            raise NotFound(slug)
        article = page.article
        vote = Vote(new_id(), article.head.key, article.locale, useful, question=question)
        self._votes.add(vote, self._clock.now())
        self._tell(vote)
        return vote

    def find_vote(self, vote_id: str) -> Vote | None:
        """Return the vote `vote_id`, or None."""
        return self._votes.find(vote_id) if is_id(vote_id) else None

    def explain_vote(self, vote_id: str, reason: Reason, comment: str) -> None:
        """Add why to a vote; secrets in `comment` are masked before it is kept.

        Raises NotFound.
        """
        vote = self.find_vote(vote_id)
        if vote is None:
            raise NotFound("no such vote")
        read = strip_controls(comment[:_COMMENT_READ])
        text = clip(self._mask(read).strip(), _COMMENT_LIMIT)
        self._votes.explain(vote_id, reason, text)
        if vote.reason is None:
            self._tell(replace(vote, reason=reason))

    def _tell(self, vote: Vote) -> None:
        """Tell of a vote on how helpful an article is; the other question is for its writers."""
        if vote.question is Question.HELPFUL:
            self._emit(VoteGiven(vote))

    def recent(self, locale: Locale, limit: int) -> list[Article]:
        """Return the articles of `locale` checked last, newest first."""
        dated = [a for a in self.library.catalogue.published(locale) if a.head.checked]
        return sorted(dated, key=lambda a: str(a.head.checked), reverse=True)[:limit]
