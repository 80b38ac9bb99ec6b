"""What is said while somebody writes, and the second problem of a text that held two (R8)."""

import dataclasses
from collections.abc import Mapping

from flask import Response, request

from portal.kernel.locale import Locale
from portal.tickets.model import Kind
from portal.tickets.rules.lexicon import GROUPS, Lexicon
from portal.tickets.rules.text import prepare
from portal.web.forms import lasting_form
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use
from portal.wizard.forms.advice import (
    JOIN,
    SPLIT,
    USE_SUBJECT,
    better_subject,
    divide,
    live_advice,
)
from portal.wizard.forms.compose import classified, demands_of
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.forms.ticket import TicketForm, check_form, read_form
from portal.wizard.rules.second import NOTE, Second, choose_flow, note_of, read_seconds
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.blueprint import blueprint, owner, walk_asked

_FIELDS = ("subject", "steps", "expected", "observed", "since", "changed", "own_view")
_GROUPS = {"wordpress": "website", "site_builder": "website", "account": "billing"}


@blueprint.post("/<locale:locale>/contact/<flow>/ticket/advice")
@lasting_form
def advise(flow: str) -> Response:
    """Say what could be better in what is typed now; nothing of it is kept."""
    walk, draft = walk_asked(flow, run=False)
    outcome = walk.replay.outcome
    if draft is None or not draft.form or outcome is None or outcome.type != "ticket":
        return Response(status=204)
    lexicon = use(Lexicons).at(current_locale())
    form = read_form(request.form, TicketForm.load(draft.form))
    checked = check_form(form, demands_of(walk, form, draft), lexicon)
    proposal = better_subject(checked.form, classified(walk).kind.kind, lexicon)
    said = live_advice(checked, form, proposal)
    return render("wizard/advice.html", said=said, fields=_FIELDS)


def change_form(
    walk: Walk, draft: Draft, form: TicketForm, action: str
) -> tuple[Draft, TicketForm]:
    """Return draft and form after a button in the advice was pressed; others change nothing."""
    kind = classified(walk).kind.kind
    if action == USE_SUBJECT:
        better = better_subject(form, kind, use(Lexicons).at(current_locale()))
        return draft, dataclasses.replace(form, subject=better or form.proposed)
    if action == SPLIT:
        return _keep_second(walk, draft, form)
    if action == JOIN:
        return _join_again(draft, form, kind)
    return draft, form


def _keep_second(walk: Walk, draft: Draft, form: TicketForm) -> tuple[Draft, TicketForm]:
    """Leave one problem in `form`, and let the other wait beside the draft."""
    lexicon = use(Lexicons).at(current_locale())
    kind = classified(walk).kind.kind
    mine = frozenset({_GROUPS.get(walk.flow.product, walk.flow.product)}) & {*GROUPS}
    first, text, group = divide(form, mine, kind, lexicon)
    if not text:
        return draft, form
    second = Second(text, _flow_for(text, group, lexicon))
    waiting = (*read_seconds(draft.notes), second)
    return use(Wizard).drafts.note(draft, **note_of(waiting)), first


def _flow_for(text: str, group: str, lexicon: Lexicon) -> str:
    tokens = prepare(text).tokens
    wrong = lexicon.symptoms | lexicon.split.failing
    is_wish = lexicon.actions.occurs_in(tokens) and not wrong.occurs_in(tokens)
    return choose_flow(group, _flows(current_locale()), is_wish=is_wish)


def _flows(locale: Locale) -> Mapping[str, str]:
    return {flow.flow: flow.product for flow in use(Wizard).topics(locale)}


def _join_again(draft: Draft, form: TicketForm, kind: Kind) -> tuple[Draft, TicketForm]:
    """Put the problems that wait back into `form`: they were one after all."""
    texts = [second.text for second in read_seconds(draft.notes)]
    if not texts:
        return draft, form
    whole = "\n".join(part for part in (form.body(kind), *texts) if part)
    return use(Wizard).drafts.note(draft, **note_of(())), form.with_body(kind, whole)


def save_begun(draft: Draft, form: TicketForm, kind: Kind) -> Draft:
    """Keep the form as it begins, with the words of a problem that waited for this flow."""
    waiting = _waiting_for(draft)
    if waiting is None:
        return use(Wizard).drafts.save_form(draft, form.dump())
    source, second = waiting
    email = form.email or source.form.get("email", "")
    begun = dataclasses.replace(form, email=email).with_body(kind, second.text)
    draft = use(Wizard).drafts.save_form(draft, begun.dump())
    left = [one for one in read_seconds(source.notes) if one != second]
    use(Wizard).drafts.note(source, **note_of(left))
    return draft


def _waiting_for(draft: Draft) -> tuple[Draft, Second] | None:
    """Return a problem that waited for the flow of `draft`, with the draft it waits beside.

    One without a flow of its own goes to the first ticket that comes.
    """
    for source in use(Wizard).drafts.find_noted(owner(), NOTE):
        for second in read_seconds(source.notes):
            if second.flow in {"", draft.flow} and source.id != draft.id:
                return source, second
    return None
