"""The pages of a walk: questions and their answers."""

from dataclasses import replace

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.events import StepKind
from portal.wizard.model import Find, Input, Node, Outcome, Question
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
from portal.wizard.rules.topic_typed import typed_in
from portal.wizard.rules.words import say
from portal.wizard.service.start import StartDesk
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.articles import article_of
from portal.wizard.views.aside import aside
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
from portal.wizard.views.outcome import outcome_page
from portal.wizard.views.reading import tell_at


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
        return outcome_page(walk, stopped, shown)
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
@lasting_form
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
    set_same_page(address(name, node.id, stopped))
    chosen = walk.known.answers.get(node.id, "")
    if isinstance(node, Input):
        chosen = typed or str(walk.known.given.get(node.sets, chosen)) or _in_own_words(walk, node)
    return render(
        "wizard/find.html" if isinstance(node, Find) else "wizard/question.html",
        422 if error else 200,
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
