"""The page of the ticket's form, as it stands in the draft and with what is wrong with it."""

from collections.abc import Iterable

from flask import Response, request

from portal.site import Site
from portal.tickets.rules.findings import CheckFinding
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use
from portal.wizard.forms.advice import advice_on, better_subject, covered_names
from portal.wizard.forms.compose import classified, demands_of, known_facts
from portal.wizard.forms.lexicons import Lexicons
from portal.wizard.forms.price import price_of
from portal.wizard.forms.ticket import FormCheck, may_give_another
from portal.wizard.forms.words import anchor, finding_words, step_of
from portal.wizard.rules.second import read_seconds
from portal.wizard.service.walk import Walk
from portal.wizard.store.drafts import Draft
from portal.wizard.views.blueprint import address, say_where

_SPARE_STEPS = 2
_MOST_STEPS = 15


def form_page(
    walk: Walk,
    draft: Draft,
    checked: FormCheck,
    refused: list[tuple[str, str]] | None = None,
    *,
    is_error: bool = False,
) -> Response:
    """Return the page; `refused` are files that were not taken, each with its reason."""
    form = checked.form
    findings = (*checked.blocking, *checked.advice) if is_error else ()
    what = classified(walk)
    proposal = better_subject(form, what.kind.kind, use(Lexicons).at(current_locale()))
    errors, summary = _errors_of(findings, proposal or form.proposed, len(form.steps))
    summary += [("files", f"{name}: {words}") for name, words in refused or []]
    more = _SPARE_STEPS if request.args.get("more") else 1
    count = min(max(len(form.steps) + more, _SPARE_STEPS), _MOST_STEPS)
    say_where(walk, "ticket")
    return render(
        "wizard/ticket.html",
        422 if is_error else 200,
        flow=walk.flow,
        form=form,
        draft=draft,
        errors=errors,
        advice=advice_on((*findings, *checked.notes), form, proposal, is_live=False),
        advice_url=address(walk.flow.flow, "ticket/advice", walk.replay),
        seconds=read_seconds(draft.notes),
        covered_files=covered_names(a.name for a, _stored in draft.files),
        summary=summary,
        refused=refused or [],
        may_send_as_is=is_error and checked.may_send_as_is,
        what=what,
        outcome=walk.replay.outcome,
        steps=(*form.steps, *[""] * count)[:count],
        known=known_facts(walk, current_locale()),
        needs_asset=not any(walk.replay.facts.get(n) for n in ("mailbox", "domain")),
        back=address(walk.flow.flow, walk.replay.current.id, walk.replay),
        action=address(walk.flow.flow, "ticket", walk.replay),
        files_base=f"/{current_locale()}/contact/{walk.flow.flow}/files/",
        uploads=use(Site).policy.uploads,
        another_address=may_give_another(form, demands_of(walk, form, draft)),
        price=price_of(walk),
        quote=next((e for e in use(Site).entrances if e.key == "quote"), None),
        is_saved="saved" in request.args and not is_error,
        draft_days=use(Site).policy.draft_days,
    )


def _errors_of(
    findings: Iterable[CheckFinding], example: str, written: int
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Return what to say beside each field or step, once with the `example`, and the summary."""
    errors: dict[str, list[str]] = {}
    summary = []
    for finding in findings:
        words = finding_words(finding, "" if finding.field in errors else example)
        place = anchor(finding, written)
        errors.setdefault(place if step_of(finding, written) else finding.field, []).append(words)
        summary.append((place, words))
    return errors, summary
