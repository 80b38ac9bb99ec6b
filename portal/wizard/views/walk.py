"""Questions, answers and outcomes."""

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.kernel.locale import LOCALES
from portal.scope.model import Scope, ScopeEntry
from portal.site import Site
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates
from portal.web.wiring import use
from portal.wizard.forms.compose import classified, known_facts
from portal.wizard.model import Input, Node, Outcome, Question
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.inputs import read_input
from portal.wizard.rules.navigation import (
    answers_of,
    answers_until,
    is_on_path,
    page_number,
    previous,
)
from portal.wizard.rules.replay import SKIPPED, SOLVED, Replay
from portal.wizard.rules.words import say
from portal.wizard.service import Walk, Wizard
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    go_to,
    owned,
    owner,
    owner_or_new,
    page_address,
    walk_asked,
)


@blueprint.get("/<locale:locale>/contact/<flow>/")
def begin(flow: str) -> BaseResponse:
    """Go to the first page that has no answer yet."""
    walk, _draft = walk_asked(flow, run=False)
    return go_to(flow, walk.replay.current.id, walk.replay)


@blueprint.get("/<locale:locale>/contact/<flow>/<node>")
def page(flow: str, node: str) -> BaseResponse:
    """Show one page of the flow, or go where the answers lead."""
    walk, _draft = walk_asked(flow, run=False)
    if node not in walk.flow.nodes or not is_on_path(walk.replay, node):
        return go_to(flow, walk.replay.current.id, walk.replay)
    if "go" in request.args:
        return _go_on(walk, node)
    stopped = walk.at(node)
    shown = stopped.current
    if isinstance(shown, Outcome):
        return _outcome(walk, stopped, shown)
    if shown.kind not in {"choice", "task", "input"}:
        return go_to(flow, walk.replay.current.id, walk.replay)
    return _question(walk, stopped, shown)


def _go_on(walk: Walk, node: str) -> BaseResponse:
    """Follow the answer just given, or show the page again with what is missing."""
    name = walk.flow.flow
    stopped = walk.at(node)
    shown = stopped.current
    if isinstance(shown, Input):
        return _take_input(walk, stopped, shown)
    is_answered = node in walk.known.answers and walk.replay.invalid != node
    if isinstance(shown, Outcome) and walk.known.answers.get(node) == SOLVED:
        return redirect_to(page_address(name, "solved", {}))
    if not is_answered:
        return _question(
            walk, stopped, shown, error=_("Choose an answer, or say that you are not sure")
        )
    return go_to(name, walk.replay.current.id, walk.replay)


def _take_input(walk: Walk, stopped: Replay, node: Input) -> BaseResponse:
    """Take a typed answer that may stand in an address."""
    name = walk.flow.flow
    answers = answers_of(stopped)
    if "skip" in request.args and node.optional:
        return redirect_to(page_address(name, "", {**answers, node.id: SKIPPED}))
    value = read_input(walk.flow.facts[node.sets].type, request.args.get("value", ""))
    if value is None:
        typed = request.args.get("value", "")
        return _question(walk, stopped, node, error=input_error(walk, node), typed=typed)
    return redirect_to(page_address(name, "", {**answers, node.id: value}))


@blueprint.post("/<locale:locale>/contact/<flow>/<node>")
def give(flow: str, node: str) -> BaseResponse:
    """Take a private answer: it goes into the draft, never into an address."""
    walk, _draft = walk_asked(flow, run=False)
    stopped = walk.at(node)
    shown = stopped.current
    if not isinstance(shown, Input) or shown.id != node:
        return go_to(flow, walk.replay.current.id, walk.replay)
    if "skip" in request.form and shown.optional:
        answers = {**answers_of(stopped), shown.id: SKIPPED}
        return redirect_to(page_address(flow, "", answers))
    typed = request.form.get("value", "")
    value = read_input(walk.flow.facts[shown.sets].type, typed)
    if value is None:
        return _question(walk, stopped, shown, error=input_error(walk, shown), typed=typed)
    secret = owner_or_new()
    use(Wizard).give(secret, flow, shown.sets, value)
    answers = {k: v for k, v in answers_of(stopped).items() if k != shown.id}
    return owned(redirect_to(page_address(flow, "", {**_kept(walk), **answers})), secret)


def _kept(walk: Walk) -> dict[str, object]:
    return dict(answers_of(walk.replay))


