"""`portal try subject`: would the form take it (concrete), or propose a better one (vague)."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, LineError, Verdict
from portal.kernel.locale import Locale
from portal.tickets.model import Kind
from portal.tickets.rules.findings import CheckFinding
from portal.tickets.rules.subject import LONGEST, SHORTEST, VAGUE, check_subject

_WORDS = {
    "EMPTY": "nothing to read",
    "MASH": "keys hit at random",
    "GENERIC": "only words that say nothing",
    "S1": f"not {SHORTEST} to {LONGEST} characters",
    "S2": "too few words that say something",
    "S3": "names no thing",
    "S4": "tells no symptom",
    "S5": "asks for nothing to be done",
}


def judge(services: Services) -> Judge:
    """Return what judges subjects; "kind" may say incident or request, else either will do."""

    def judged(line: Mapping[str, str]) -> Verdict:
        lexicon = services.lexicons.at(Locale(line["locale"]))
        said = [_vague(check_subject(line["text"], kind, lexicon)) for kind in _kinds(line)]
        fewest = min(said, key=len)
        return Verdict("vague" if fewest else "concrete", fewest)

    return judged


def _kinds(line: Mapping[str, str]) -> tuple[Kind, ...]:
    given = line.get("kind", "")
    if not given:
        return tuple(Kind)
    if given not in set(Kind):
        raise LineError(f'"kind" must be one of {", ".join(Kind)}')
    return (Kind(given),)


def _vague(findings: tuple[CheckFinding, ...]) -> tuple[str, ...]:
    return tuple(f"{f.rule}: {_WORDS[f.rule]}" for f in findings if f.rule in VAGUE)
