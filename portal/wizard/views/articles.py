"""The article that a page of the wizard shows."""

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.web.i18n import current_locale
from portal.web.wiring import use


def article_of(key: str | None) -> Article | None:
    """Return the article `key`, in the page's language where there is one, or None."""
    return use(ArticleService).library.catalogue.best(key, current_locale()) if key else None
