"""The ticket that a walked flow and a filled form make together."""

from dataclasses import replace

from portal.identity.access import current_customer
from portal.kernel.locale import Locale
from portal.kernel.text import capitalise
from portal.tickets.model import Background, ChainLink, Intake, Kind, Known, Origin, Person, Queue
from portal.tickets.rules.authority import NEEDS_APPROVAL, needs_approval
from portal.tickets.rules.compose import SubjectParts, compose_subject
from portal.tickets.store import NewTicket
from portal.web.i18n import gettext as _
from portal.wizard.forms.about_you import background_in
from portal.wizard.forms.devices import tried
from portal.wizard.forms.evidence import evidence
from portal.wizard.forms.price import agreed, has_objected, price_of
from portal.wizard.forms.ticket import Demands, TicketForm
from portal.wizard.model import Find, Task, Value
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.composing import (
    Classified,
    classify,
    product_of,
    state_of,
)
from portal.wizard.rules.navigation import answers_kept
from portal.wizard.rules.symptom import symptom_of
from portal.wizard.rules.words import Told, own_words, prefill, say, subject_parts, told
from portal.wizard.service.walk import Walk
from portal.wizard.store.drafts import Draft

_ASSETS = ("mailbox", "domain")
_SUBJECT_ROOM = 70
FLAG_AS_IS = "as_is"
FLAG_SCOPE = "scope_objection"


def classified(walk: Walk) -> Classified:
    """Return what the ticket at the end of `walk` is. Raises ValueError where there is none."""
    return classify(walk.flow, walk.replay, walk.known.scope)


def asset_of(walk: Walk) -> str:
    """Return the mailbox or domain that the path is about, or an empty text."""
    return next((str(walk.replay.facts[n]) for n in _ASSETS if walk.replay.facts.get(n)), "")


def propose_subject(walk: Walk, kind: Kind, locale: Locale, asset: str = "", code: str = "") -> str:
    """Return the subject that the facts give; `code` is the error's where no answer says it."""
    parts = subject_parts(walk.flow, walk.replay.path, locale)
    wish = _wish(walk, locale)
    return compose_subject(
        SubjectParts(
            object=parts.object,
            symptom=wish or parts.symptom,
            asset=parts.asset or asset or asset_of(walk),
            code=parts.code or code,
            locale=locale,
            kind=kind,
        )
    )


def _wish(walk: Walk, locale: Locale) -> str:
    """Return what the request at the end asks for, in the flow's words.

    Of a task found it says which: in the customer's own words, if they are short, else the task's.
    """
    outcome = walk.replay.outcome
    if outcome is None or outcome.says is None:
        return ""
    says = say(outcome.says, locale, walk.replay.facts)
    entry = walk.entry_of(outcome) if outcome.scope_from else None
    if entry is None:
        return says
    own = own_words(walk.flow, walk.replay.facts)
    return f"{says}: {own if 0 < len(own) <= _SUBJECT_ROOM else entry.task[locale]}"


def first_form(walk: Walk, locale: Locale, said: str = "", code: str = "") -> TicketForm:
    """Return the form as the facts fill it before anybody types.

    `said` is what was written at the very beginning, with the error `code` in it, if any.
    """
    ready = prefill(walk.flow, walk.replay.path, locale)
    kind = classified(walk).kind.kind
    subject = propose_subject(walk, kind, locale, code=code)
    wish = _wish(walk, locale)
    if kind is Kind.REQUEST:
        wanted = said or own_words(walk.flow, walk.replay.facts) or wish
        ready = replace(ready, expected=capitalise(wanted))
    elif said:
        ready = replace(ready, observed="\n".join(filter(None, (said, ready.observed))))
    return TicketForm(
        subject=subject,
        proposed=subject,
        steps=ready.steps,
        expected=ready.expected,
        observed=ready.observed,
        asset=asset_of(walk),
    )


def demands_of(walk: Walk, form: TicketForm, draft: Draft) -> Demands:
    """Return what the ticket at the end of `walk` needs."""
    outcome, customer = walk.replay.outcome, current_customer()
    return Demands(
        kind=classified(walk).kind.kind,
        asset=asset_of(walk) or form.asset,
        mail_is_broken=walk.flow.product == "mail",
        proven=customer.email if customer else "",
        is_technical=classified(walk).queue is Queue.TECHNICAL,
        attach=outcome.attach if outcome else (),
        attached=tuple(a.name.rpartition(".")[2].lower() for a, _stored in draft.files),
        price=price_of(walk),
    )


