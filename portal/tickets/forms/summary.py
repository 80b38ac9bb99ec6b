"""A report as one message: what a second ticket would have said, added to the first (R9)."""

from collections.abc import Iterator

from portal.tickets.model import Intake, Known, Report
from portal.web.i18n import gettext as _


def intake_text(intake: Intake) -> str:
    """Return everything that `intake` tells about the problem, in the reader's language."""
    parts = [intake.report.subject, *_said(intake.report)]
    if intake.known:
        facts = "\n".join(f"- {_fact(known)}" for known in intake.known)
        parts.append(_("What was found out") + ":\n" + facts)
    return "\n\n".join(part for part in parts if part)


def _said(report: Report) -> Iterator[str]:
    if report.steps:
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(report.steps, 1))
        yield _("Steps") + ":\n" + steps
    for name, text in (
        (_("What happens"), report.observed),
        (_("What should happen"), report.expected),
        (_("Since when"), report.since),
        (_("What changed lately"), report.changed),
    ):
        if text:
            yield f"{name}: {text}"


def _fact(known: Known) -> str:
    return f"{known.label}: {known.value}" if known.value else known.label
