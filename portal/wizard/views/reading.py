"""The articles that were opened on the way, and what happened there, told without names.

Public pages set no cookie, so an article is opened through here. What was opened before there is
a draft waits in a cookie that holds the keys of articles and nothing else.
"""

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.service import ArticleService
from portal.kernel.errors import NotFound
from portal.web.cookies import read_cookie, set_cookie
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.wiring import use
from portal.wizard.events import StepKind, WizardStep
from portal.wizard.model import Outcome
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.blueprint import blueprint, owner

_COOKIE = "read"
_COOKIE_DAYS = 1
_MOST = 20
_BETWEEN = "."


@blueprint.get("/<locale:locale>/contact/<flow>/read/<key>")
def read_article(flow: str, key: str) -> BaseResponse:
    """Remember that the article was opened on the way through `flow`, and show it."""
    article = use(ArticleService).library.catalogue.best(key, current_locale())
    asked = use(Wizard).get_flow(flow)
    if article is None:
        raise NotFound(key)
    node = request.args.get("at", "")
    if node in asked.nodes:
        tell_of(StepKind.CLICK, flow, node, (key,))
    response = redirect_to(article.url_in(current_locale()))
    draft = use(Wizard).drafts.find(owner(), flow)
    if draft is not None:
        _note(draft, (key,))
    else:
        opened = _BETWEEN.join(dict.fromkeys((*_opened(), key)))
        set_cookie(response, _COOKIE, opened, _COOKIE_DAYS)
    return response


def note_reading(draft: Draft) -> Draft:
    """Keep in the draft what was opened before there was one."""
    known = use(ArticleService).library.catalogue
    return _note(draft, tuple(key for key in _opened() if known.best(key, current_locale())))


def _opened() -> tuple[str, ...]:
    return tuple(key for key in read_cookie(_COOKIE).split(_BETWEEN) if key)[:_MOST]


def _note(draft: Draft, keys: tuple[str, ...]) -> Draft:
    held = tuple(draft.notes.get("read", ()))
    read = tuple(dict.fromkeys((*held, *keys)))[:_MOST]
    return draft if read == held else use(Wizard).drafts.note(draft, read=list(read))


def tell(kind: StepKind, walk: Walk) -> None:
    """Tell that `kind` happened at the outcome where `walk` stands."""
    outcome = walk.replay.outcome
    if outcome is not None:
        tell_at(kind, walk.flow.flow, outcome)


def tell_at(kind: StepKind, flow: str, outcome: Outcome) -> None:
    """Tell that `kind` happened at `outcome`, with the article that it offers."""
    tell_of(kind, flow, outcome.id, (outcome.article,) if outcome.article else ())


def tell_of(kind: StepKind, flow: str, node: str, articles: tuple[str, ...] = ()) -> None:
    """Tell that `kind` happened at `node`; whoever listens does not learn to whom."""
    use(Wizard).tell(WizardStep(kind, flow, node, current_locale(), articles))
