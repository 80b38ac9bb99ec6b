"""`portal try scope`: who does what somebody needs, by the scope catalogue (R19)."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, LineError, Verdict
from portal.kernel.locale import Locale
from portal.scope.model import PlanKind

_UNKNOWN = "unknown"


def judge(services: Services) -> Judge:
    """Return what finds the entry meant; "plan" may say the kind of plan, which changes verdicts.

    The reasons are the entry's id and the words that decided.
    """

    def judged(line: Mapping[str, str]) -> Verdict:
        plan = _plan(line.get("plan", ""))
        locale = Locale(line["locale"])
        found = services.scope_finder.find_entries(line["text"], locale, 1, plan)
        if not found:
            return Verdict(_UNKNOWN)
        entry, words = found[0].entry, found[0].words
        return Verdict(entry.verdict_for(plan), (entry.id, *words))

    return judged


def _plan(kind: str) -> PlanKind | None:
    if kind and kind not in set(PlanKind):
        raise LineError(f'"plan" must be one of {", ".join(PlanKind)}')
    return PlanKind(kind) if kind else None
