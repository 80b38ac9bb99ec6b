"""Finding what somebody needs in the scope catalogue, by their own words."""

from collections.abc import Callable
from functools import cached_property

from portal.kernel.locale import Locale
from portal.scope.model import FoundEntry, PlanKind, Scope, ScopeWords
from portal.scope.rules.finding import EntryFinder

_LIMIT = 5


class ScopeFinder:
    """The catalogue and the words customers use; read and made ready at the first question."""

    def __init__(self, scope: Scope, words: Callable[[], ScopeWords] = ScopeWords) -> None:
        self.scope = scope
        self._words = words

    @cached_property
    def _finder(self) -> EntryFinder:
        return EntryFinder(self.scope, self._words())

    def find_entries(
        self,
        text: str,
        locale: Locale,
        limit: int = _LIMIT,
        plan_kind: PlanKind | None = None,
    ) -> list[FoundEntry]:
        """Return up to `limit` entries that `text` may mean, the likeliest first.

        Empty when nothing fits well enough to be shown. With `plan_kind`, only what such a plan
        has; its verdict is `entry.verdict_for(plan_kind)`.
        """
        return self._finder.find(text, locale, limit, plan_kind)
