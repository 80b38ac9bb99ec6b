"""The key, address and category that a page gets here, once and for all."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from portal.importing.model import Page, Place, Wishes
from portal.kernel.locale import Locale, find_locale
from portal.kernel.text import fold, slugify
from portal.writing.rules.beginning import short_slug

_GENERAL = "general"
_LONGEST_CATEGORY = 60


@dataclass
class Taken:
    """What other articles have already: addresses, old ones included, and keys."""

    slugs: set[tuple[Locale, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def free_slug(self, locale: Locale, wanted: str) -> str:
        """Return `wanted`, with a number where it is taken, and take it."""
        slug = _numbered(wanted, lambda name: (locale, name) in self.slugs)
        self.slugs.add((locale, slug))
        return slug

    def free_key(self, wanted: str) -> str:
        """Return `wanted`, with a number where it is taken, and take it."""
        key = _numbered(wanted, self.keys.__contains__)
        self.keys.add(key)
        return key


def _numbered(wanted: str, is_taken: Callable[[str], bool]) -> str:
    number, name = 1, wanted
    while is_taken(name):
        number += 1
        name = f"{wanted}-{number}"
    return name


class Namer:
    """Gives places to the pages of one stock; those that had one keep it."""

    def __init__(
        self,
        taken: Taken,
        known: Mapping[str, Place],
        wishes: Wishes,
        categories: Mapping[str, str],
    ) -> None:
        self._taken, self._known, self._wishes = taken, known, wishes
        self._categories = {fold(name): key for name, key in categories.items()}
        self._twins: dict[str, dict[Locale, str]] = {}

    def remember(self, pages: Iterable[Page]) -> None:
        """Take in the keys of pages that were brought before, for their translations."""
        for page in pages:
            place = self._known.get(page.origin)
            if place is not None:
                self._twins.setdefault(page.twin, {})[place.locale] = place.key

    def place(self, page: Page, locale: Locale) -> Place:
        """Return where `page` goes."""
        known = self._known.get(page.origin)
        if known is not None:
            return known
        wanted = next((s for s in (page.slug, page.title, page.twin) if slugify(s)), _GENERAL)
        slug = self._taken.free_slug(locale, short_slug(wanted))
        keys = self._twins.setdefault(page.twin, {})
        key = next(iter(keys.values()), "") if locale not in keys else ""
        keys[locale] = key or self._taken.free_key(short_slug(wanted))
        return Place(keys[locale], locale, self.category(page), slug)

    def category(self, page: Page) -> str:
        """Return the key of the category for `page`: as wished, as known, or made of its name."""
        wished = self._wished(page)
        if wished:
            return wished
        name = page.category
        known = self._categories.get(fold(name))
        made = slugify(name)[:_LONGEST_CATEGORY].strip("-")
        if find_locale(made) is not None:  # a folder called so is a language's
            made = ""
        return known or made or self._wishes.category or _GENERAL

    def _wished(self, page: Page) -> str | None:
        wishes = {fold(name).strip("/"): key for name, key in self._wishes.categories.items()}
        parts = fold(page.origin).split("/")
        folders = ["/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
        folders += ["/".join(parts[1:n]) for n in range(len(parts) - 1, 1, -1)]
        return next((wishes[n] for n in (fold(page.category), *folders) if n in wishes), None)


def is_skipped(page: Page, wishes: Wishes) -> bool:
    """Return whether `page` is not wanted."""
    return any(fnmatchcase(page.origin, pattern) for pattern in wishes.skip)


def locale_of(
    page: Page, default: Locale | None, stock_language: str, wishes: Wishes
) -> Locale | None:
    """Return the locale of `page`, or None where its language is not one of ours."""
    tag = page.language
    if not tag:
        return default or _locale(stock_language, wishes)
    return _locale(tag, wishes)


def _locale(tag: str, wishes: Wishes) -> Locale | None:
    tag = tag.lower().replace("_", "-")
    wished = {name.lower(): locale for name, locale in wishes.languages.items()}
    return wished.get(tag) or find_locale(tag.split("-")[0])


def new_categories(places: Iterable[Place], known: Collection[str]) -> list[str]:
    """Return the categories that `site.yml` does not have yet."""
    return sorted({place.category for place in places} - set(known))