def known_facts(walk: Walk, locale: Locale) -> tuple[Known, ...]:
    """Return everything told and checked on the way, with where each fact comes from."""
    flow, path = walk.flow, walk.replay.path
    values = {step.node: step.value for step in path}
    said = [
        Known(
            label=t.label,
            value=_found(walk, t, locale),
            origin=Origin.TRIED if isinstance(flow.nodes[t.node], Task) else Origin.TOLD,
            state=state_of(values[t.node]),
        )
        for t in told(flow, path, locale)
    ]
    seen = evidence(walk, locale)
    words = own_words(flow, walk.replay.facts)
    is_told = any(known.value == words for known in said)
    own = [Known(_("In your words"), words, Origin.TOLD)] if words and not is_told else []
    return (*said, *own, *seen)


def _found(walk: Walk, told: Told, locale: Locale) -> str:
    """Return what was told; of a scope entry the task, in words."""
    if isinstance(walk.flow.nodes[told.node], Find) and walk.entry:
        return walk.entry.task[locale]
    return told.words


def new_ticket(walk: Walk, form: TicketForm, draft: Draft, locale: Locale) -> NewTicket:
    """Return the finished ticket, ready to be handed in."""
    what = classified(walk)
    outcome = walk.replay.outcome
    verdict = outcome.verdict if outcome else "unknown"
    chain = chain_states(walk.flow, walk.replay.facts, verdict, walk.known.scope)
    report = form.report
    phone = _("Phone")
    details = [f"{phone}: {form.phone}"] if form.call and form.phone else []
    known = known_facts(walk, locale)
    background = background_in(draft.notes, form)
    intake = Intake(
        report=report,
        person=Person(form.name, form.email),
        known=(*known, *(Known(_("Call when solved"), d, Origin.TOLD) for d in details)),
        chain=tuple(ChainLink(link.link, link.state) for link in chain),
        kind_reason=what.kind.reason.value,
        priority_reason=what.priority_reason.value,
        articles=_articles(walk),
        devices=tried(walk.devices),
        flags=_flags(walk, form, background),
        access=what.access.value,
        domain=asset_of(walk) or form.asset,
        symptom=symptom_of(walk.flow, walk.replay.facts),
        server=str(walk.replay.facts.get("server", "")),
        price=agreed(form, price_of(walk)),
        background=background,
        read=tuple(draft.notes.get("read", ())),
        follows=draft.notes.get("follows", ""),
        phone=form.phone if form.call else "",
        answers=tuple((n, str(v)) for n, v in answers_kept(walk.replay).items()),
        given=_given(walk, draft),
    )
    return NewTicket(
        submission_id=draft.submission_id,
        kind=what.kind.kind,
        priority=what.priority,
        queue=what.queue,
        product=_product(walk),
        flow=walk.flow.flow,
        outcome=outcome.id if outcome else "",
        locale=locale,
        intake=intake,
    )


def _given(walk: Walk, draft: Draft) -> tuple[tuple[str, Value], ...]:
    """Return the answers that no address may hold, without what checks found."""
    facts = walk.flow.facts
    kept = [n for n in draft.given if n in facts and facts[n].private]
    return tuple((n, draft.given[n]) for n in kept if facts[n].from_ == "answer")


def _product(walk: Walk) -> str:
    outcome = walk.replay.outcome
    concluded = walk.entry_of(outcome) if outcome else None
    products = [entry.product if entry else None for entry in (walk.entry, concluded)]
    return product_of(walk.flow, *products)


def _articles(walk: Walk) -> tuple[str, ...]:
    """Return the articles that were offered on the way and did not solve it."""
    nodes = [walk.flow.nodes[step.node] for step in walk.replay.path]
    keys = [n.article for n in nodes if n.kind == "outcome" and n.article]
    return tuple(dict.fromkeys(keys))


def _flags(walk: Walk, form: TicketForm, background: Background) -> tuple[str, ...]:
    flags = [
        (FLAG_AS_IS, form.as_is),
        (FLAG_SCOPE, has_objected(walk)),
        (NEEDS_APPROVAL, needs_approval(background)),
    ]
    return tuple(name for name, is_set in flags if is_set)
