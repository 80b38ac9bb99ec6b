"""Pieces of the page that are the same for everybody who reads a language: made once for each."""

from dataclasses import dataclass

from flask import g
from jinja2 import Environment
from markupsafe import Markup

from portal.web.i18n import current_locale


@dataclass(frozen=True)
class _Part:
    html: Markup
    icons: frozenset[str]


class Parts:
    """The templates in `parts/`; they may use only what does not change while the portal runs."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[tuple[str, str], _Part] = {}

    def show(self, name: str) -> Markup:
        """Return `parts/<name>.html` in the page's language; its icons become the page's."""
        key = (name, current_locale())
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(name)
        g.setdefault("icons", set()).update(made.icons)
        return made.html

    def _make(self, name: str) -> _Part:
        of_the_page = g.pop("icons", set())
        html = Markup(self._environment.get_template(f"parts/{name}.html").render())  # noqa: S704  # escaped by it
        own = frozenset(g.pop("icons", ()))
        g.icons = of_the_page
        return _Part(html, own)
