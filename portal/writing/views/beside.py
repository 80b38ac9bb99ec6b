"""What the editor says of an article besides its text: its original, and what readers answered."""

from dataclasses import dataclass

from portal.articles.model import Answers
from portal.articles.service import ArticleService
from portal.web.wiring import use
from portal.writing.model import Sheet, Standing
from portal.writing.service.freshness import Freshness
from portal.writing.service.translations import Translations


@dataclass(frozen=True)
class Beside:
    """How a translation stands, and the page that shows it beside the original of this `digest`.

    An original has no `standing`.
    """

    answers: Answers = Answers()  # noqa: RUF009  # it never changes
    standing: Standing | None = None
    address: str = ""
    digest: str = ""


def beside(sheet: Sheet) -> Beside:
    """Return what there is to say of the article of `sheet`."""
    article = use(ArticleService).library.catalogue.articles.get(sheet.path)
    if article is None:
        return Beside()
    translations, answers = use(Translations), use(Freshness).answers(article)
    standing, source = translations.find(article), translations.source_of(article)
    if standing is None or source is None:
        return Beside(answers)
    address = f"/desk/articles/{article.head.key}/translate/{article.locale}"
    return Beside(answers, standing, address, translations.original(source, article).digest)
