"""What the desk knows on readers' pages: that a translation is older than its original."""

from flask import render_template
from markupsafe import Markup

from portal.articles.model import Article
from portal.web.slots import Slots
from portal.web.wiring import use
from portal.writing.model import Significance
from portal.writing.service.translations import Translations


def fill_slots(slots: Slots) -> None:
    """Register what the desk shows elsewhere."""
    slots.fill("article.banner", _behind)


def _behind(article: Article) -> Markup:
    translations = use(Translations)
    standing = translations.find(article)
    if standing is None or standing.significance is not Significance.MAJOR:
        return Markup("")
    source = translations.source_of(article)
    since = max(e.at for e in standing.missed if e.significance is Significance.MAJOR)
    shown = render_template("writing/slots/behind.html", source=source, since=since.date())
    return Markup(shown)  # noqa: S704  # escaped by the template
