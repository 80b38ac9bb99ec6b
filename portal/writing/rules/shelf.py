"""What only shows when all articles are read together: addresses, translations, twins."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from portal.articles.model import Status
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import words
from portal.writing.model import Manuscript, Shelf

_ALIKE = 0.8
_FEWEST_WORDS = 3


def check(shelf: Shelf) -> Iterator[Finding]:
    """Yield clashes between articles, and what is missing among them."""
    yield from _addresses(shelf)
    yield from _keys(shelf)
    yield from _redirects(shelf)
    yield from _translations(shelf)
    yield from _titles(shelf)


def _addresses(shelf: Shelf) -> Iterator[Finding]:
    first: dict[tuple[Locale, str], Manuscript] = {}
    for manuscript in shelf.manuscripts:
        head = manuscript.head
        other = first.setdefault((head.locale, head.slug), manuscript)
        if other is not manuscript:
            message = f"{other.path} has the address {head.slug!r} already"
            yield manuscript.error(manuscript.line_of("slug"), "address-twice", message)


def _keys(shelf: Shelf) -> Iterator[Finding]:
    first: dict[tuple[Locale, str], Manuscript] = {}
    for manuscript in shelf.manuscripts:
        head = manuscript.head
        other = first.setdefault((head.locale, head.key), manuscript)
        if other is not manuscript and other.head.slug != head.slug:
            message = f"{other.path} has the key {head.key!r} already"
            yield manuscript.error(manuscript.line_of("key"), "key-twice", message)


def _redirects(shelf: Shelf) -> Iterator[Finding]:
    living = {(m.head.locale, m.head.slug): m for m in reversed(shelf.manuscripts)}
    taken: dict[tuple[Locale, str], Manuscript] = {}
    for manuscript in shelf.manuscripts:
        for place, old in enumerate(manuscript.head.redirect_from):
            address = (manuscript.head.locale, old)
            other = living.get(address) or taken.get(address)
            taken.setdefault(address, manuscript)
            if other is not None:
                line = manuscript.line_of("redirect_from", place)
                message = f"{old!r} belongs to {other.path}"
                yield manuscript.error(line, "redirect-clash", message)


def _translations(shelf: Shelf) -> Iterator[Finding]:
    for key, found in shelf.by_key.items():
        missing = [locale for locale in LOCALES if locale not in found]
        if missing and key not in shelf.broken:
            manuscript = next(found[locale] for locale in LOCALES if locale in found)
            message = f"{key!r} has no translation into {', '.join(missing)}"
            yield manuscript.warning(manuscript.line_of("key"), "no-translation", message)


def _titles(shelf: Shelf) -> Iterator[Finding]:
    by_locale: dict[Locale, list[Manuscript]] = defaultdict(list)
    for manuscript in shelf.manuscripts:
        if manuscript.head.status is not Status.ARCHIVED:
            by_locale[manuscript.head.locale].append(manuscript)
    for manuscripts in by_locale.values():
        yield from _twins(manuscripts)


def _twins(manuscripts: list[Manuscript]) -> Iterator[Finding]:
    """Compare each title with those before it that share a word; a scan of all pairs is slow."""
    having: dict[str, list[int]] = defaultdict(list)
    titles = [frozenset(words(m.head.title)) for m in manuscripts]
    for place, title in enumerate(titles):
        shared: Counter[int] = Counter(other for word in title for other in having[word])
        twin = next((o for o in sorted(shared) if are_alike(title, titles[o])), None)
        if twin is not None:
            message = f"the title says the same as that of {manuscripts[twin].path}"
            line = manuscripts[place].line_of("title")
            yield manuscripts[place].warning(line, "title-twice", message)
        for word in title:
            having[word].append(place)


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two titles, as sets of words, would be taken for each other.

    A different number is a different error: `404` and `403` are no twins.
    """
    if one == other:
        return True
    differing, together = one ^ other, one | other
    if min(len(one), len(other)) < _FEWEST_WORDS or any(w.isdecimal() for w in differing):
        return False
    return 1 - len(differing) / len(together) >= _ALIKE
