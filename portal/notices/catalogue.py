"""Notices as things that can be found."""

from collections.abc import Callable, Iterable, Iterator

from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import clip, squeeze
from portal.notices.model import Notice
from portal.search.model import Passage, SearchDocument

_SUMMARY = 200


class NoticeSource:
    """Every notice that search finds, in each locale that it has words in.

    `load` returns them, and raises Unavailable where it cannot say all.
    """

    def __init__(self, load: Callable[[], Iterable[Notice]]) -> None:
        self._load = load
        self._made: dict[int, tuple[Notice, tuple[SearchDocument, ...]]] = {}

    def documents(self) -> Iterator[SearchDocument]:
        """Yield all; an unchanged notice gives the same documents as before."""
        made, self._made = self._made, {}
        for notice in self._load():
            kept = made.get(notice.id)
            documents = kept[1] if kept and kept[0] == notice else tuple(_documents(notice))
            self._made[notice.id] = notice, documents
            yield from documents


def _documents(notice: Notice) -> Iterator[SearchDocument]:
    facts = notice.facts
    for locale in LOCALES:
        if not facts.title.get(locale):
            continue
        text = facts.text.get(locale, "")
        said = [update.text.get(locale, "") for update in reversed(notice.updates)]
        yield SearchDocument(
            id=f"notice:{notice.key}",
            locale=Locale(locale),
            kind="notice",
            slug=notice.key,
            title=facts.title[locale],
            url=f"/{locale}/notices/{notice.key}",
            summary=clip(squeeze(text), _SUMMARY),
            keywords=(*facts.keywords, *facts.affected),
            products=facts.products,
            sections=(Passage("", "", "\n".join(part for part in (text, *said) if part)),),
        )
