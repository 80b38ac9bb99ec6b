"""What flows, their pages and articles are called for whoever looks at their figures."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from portal.articles.service import ArticleService
from portal.identity.access import current_member
from portal.identity.model import Role
from portal.insights.forms.columns import Names
from portal.insights.forms.words import fork_name, form_page_name, former_page_name
from portal.insights.model import Funnel
from portal.insights.rules.tables import Cell
from portal.web.i18n import current_locale
from portal.web.wiring import use
from portal.wizard.rules.picture import Box, boxes, question_before
from portal.wizard.service.wizard import Wizard


def may_write() -> bool:
    """Return whether the member may begin articles at once."""
    return current_member().role in {Role.WRITER, Role.ADMIN}


def names(more: str = "") -> Names:
    """Return the names in the language of the page; `more` goes to links between figures."""
    locale = current_locale()
    shelf = use(Wizard).shelf
    best = use(ArticleService).library.catalogue.best
    is_writer = may_write()

    @cache
    def drawn(flow: str) -> Mapping[str, Box]:
        found = shelf.flows.get(flow)
        return {box.id: box for box in boxes(found, locale)} if found else {}

    def article(key: str) -> Cell:
        found = best(key, locale)
        if found is None:
            return Cell(key)
        url = f"/desk/edit/{found.path}" if is_writer else found.url_in(locale)
        return Cell(found.title, url, found.locale)

    def flow(name: str) -> Cell:
        found = shelf.flows.get(name)
        title = found.title[locale] if found else name
        return Cell(title, f"/desk/insights/flows?flow={name}{more}" if found else "")

    def node(name: str, node: str) -> Cell:
        box = drawn(name).get(node)
        if box is None:
            return _unknown(node)
        if box.shape == "branch":
            asked = question_before(drawn(name).values(), node)
            said = asked.words if asked else str(flow(name).value)
            return Cell(fork_name(said), note=node)
        return Cell(_shown(box, article, flow), note=box.caption)

    return Names(article, flow, node)


def _unknown(node: str) -> Cell:
    """Return the name of a page that the flow, as it is now, has not."""
    form = form_page_name(node)
    return Cell(form) if form else Cell(former_page_name(), note=node)


def _shown(box: Box, article: Callable[[str], Cell], flow: Callable[[str], Cell]) -> str:
    """Return what is on the page; an outcome without words names an article or a flow."""
    if box.shape != "outcome":
        return box.words
    named = (article(box.words).value, flow(box.words).value)
    return next((str(value) for value in named if value != box.words), box.words)


def in_order(flow: str, found: Mapping[str, Funnel]) -> Iterable[tuple[str, Funnel]]:
    """Return the pages of `flow` in the order in which one comes to them; unknown ones last."""
    known = use(Wizard).shelf.flows.get(flow)
    order = [box.id for box in boxes(known, current_locale())] if known else []
    places = {node: place for place, node in enumerate((*order, "about", "ticket", "check"))}
    pages = [(node, one) for node, one in found.items() if node]
    return sorted(pages, key=lambda item: (places.get(item[0], len(places)), item[0]))
