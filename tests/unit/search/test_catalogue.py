"""The articles as something to be found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.search.catalogue import ArticleSource
from portal.search.model import Passage, SearchDocument
from tests.unit.search.made import ES

TEXT = """---
title: Buzón lleno
key: mailbox-full
summary: Qué hacer.
keywords: [cuota]
status: {status}
---
Al principio.

## Primer paso

Borra **mucho**.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "es" / "mail"
    path.mkdir(parents=True)
    (path / "buzon-lleno.md").write_text(TEXT.format(status="published"), encoding="utf-8")
    (path / "borrador.md").write_text(TEXT.format(status="draft"), encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    library = Library(
        ArticleFolder(tmp_path / "articles"),
        GoodVersions(tmp_path / "good"),
        Renderings(tmp_path / "rendered"),
        lambda _: {},
    )
    library.refresh()
    return library


def documents(source: ArticleSource) -> Iterator[SearchDocument]:
    return iter(source.documents())


def test_a_published_article_can_be_found_by_section(library: Library) -> None:
    (found,) = documents(ArticleSource(library, lambda key, locale: f"{key} {locale}"))
    assert (found.id, found.locale, found.slug) == ("article:mailbox-full", ES, "buzon-lleno")
    assert (found.url, found.place) == ("/es/articles/buzon-lleno", "mail es")
    assert found.keywords == ("cuota",)
    assert found.sections == (
        Passage("", "", "Al principio."),
        Passage("primer-paso", "Primer paso", "Borra mucho."),
    )


def test_an_unchanged_article_gives_the_same_object(library: Library, folder: Path) -> None:
    source = ArticleSource(library, lambda key, _: key)
    (before,) = documents(source)
    assert next(documents(source)) is before
    text = TEXT.format(status="published").replace("mucho", "poco")
    (folder / "buzon-lleno.md").write_text(text, encoding="utf-8")
    library.refresh()
    (after,) = documents(source)
    assert after != before