def input_error(walk: Walk, node: Input) -> str:
    """Return what to say about a typed answer that is not of its kind."""
    return {
        "mailbox": _("Write an email address, like name@example.com"),
        "domain": _("Write a domain, like example.com"),
        "url": _("Write an address, like https://example.com/page"),
    }.get(walk.flow.facts[node.sets].type, _("Write something here, or say that you do not know"))


def _question(
    walk: Walk, stopped: Replay, node: Node, error: str = "", typed: str = ""
) -> Response:
    locale = current_locale()
    back = previous(stopped)
    name = walk.flow.flow
    _alternates(walk, stopped, node.id)
    chosen = walk.known.answers.get(node.id, "")
    if isinstance(node, Input):
        chosen = typed or str(walk.known.given.get(node.sets, chosen))
    response = render(
        "wizard/question.html",
        flow=walk.flow,
        node=node,
        text=say(_worded(node).text, locale, stopped.facts),
        error=error,
        chosen=chosen,
        back=page_address(name, back, dict(answers_of(stopped))) if back else f"/{locale}/contact/",
        hidden={**_later(walk, node.id), **answers_until(stopped, node.id)},
        is_private=isinstance(node, Input) and walk.flow.facts[node.sets].private,
        article=_article(getattr(node, "article", None)),
        number=page_number(stopped),
        **_aside(walk, stopped),
    )
    if error:
        response.status_code = 422
    return response


def _worded(node: Node) -> Question:
    if not isinstance(node, Question):
        abort(404)
    return node


def _later(walk: Walk, node: str) -> dict[str, object]:
    """Return the answers that lie beyond `node`: kept, so that a change costs only itself."""
    return {k: v for k, v in answers_of(walk.replay).items() if k != node}


def _aside(walk: Walk, stopped: Replay) -> dict[str, object]:
    """Return what stands beside every page: what is known, and the chain."""
    locale = current_locale()
    so_far = Walk(walk.flow, walk.known, stopped)
    outcome = stopped.outcome
    verdict = outcome.verdict if outcome else "unknown"
    name = walk.flow.flow
    facts = known_facts(so_far, locale)
    asked = [s.node for s in stopped.path if s.value and s.kind in {"choice", "task", "input"}]
    changes = [page_address(name, n, dict(answers_of(walk.replay))) for n in asked]
    return {
        "known": facts,
        "changes": {fact.label: url for fact, url in zip(facts, changes, strict=False)},
        "links": chain_states(walk.flow, stopped.facts, verdict, walk.known.scope),
    }


def _article(key: str | None) -> Article | None:
    return use(ArticleService).library.catalogue.best(key, current_locale()) if key else None


def _alternates(walk: Walk, stopped: Replay, node: str) -> None:
    here = address(walk.flow.flow, node, stopped)
    tail = here.split("/", 2)[2]
    set_alternates({code: f"/{code}/{tail}" for code in LOCALES})


def _outcome(walk: Walk, stopped: Replay, node: Outcome) -> BaseResponse:
    name = walk.flow.flow
    if node.type == "continue" and node.flow:
        use(Wizard).carry(owner(), name, node.flow)
        return redirect_to(page_address(node.flow, "", dict(answers_of(stopped))))
    locale = current_locale()
    back = previous(stopped)
    _alternates(walk, stopped, node.id)
    article = _article(node.article)
    return render(
        "wizard/outcome.html",
        flow=walk.flow,
        node=node,
        heading=say(node.text, locale, stopped.facts) if node.text else "",
        why=say(node.why, locale, stopped.facts) if node.why else "",
        article=article,
        steps=use(ArticleService).steps_of(article) if article and node.type != "ticket" else "",
        scope_entry=_scope_entry(node.scope),
        back=page_address(name, back, dict(answers_of(stopped))) if back else f"/{locale}/contact/",
        hidden=dict(answers_of(stopped)),
        entrances={e.key: e for e in use(Site).entrances},
        what=classified(Walk(walk.flow, walk.known, stopped)) if node.type == "ticket" else None,
        policy=use(Site).policy,
        **_aside(walk, stopped),
    )


def _scope_entry(entry_id: str | None) -> ScopeEntry | None:
    return use(Scope).find(entry_id) if entry_id else None


@blueprint.get("/<locale:locale>/contact/<flow>/solved")
def solved(flow: str) -> BaseResponse:
    """Be glad with them; say what to do if it comes back."""
    use(Wizard).get_flow(flow)
    set_alternates({code: f"/{code}/contact/{flow}/solved" for code in LOCALES})
    return render("wizard/solved.html")
