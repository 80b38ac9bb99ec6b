"""Search over everything that can be found."""

from functools import partial

from portal.app.content import load_synonyms_of
from portal.articles.catalogue import Library
from portal.articles.rules import is_due
from portal.kernel.clock import Clock
from portal.kernel.locale import LOCALES
from portal.search.catalogue import ArticleSource, category_name
from portal.search.model import SearchDocument
from portal.search.ports import SearchEngine
from portal.search.service import Indexing, SearchService
from portal.settings import Settings
from portal.site import Site, SiteFiles
from portal.tickets.service import Tools


def build_search(
    settings: Settings, site: Site, files: SiteFiles, library: Library, tools: Tools
) -> SearchService:
    """Return the search of this process; only the worker and commands write the index.

    Raises ImportError where the settings want tantivy and its extra is not installed.
    """
    engine = build_engine(settings)
    synonyms = {code: load_synonyms_of(files, code) for code in LOCALES}
    indexing = Indexing(engine, [ArticleSource(library, partial(category_name, site))])
    service = SearchService(indexing, engine, synonyms, tools.clock, tools.emit, tools.mask)
    service.is_old = partial(_is_old, library, tools.clock)
    return service


def _is_old(library: Library, clock: Clock, document: SearchDocument) -> bool:
    """Return whether the article behind a hit is past its review date."""
    if document.kind != "article":
        return False
    article = library.catalogue.find(document.locale, document.slug)
    return article is not None and is_due(article.head, clock.now().date())


def build_engine(settings: Settings) -> SearchEngine:
    """Return the engine of the settings; only that one's library is loaded."""
    root = settings.index / settings.search
    if settings.search == "tantivy":
        from portal.search.engines.tantivy import tantivy_engine

        return tantivy_engine(root)
    from portal.search.engines.whoosh import whoosh_engine

    return whoosh_engine(root)
