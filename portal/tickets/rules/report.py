"""The whole report checked at once: what blocks it, what would make it better, its masked text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from portal.tickets.model import Kind, Report
from portal.tickets.rules.findings import GENERIC, PRESSURE, CheckFinding, advise
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.rules.split import find_split
from portal.tickets.rules.steps import check_steps
from portal.tickets.rules.subject import check_subject
from portal.tickets.rules.text import prepare
from portal.tickets.rules.wording import check_substance, check_wording

_REST = ("since", "often", "changed", "consent_for", "own_view")
_PROSE = ("expected", "observed", *_REST)


@dataclass(frozen=True)
class ReportCheck:
    """What the checks say. Only `masked` may be stored (R18).

    With `blocking` the ticket cannot be sent; with `advice` alone a second try may send it
    as it is, and the ticket carries those flags.
    """

    blocking: tuple[CheckFinding, ...]
    advice: tuple[CheckFinding, ...]
    masked: Report
    masked_count: int

    @property
    def is_blocked(self) -> bool:
        """Whether something must be changed before the ticket can be sent."""
        return bool(self.blocking)


def check_report(report: Report, kind: Kind, lexicon: Lexicon) -> ReportCheck:
    """Check every field of `report` by the rules for a ticket of `kind`."""
    masked, count = mask_report(report, lexicon)
    found = (
        *check_subject(report.subject, kind, lexicon),
        *_check_body(report, kind, lexicon),
        *(f for name in _PROSE for f in _check_wording(getattr(report, name), name, lexicon)),
        *check_wording("\n".join(report.steps), "steps", lexicon),
        *_check_rest(report, lexicon),
    )
    blocking = tuple(finding for finding in found if finding.blocking)
    # A field that must be written anew needs no further advice than that.
    unusable = {finding.field for finding in blocking if "words" not in finding.data}
    advice = tuple(f for f in found if not f.blocking and f.field not in unusable)
    return ReportCheck(blocking, advice, masked, count)


def _check_wording(text: str, name: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    found = check_wording(text, name, lexicon)
    # "How urgent it is for you" is the place to say so.
    return tuple(f for f in found if f.rule != PRESSURE or name != "own_view")


def mask_report(report: Report, lexicon: Lexicon) -> tuple[Report, int]:
    """Return `report` with the secrets of every field masked, and how many there were."""
    names = ("subject", *_PROSE)
    prose = {name: mask_secrets(getattr(report, name), lexicon) for name in names}
    steps = [mask_secrets(step, lexicon) for step in report.steps]
    texts: dict[str, Any] = {name: one.text for name, one in prose.items()}
    masked = replace(report, steps=tuple(step.text for step in steps), **texts)
    return masked, sum(one.count for one in (*prose.values(), *steps))


def _check_body(report: Report, kind: Kind, lexicon: Lexicon) -> Iterator[CheckFinding]:
    if kind is Kind.REQUEST:
        wish = report.expected if report.expected.strip() else report.observed
        yield from check_substance(prepare(wish), "expected", lexicon)
        return
    yield from check_substance(prepare("\n".join(report.steps)), "steps", lexicon)
    yield from check_substance(prepare(report.observed), "observed", lexicon)
    # "That it works" is a poor expectation (T7) but an honest one.
    for finding in check_substance(prepare(report.expected), "expected", lexicon):
        if finding.rule != GENERIC:
            yield finding
    yield from check_steps(report.steps, report.observed, report.expected, lexicon)
    yield from _check_split(report.observed, lexicon)


def _check_split(observed: str, lexicon: Lexicon) -> Iterator[CheckFinding]:
    split = find_split(observed, lexicon)
    if split:
        yield advise("S6", "observed", groups=split.groups, parts=split.parts)


def _check_rest(report: Report, lexicon: Lexicon) -> Iterator[CheckFinding]:
    for name in _REST:
        count = mask_secrets(getattr(report, name), lexicon).count
        if count:
            yield advise("T9", name, count=count)
