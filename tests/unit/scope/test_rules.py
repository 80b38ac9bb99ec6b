"""Narrowing the catalogue down never invents, loses or reorders anything."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import portal
from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.kernel.text import fold, words
from portal.scope.files import load_scope
from portal.scope.model import ScopeEntry
from portal.scope.rules.listing import filter_entries, group_by_product, searchable_text

ENTRIES = load_scope(Path(portal.__file__).parent / "site_defaults" / "scope.yml")[0].entries
entries = st.sampled_from(ENTRIES)
locales = st.sampled_from(Locale)
products = st.none() | st.sampled_from(Product)
queries = st.text(max_size=30) | st.lists(
    st.sampled_from(sorted({w for e in ENTRIES for w in words(searchable_text(e, Locale.ES))})),
    max_size=3,
).map(" ".join)


@given(queries, locales, products)
def test_a_filter_keeps_order_and_adds_nothing(
    query: str, locale: Locale, product: Product | None
) -> None:
    found = filter_entries(ENTRIES, query, locale, product)
    chosen = {entry.id for entry in found}
    assert found == tuple(entry for entry in ENTRIES if entry.id in chosen)


@given(queries, locales, products)
def test_what_is_found_holds_every_word_and_what_is_not_lacks_one(
    query: str, locale: Locale, product: Product | None
) -> None:
    found = {entry.id for entry in filter_entries(ENTRIES, query, locale, product)}
    for entry in ENTRIES:
        text = searchable_text(entry, locale)
        holds = all(word in text for word in words(query))
        assert (entry.id in found) == (holds and (product is None or entry.is_about(product)))


@given(queries, queries, locales)
def test_one_more_word_never_finds_more(query: str, more: str, locale: Locale) -> None:
    narrow = filter_entries(ENTRIES, f"{query} {more}", locale)
    assert set(map(id, narrow)) <= set(map(id, filter_entries(ENTRIES, query, locale)))


@given(entries, locales)
def test_an_entry_is_found_by_its_task_and_each_synonym(entry: ScopeEntry, locale: Locale) -> None:
    for phrase in (entry.task[locale], *entry.synonyms[locale]):
        assert entry in filter_entries(ENTRIES, phrase, locale)


@given(entries, locales)
def test_accents_and_capitals_do_not_matter(entry: ScopeEntry, locale: Locale) -> None:
    task = entry.task[locale]
    plain = filter_entries(ENTRIES, fold(task), locale)
    assert filter_entries(ENTRIES, task.upper(), locale) == plain


def test_an_empty_query_leaves_everything_in() -> None:
    assert filter_entries(ENTRIES) == ENTRIES
    assert filter_entries(ENTRIES, " ?! ", Locale.CS) == ENTRIES


def test_the_other_languages_words_are_not_searched() -> None:
    assert filter_entries(ENTRIES, "contraseña", Locale.EN) == ()


@given(st.lists(entries, unique_by=lambda entry: entry.id))
def test_groups_hold_each_entry_once_in_the_products_order(chosen: list[ScopeEntry]) -> None:
    groups = group_by_product(chosen)
    grouped = [entry for _, group in groups for entry in group]
    assert sorted(e.id for e in grouped) == sorted(e.id for e in chosen)
    assert [product for product, _ in groups] == [p for p in Product if p in dict(groups)]
    assert all(entry.product is product for product, group in groups for entry in group)
    assert all(group for _, group in groups)
