"""What is said beside the fields of the ticket form while somebody writes, or when they send it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.kernel.text import capitalise
from portal.tickets.model import Kind
from portal.tickets.rules.cues import MASK
from portal.tickets.rules.findings import MASH, NOTES, CheckFinding
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.split import find_split
from portal.tickets.rules.subject import LONGEST, VAGUE, check_subject
from portal.tickets.rules.text import AnchorKind, prepare
from portal.web.i18n import gettext as _
from portal.wizard.forms.ticket import FormCheck, TicketForm
from portal.wizard.forms.words import finding_words
from portal.wizard.rules.second import owned_part

USE_SUBJECT, SPLIT, JOIN = "use-subject", "split", "join"
"""What the buttons in the advice ask for."""

_SPLITTING = ("subject", "observed", "expected")
_CALM, _TWO, _EMPTY = "S7", "S6", "EMPTY"


@dataclass(frozen=True)
class Advice:
    """One thing said about a field, and what a button beside it would do."""

    words: str
    kind: str = "better"
    action: str = ""
    button: str = ""
    proposal: str = ""


def better_subject(form: TicketForm, kind: Kind, lexicon: Lexicon) -> str:
    """Return a subject that says more than that of the form, or an empty text.

    It is made of the facts and the code that the text holds; shouting is only made calm.
    """
    findings = check_subject(form.subject, kind, lexicon)
    rules = {finding.rule for finding in findings}
    is_vague = bool(rules & {*VAGUE})
    better = _with_code(form) if is_vague else _calm(form.subject, kind, lexicon)
    if not better or better == form.subject:
        return ""
    left = {finding.rule for finding in check_subject(better, kind, lexicon)}
    return better if len(left) < len(rules) and MASH not in left else ""


def _calm(subject: str, kind: Kind, lexicon: Lexicon) -> str:
    """Return `subject` in small letters if it is shouted, else as it is."""
    findings = check_subject(subject, kind, lexicon)
    return str(next((f.data["proposal"] for f in findings if f.rule == _CALM), subject))


def _with_code(form: TicketForm) -> str:
    """Return the subject that the facts give, with the code that the text tells."""
    told = prepare("\n".join((form.subject, form.observed, *form.steps)))
    code = next((a.text for a in told.anchors if a.kind is AnchorKind.CODE), "")
    if not form.proposed or not code or code.lower() in form.proposed.lower():
        return form.proposed
    longer = f"{form.proposed}, {code}"
    return longer if len(longer) <= LONGEST else form.proposed


def divide(
    form: TicketForm, mine: frozenset[str], kind: Kind, lexicon: Lexicon
) -> tuple[TicketForm, str, str]:
    """Return the form with one problem, the words of the other, and its service group.

    `mine` are the groups that this ticket is about: it keeps what speaks of them.
    """
    kept: dict[str, str] = {}
    other: list[str] = []
    group = ""
    form = replace(form, subject=_calm(form.subject, kind, lexicon))
    for name in _SPLITTING:
        split = find_split(getattr(form, name), lexicon)
        if split is None:
            continue
        own = owned_part(split.groups, mine)
        kept[name], rest = split.parts[own], split.parts[1 - own]
        group = group or split.groups[1 - own]
        if capitalise(rest) not in other:
            other.append(capitalise(rest))
    first = replace(
        form,
        subject=capitalise(kept.get("subject", form.subject)),
        observed=kept.get("observed", form.observed),
        expected=kept.get("expected", form.expected),
        tries=0,
    )
    vague = any(f.rule in VAGUE for f in check_subject(first.subject, kind, lexicon))
    if vague and "subject" in kept and form.proposed:
        first = replace(first, subject=form.proposed)
    return first, "\n".join(other), group


def advice_on(
    findings: Iterable[CheckFinding], form: TicketForm, proposal: str, *, is_live: bool
) -> dict[str, list[Advice]]:
    """Return what to say beside each field.

    While somebody writes, an empty field is none of our business yet. On a page with errors these
    are said already: left are the buttons and what stops nothing.
    """
    said: dict[str, list[Advice]] = {}
    for finding in findings:
        if finding.rule == _EMPTY and is_live:
            continue
        advice = _advice(finding)
        if is_live or advice.action or finding.rule in NOTES:
            lines = said.setdefault(finding.field, [])
            if advice not in lines:
                lines.append(advice)
    if proposal and form.subject:
        use = Advice(_("A better one:"), "better", USE_SUBJECT, _("Use this"), proposal)
        said.setdefault("subject", []).append(use)
    return said


def _advice(finding: CheckFinding) -> Advice:
    words = finding_words(finding, "")
    if finding.rule == _TWO:
        return Advice(words, "better", SPLIT, _("Make two tickets"))
    if finding.rule in NOTES:
        return Advice(words, "note")
    return Advice(words, "bad" if finding.blocking else "better")


def live_advice(checked: FormCheck, form: TicketForm, proposal: str) -> dict[str, list[Advice]]:
    """Return what to say while somebody writes; a subject that needs nothing is told so."""
    findings = (*checked.blocking, *checked.advice, *checked.notes)
    said = advice_on(findings, form, proposal, is_live=True)
    if form.subject and "subject" not in said:
        said["subject"] = [Advice(_("Clear: this can be understood without opening it"), "good")]
    return said


def covered_names(names: Iterable[str]) -> int:
    """Return how many file names had a secret that is covered now."""
    return sum(MASK in name for name in names)
