"""Questions, answers and outcomes."""

from dataclasses import dataclass, replace

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.service import ArticleService
from portal.kernel.locale import LOCALES
from portal.scope.model import Scope
from portal.site import Site
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates, set_same_page
from portal.web.wiring import use
from portal.wizard.events import StepKind
from portal.wizard.forms.compose import classified, known_facts
from portal.wizard.forms.price import price_name
from portal.wizard.model import Find, Input, Node, Outcome, Question
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.inputs import read_input
from portal.wizard.rules.navigation import (
    QUESTIONS,
    answers_kept,
    answers_of,
    answers_until,
    is_on_path,
    page_number,
    previous,
)
from portal.wizard.rules.replay import SKIPPED, SOLVED, Replay
from portal.wizard.rules.symptom import symptom_of
from portal.wizard.rules.topic_typed import typed_in
from portal.wizard.rules.words import say
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Walk, Wizard
from portal.wizard.views.advance import told_ahead
from portal.wizard.views.articles import article_of
from portal.wizard.views.blueprint import (
    OWN,
    address,
    blueprint,
    carried,
    go_to,
    owned,
    owner,
    owner_or_new,
    page_address,
    walk_asked,
)
from portal.wizard.views.known import incidents_first
from portal.wizard.views.reading import tell_at, tell_of
from portal.wizard.views.unblock import UNBLOCK, can_unblock


@blueprint.get("/<locale:locale>/contact/<flow>/")
def begin(flow: str) -> BaseResponse:
    """Go to the first page that has no answer yet."""
    if OWN in request.args:
        use(StartDesk).begin(owner(), flow)
    walk, _draft = walk_asked(flow, run=False)
    return go_to(flow, walk.replay.current.id, walk.replay)


@blueprint.get("/<locale:locale>/contact/<flow>/<node>")
@incidents_first
def page(flow: str, node: str) -> BaseResponse:
    """Show one page of the flow, or go where the answers lead."""
    walk, _draft = walk_asked(flow, run=False)
    if node not in walk.flow.nodes or not is_on_path(walk.replay, node):
        return _off_path(walk, node)
    if "go" in request.args:
        return _go_on(walk, node)
    stopped = walk.at(node)
    shown = stopped.current
    if isinstance(shown, Outcome):
        return _outcome(walk, stopped, shown)
    if shown.kind not in QUESTIONS:
        return go_to(flow, walk.replay.current.id, walk.replay)
    return _question(walk, stopped, shown)


def _off_path(walk: Walk, node: str) -> BaseResponse:
    """Show a question that was answered before the walk came to it, or go where the walk is."""
    if node in walk.replay.ahead and "go" not in request.args:
        asked = walk.flow.nodes[node]
        return _question(walk, replace(walk.replay, current=asked), asked)
    return go_to(walk.flow.flow, walk.replay.current.id, walk.replay)


def _go_on(walk: Walk, node: str) -> BaseResponse:
    """Follow the answer just given, or show the page again with what is missing."""
    name = walk.flow.flow
    stopped = walk.at(node)
    shown = stopped.current
    if isinstance(shown, Input):
        return _take_input(walk, stopped, shown)
    is_answered = node in walk.known.answers and walk.replay.invalid != node
    if is_answered and isinstance(shown, Outcome):
        has_helped = walk.known.answers.get(node) == SOLVED
        tell_at(StepKind.SOLVED if has_helped else StepKind.ESCAPED, name, shown)
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
    answers = answers_kept(stopped)
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
    if isinstance(shown, Find) and shown.id == node:
        return _take_words(walk, stopped, shown)
    if not isinstance(shown, Input) or shown.id != node:
        return go_to(flow, walk.replay.current.id, walk.replay)
    if "skip" in request.form and shown.optional:
        answers = {**answers_kept(stopped), shown.id: SKIPPED}
        return redirect_to(page_address(flow, "", answers))
    typed = request.form.get("value", "")
    value = read_input(walk.flow.facts[shown.sets].type, typed)
    if value is None:
        return _question(walk, stopped, shown, error=input_error(walk, shown), typed=typed)
    secret = owner_or_new()
    use(Wizard).drafts.give(secret, walk.flow, shown.sets, value)
    answers = {k: v for k, v in answers_of(stopped).items() if k != shown.id}
    return owned(redirect_to(page_address(flow, "", {**_kept(walk), **answers})), secret)


def _take_words(walk: Walk, stopped: Replay, node: Find) -> BaseResponse:
    """Keep what is needed, in the customer's own words, and show what they may mean."""
    name = walk.flow.flow
    typed = read_input("text", request.form.get("value", ""))
    if typed is None:
        return _question(walk, stopped, node, error=_("Write what you need, in a sentence"))
    secret = owner_or_new()
    use(Wizard).drafts.give(secret, walk.flow, node.words, typed)
    answers = {k: v for k, v in {**_kept(walk), **answers_of(stopped)}.items() if k != node.id}
    return owned(redirect_to(page_address(name, node.id, answers)), secret)


