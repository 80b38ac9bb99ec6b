"""What only shows when all articles are read together: addresses, translations, twins."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from portal.articles.model import Status
from portal.articles.rules import used
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import words
from portal.writing.model import Manuscript, Shelf, World

_ALIKE = 0.8
_KEY = re.compile(r"\]\(\s*<?article:([a-z0-9-]+)")
_FEWEST_WORDS = 3


def check(shelf: Shelf, world: World) -> Iterator[Finding]:
    """Yield clashes between articles, and what is missing among them."""
    yield from _addresses(shelf)
    yield from _keys(shelf)
    yield from _redirects(shelf)
    yield from _translations(shelf)
    yield from _titles(shelf)
    yield from _unused(shelf)
    yield from _unlinked(shelf, world)


def _unlinked(shelf: Shelf, world: World) -> Iterator[Finding]:
    """Yield the published articles that only search and the list of their topic lead to."""
    published = shelf.published()
    named = {key for m in shelf.manuscripts for key in _names(m, shelf) if key != m.head.key}
    for key, found in shelf.by_key.items():
        if key in named or key in world.named or key not in published:
            continue
        manuscript = next(found[code] for code in LOCALES if code in found)
        message = "nothing leads here: no article, flow, scope entry or error code"
        yield manuscript.warning(manuscript.line_of("key"), "unlinked", message)


def _names(manuscript: Manuscript, shelf: Shelf) -> set[str]:
    return {*manuscript.head.related, *_KEY.findall(shelf.whole(manuscript))}


def _unused(shelf: Shelf) -> Iterator[Finding]:
    asked = {
        (manuscript.head.locale, name)
        for manuscript in (*shelf.manuscripts, *shelf.snippets)
        for name in used(manuscript.source.body)
    }
    for snippet in shelf.snippets:
        if (snippet.head.locale, snippet.head.key) not in asked:
            yield snippet.warning(1, "unused-snippet", "no article asks for it")


def _addresses(shelf: Shelf) -> Iterator[Finding]:
    """Yield each of those that want one address: whoever changes one of them should know."""
    for manuscript, other in _clashes(shelf, lambda m: m.head.slug):
        message = f"{other.path} has the address {manuscript.head.slug!r} too"
        yield manuscript.error(manuscript.line_of("slug"), "address-twice", message, other.path)


def _keys(shelf: Shelf) -> Iterator[Finding]:
    for manuscript, other in _clashes(shelf, lambda m: m.head.key):
        if other.head.slug != manuscript.head.slug:
            message = f"{other.path} has the key {manuscript.head.key!r} too"
            yield manuscript.error(manuscript.line_of("key"), "key-twice", message, other.path)


def _clashes(
    shelf: Shelf, name: Callable[[Manuscript], str]
) -> Iterator[tuple[Manuscript, Manuscript]]:
    """Yield each article whose name another of its language has, with the first such other."""
    same: dict[tuple[Locale, str], list[Manuscript]] = defaultdict(list)
    for manuscript in shelf.manuscripts:
        same[manuscript.head.locale, name(manuscript)].append(manuscript)
    for found in same.values():
        for manuscript in found if len(found) > 1 else ():
            yield manuscript, next(other for other in found if other is not manuscript)


def _redirects(shelf: Shelf) -> Iterator[Finding]:
    owners: dict[tuple[Locale, str], list[Manuscript]] = defaultdict(list)
    for manuscript in shelf.manuscripts:
        head = manuscript.head
        for address in {head.slug, *head.redirect_from}:
            owners[head.locale, address].append(manuscript)
    for manuscript in shelf.manuscripts:
        head = manuscript.head
        for place, old in enumerate(head.redirect_from):
            others = (m for m in owners[head.locale, old] if m is not manuscript)
            other = manuscript if old == head.slug else next(others, None)
            if other is not None:
                line = manuscript.line_of("redirect_from", place)
                message = f"{old!r} belongs to {other.path}"
                yield manuscript.error(line, "redirect-clash", message, old, other.path)


def _translations(shelf: Shelf) -> Iterator[Finding]:
    for key, found in shelf.by_key.items():
        missing = [locale for locale in LOCALES if locale not in found]
        if missing and key not in shelf.broken:
            manuscript = next(found[locale] for locale in LOCALES if locale in found)
            lacks = ", ".join(missing)
            message = f"{key!r} has no translation into {lacks}"
            yield manuscript.warning(manuscript.line_of("key"), "no-translation", message, lacks)


def _titles(shelf: Shelf) -> Iterator[Finding]:
    by_locale: dict[Locale, list[Manuscript]] = defaultdict(list)
    for manuscript in shelf.manuscripts:
        if manuscript.head.status is not Status.ARCHIVED:
            by_locale[manuscript.head.locale].append(manuscript)
    for manuscripts in by_locale.values():
        yield from _twins(manuscripts)


def _twins(manuscripts: list[Manuscript]) -> Iterator[Finding]:
    """Compare each title with those that share a word; a scan of all pairs is slow."""
    having: dict[str, list[int]] = defaultdict(list)
    titles = [frozenset(words(m.head.title)) for m in manuscripts]
    for place, title in enumerate(titles):
        for word in title:
            having[word].append(place)
    for place, title in enumerate(titles):
        shared = {other for word in title for other in having[word]} - {place}
        twin = next((o for o in sorted(shared) if are_alike(title, titles[o])), None)
        if twin is not None:
            other = manuscripts[twin].path
            message = f"the title says the same as that of {other}"
            line = manuscripts[place].line_of("title")
            yield manuscripts[place].warning(line, "title-twice", message, other)


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
