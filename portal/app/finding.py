"""Search over everything that can be found."""

from functools import partial

from portal.app.content import load_synonyms_of
from portal.articles.catalogue import Library
from portal.kernel.locale import LOCALES
from portal.search.catalogue import ArticleSource, category_name
from portal.search.engines.whoosh import whoosh_engine
from portal.search.service import Indexing, SearchService
from portal.settings import Settings
from portal.site import Site, SiteFiles
from portal.tickets.service import Tools


def build_search(
    settings: Settings, site: Site, files: SiteFiles, library: Library, tools: Tools
) -> SearchService:
    """Return the search of this process; only the worker and commands write the index."""
    engine = whoosh_engine(settings.index / "whoosh")
    synonyms = {code: load_synonyms_of(files, code) for code in LOCALES}
    indexing = Indexing(engine, [ArticleSource(library, partial(category_name, site))])
    return SearchService(indexing, engine, synonyms, tools.clock, tools.emit, tools.mask)