def _kept(walk: Walk) -> dict[str, object]:
    return dict(answers_kept(walk.replay))


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
        chosen = typed or str(walk.known.given.get(node.sets, chosen)) or _in_own_words(walk, node)
    response = render(
        "wizard/find.html" if isinstance(node, Find) else "wizard/question.html",
        flow=walk.flow,
        node=node,
        text=say(_worded(node).text, locale, stopped.facts),
        error=error,
        chosen=chosen,
        back=page_address(name, back, answers_kept(stopped)) if back else f"/{locale}/contact/",
        hidden={**carried(), **_later(walk, node.id), **answers_until(stopped, node.id)},
        is_private=isinstance(node, Input) and walk.flow.facts[node.sets].private,
        article=article_of(getattr(node, "article", None)),
        **_candidates(walk, node),
        number=page_number(stopped),
        **aside(walk, stopped),
    )
    if error:
        response.status_code = 422
    return response


def _in_own_words(walk: Walk, node: Input) -> str:
    """Return what the words at the very beginning say for this field, to be confirmed."""
    own = use(StartDesk).said_for(owner(), walk.flow.flow)
    return typed_in(own.text, own.code, walk.flow.facts[node.sets].type) if own.text else ""


def _candidates(walk: Walk, node: Node) -> dict[str, object]:
    """Return the customer's words and the scope entries that may be meant, with their verdicts."""
    if not isinstance(node, Find):
        return {}
    words = str(walk.known.given.get(node.words, ""))
    kind = str(walk.known.answers.get("service_kind", ""))
    found = use(Wizard).find_entries(words, current_locale(), kind) if words else []
    return {
        "words": words,
        "found": [(one.entry, walk.known.scope(one.entry.id)) for one in found],
    }


def _worded(node: Node) -> Question:
    if not isinstance(node, Question):
        abort(404)
    return node


def _later(walk: Walk, node: str) -> dict[str, object]:
    """Return the answers that lie beyond `node`: kept, so that a change costs only itself."""
    return {k: v for k, v in answers_kept(walk.replay).items() if k != node}


def aside(walk: Walk, stopped: Replay) -> dict[str, object]:
    """Return what stands beside every page: what is known, and the chain."""
    locale = current_locale()
    so_far = replace(walk, replay=stopped)
    outcome = stopped.outcome
    verdict = outcome.verdict if outcome else "unknown"
    name = walk.flow.flow
    facts = known_facts(so_far, locale)
    asked = [s.node for s in stopped.path if s.value and s.kind in QUESTIONS]
    changes = [page_address(name, n, dict(answers_kept(walk.replay))) for n in asked]
    return {
        "known": facts,
        "changes": {fact.label: url for fact, url in zip(facts, changes, strict=False)},
        "links": chain_states(walk.flow, stopped.facts, verdict, walk.known.scope),
        "advance": told_ahead(walk),
    }


def _alternates(walk: Walk, stopped: Replay, node: str) -> None:
    set_same_page(address(walk.flow.flow, node, stopped))


def _outcome(walk: Walk, stopped: Replay, node: Outcome) -> BaseResponse:
    name = walk.flow.flow
    if node.type == "continue" and node.flow:
        use(Wizard).drafts.carry(owner(), name, use(Wizard).get_flow(node.flow))
        use(StartDesk).carry(owner(), name, node.flow)
        return redirect_to(page_address(node.flow, "", dict(answers_kept(stopped))))
    locale = current_locale()
    back = previous(stopped)
    _alternates(walk, stopped, node.id)
    entry = replace(walk, replay=stopped).entry_of(node)
    article = article_of((entry.article if entry and node.scope_from else None) or node.article)
    if node.type != "ticket":
        offered = (article.head.key,) if article else ()
        tell_of(StepKind.IMPRESSION, name, node.id, offered)
    return render(
        "wizard/outcome.html",
        flow=walk.flow,
        node=node,
        unblocks=node.action == UNBLOCK,
        can_unblock=can_unblock(node),
        heading=say(node.text, locale, stopped.facts) if node.text else "",
        why=say(node.why, locale, stopped.facts) if node.why else "",
        article=article,
        steps=use(ArticleService).steps_of(article) if article and node.type != "ticket" else "",
        scope_entry=entry,
        price_name=lambda priced: price_name(walk, priced),
        references=use(Scope).references_of(entry) if entry else (),
        back=page_address(name, back, answers_kept(stopped)) if back else f"/{locale}/contact/",
        hidden={**carried(), **answers_kept(stopped)},
        symptom=symptom_of(walk.flow, stopped.facts),
        address=_fixed_address(node.address),
        entrances={e.key: e for e in use(Site).entrances},
        what=classified(replace(walk, replay=stopped)) if node.type == "ticket" else None,
        policy=use(Site).policy,
        **aside(walk, stopped),
    )


@dataclass(frozen=True)
class FixedAddress:
    """Where to write without any question before, and what the address is for."""

    to: str
    about: str


def _fixed_address(key: str | None) -> FixedAddress | None:
    found = (one for one in use(Site).addresses if one[0].key == key and one[1])
    address, to = next(found, (None, ""))
    return FixedAddress(to, address.about[current_locale()]) if address else None


@blueprint.get("/<locale:locale>/contact/<flow>/solved")
def solved(flow: str) -> BaseResponse:
    """Be glad with them; say what to do if it comes back."""
    use(Wizard).get_flow(flow)
    set_alternates({code: f"/{code}/contact/{flow}/solved" for code in LOCALES})
    return render("wizard/solved.html")
