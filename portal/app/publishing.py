"""Articles: what readers see, and the desk where writers change it."""

from portal.app.ground import Ground
from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.articles.service import ArticleService
from portal.articles.store import AddressStore, VoteStore
from portal.scope.model import Scope
from portal.tickets.service import Tools
from portal.wizard.service.wizard import Wizard
from portal.writing.files import ProviderFiles
from portal.writing.service import CheckService
from portal.writing.service.desk import Desk


def build_articles(ground: Ground, tools: Tools) -> ArticleService:
    """Return the articles of the folder in the settings, with their votes."""
    settings, database = ground.settings, ground.database
    library = Library(
        ArticleFolder(settings.articles),
        GoodVersions(settings.data / "good_articles"),
        Renderings(settings.index / "rendered"),
        ground.site.variables,
    )
    return ArticleService(
        library, VoteStore(database), ground.clock, tools.mask, tools.emit, AddressStore(database)
    )


def build_desk(ground: Ground, library: Library, scope: Scope, wizard: Wizard) -> Desk:
    """Return the writers' desk; what it checks may name the flows and the scope in use."""
    check = CheckService(
        ground.settings.articles,
        ground.files,
        ground.clock,
        in_use=lambda: (ProviderFiles(ground.site, scope, ()), frozenset(wizard.shelf.flows)),
    )
    git = ground.settings.articles_git
    return Desk(ground.database, library, check, ground.clock, is_in_git=git)
