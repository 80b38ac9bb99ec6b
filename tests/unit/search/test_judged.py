"""Real searches over our own articles have what helps among the first three."""

from pathlib import Path

import pytest
import yaml

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.kernel.locale import LOCALES, Locale
from portal.search.catalogue import ArticleSource
from portal.search.engines.whoosh import whoosh_engine
from portal.search.files import load_synonyms
from portal.search.service import Indexing, SearchService
from portal.site import SiteFiles, load_site
from tests.fakes import FixedClock

_ROWS = yaml.safe_load(Path(__file__).with_name("judged.yml").read_text(encoding="utf-8"))
JUDGED = [
    (Locale(code), row["query"], row["article"]) for code, rows in _ROWS.items() for row in rows
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    folder = tmp_path_factory.mktemp("judged")
    files = SiteFiles(folder)
    library = Library(
        ArticleFolder(Path(__file__).parents[3] / "articles"),
        GoodVersions(folder / "good"),
        Renderings(folder / "rendered"),
        load_site(files).variables,
    )
    library.refresh()
    engine = whoosh_engine(folder / "index")
    indexing = Indexing(engine, [ArticleSource(library, lambda key, _: key)])
    indexing.sync()
    synonyms = {c: load_synonyms(files.path(f"synonyms/{c}.yml"), c)[0] for c in LOCALES}
    return SearchService(indexing, engine, synonyms, FixedClock(), lambda _: None)


@pytest.mark.parametrize(("locale", "query", "article"), JUDGED)
def test_what_helps_is_among_the_first_three(
    service: SearchService, locale: Locale, query: str, article: str
) -> None:
    hits = service.search(query, locale).hits
    assert f"article:{article}" in [hit.document.id for hit in hits[:3]]


def test_every_locale_is_judged_by_ten_searches() -> None:
    assert all(sum(locale is code for locale, _, _ in JUDGED) >= 10 for code in LOCALES)
