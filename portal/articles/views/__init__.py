"""Home, categories, articles, and what machines read about them."""

from portal.articles.views.blueprint import blueprint

from portal.articles.views import feeds, pages  # isort: skip  # they add their routes to it

__all__ = ["blueprint", "feeds", "pages"]
