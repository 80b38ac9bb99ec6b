"""The scope catalogue as something that can be found beside the articles."""

from collections.abc import Iterable

from portal.kernel.locale import LOCALES, Locale
from portal.scope.model import Scope, ScopeEntry
from portal.search.model import Passage, SearchDocument

_ONE_WORD = 1
"""Only such names of a task are keywords: whole sentences would push articles down."""


class ScopeSource:
    """Every task of the catalogue, for search. Never changes while the process lives."""

    def __init__(self, scope: Scope) -> None:
        self._documents = [
            _document(entry, locale) for locale in LOCALES for entry in scope.entries
        ]

    def documents(self) -> Iterable[SearchDocument]:
        """Return one document for each task and locale."""
        return self._documents


def _document(entry: ScopeEntry, locale: Locale) -> SearchDocument:
    return SearchDocument(
        id=f"scope:{entry.id}",
        locale=locale,
        kind="scope",
        slug=entry.id,
        title=entry.task[locale],
        url=f"/{locale}/scope#{entry.id}",
        summary=entry.reason[locale],
        keywords=tuple(p for p in entry.synonyms[locale] if len(p.split()) == _ONE_WORD),
        products=(entry.product, *entry.also),
        sections=(Passage("", "", entry.alternative.get(locale, "")),),
    )
