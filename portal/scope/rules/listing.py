"""Narrowing the catalogue down to what a reader asked for, and what a catalogue must hold to."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.kernel.strict import Fault
from portal.kernel.text import fold, words
from portal.scope.model import ScopeEntry, ScopeVerdict


def searchable_text(entry: ScopeEntry, locale: Locale) -> str:
    """Return all that can be found of `entry` in `locale`, folded."""
    parts = [
        entry.task.get(locale, ""),
        entry.reason.get(locale, ""),
        entry.alternative.get(locale, ""),
        *entry.synonyms.get(locale, ()),
    ]
    return fold("\n".join(parts))


def filter_entries(
    entries: Iterable[ScopeEntry],
    query: str = "",
    locale: Locale = Locale.EN,
    product: Product | None = None,
) -> tuple[ScopeEntry, ...]:
    """Return the entries about `product` in which every word of `query` occurs, order kept.

    A word may be a part of a longer one, as in the page's own filter in the browser. No query
    and no product leave everything in.
    """
    wanted = words(query)
    return tuple(
        entry
        for entry in entries
        if (product is None or entry.is_about(product))
        and _has_all(searchable_text(entry, locale), wanted)
    )


def group_by_product(
    entries: Iterable[ScopeEntry],
) -> tuple[tuple[Product, tuple[ScopeEntry, ...]], ...]:
    """Return `entries` under their own product, in glossary order, without empty groups."""
    listed = tuple(entries)
    groups = (
        (product, tuple(entry for entry in listed if entry.product is product))
        for product in Product
    )
    return tuple((product, group) for product, group in groups if group)


def _has_all(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


def find_faults(entries: Sequence[ScopeEntry], references: Collection[str]) -> Iterator[Fault]:
    """Yield what only shows when well-formed entries are read together and for their meaning."""
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        if entry.id in seen:
            yield Fault(position, ("id",), f"{entry.id}: this id stands in the file twice")
        seen.add(entry.id)
        if not entry.alternative and entry.verdicts != {ScopeVerdict.IN_SCOPE}:
            where_to = f"{entry.id}: say in `alternative` where to go instead (R22)"
            yield Fault(position, (), where_to)
        if ScopeVerdict.CHARGEABLE in entry.verdicts and entry.price_ref is None:
            priced = f"{entry.id}: say in `price_ref` where its price stands (R19)"
            yield Fault(position, (), priced)
        for place, name in enumerate(entry.external):
            if name not in references:
                unknown = f"{entry.id}: {name!r} is not among `references`"
                yield Fault(position, ("external", place), unknown)
        for part in _untranslated(entry):
            yield Fault(position, (part,), f"{entry.id}: two locales have the same {part}")


def _untranslated(entry: ScopeEntry) -> Iterator[str]:
    for part, texts in (("task", entry.task), ("reason", entry.reason)):
        if len({fold(text) for text in texts.values()}) < len(texts):
            yield part
