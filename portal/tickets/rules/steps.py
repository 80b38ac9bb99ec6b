"""T1–T9: steps that somebody else can follow, and what came of them (R7)."""

from collections.abc import Sequence

from portal.tickets.rules.findings import CheckFinding, advise
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.mash import is_mash
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.rules.text import Prepared, informative, overlap, prepare

_FEWEST_STEPS = 2
_FEWEST_WORDS = 2
_ENOUGH = 2
_SAME = 0.8


def check_steps(
    steps: Sequence[str], observed: str, expected: str, lexicon: Lexicon
) -> tuple[CheckFinding, ...]:
    """Return what is missing from the steps, from what was seen, and from what should be.

    Step numbers in the findings count from 1.
    """
    written = tuple(step for step in steps if step.strip())
    return (
        *_check_each(written, lexicon),
        *_check_together(written, lexicon),
        *_check_results(prepare(observed), prepare(expected), lexicon),
        *_check_secrets(written, observed, expected, lexicon),
    )


def _check_each(steps: Sequence[str], lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    findings = []
    for number, step in enumerate(steps, start=1):
        prepared = prepare(step)
        if _has_filler(prepared, lexicon):
            findings.append(advise("T2", "steps", step=number))
        if len(prepared.tokens) + len(prepared.anchors) < _FEWEST_WORDS:
            findings.append(advise("T3", "steps", step=number))
    return tuple(findings)


def _has_filler(prepared: Prepared, lexicon: Lexicon) -> bool:
    tokens = prepared.tokens
    return lexicon.fillers.occurs_in(tokens) or any(
        is_mash(token, lexicon.letters) for token in tokens
    )


def _check_together(steps: Sequence[str], lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    prepared = [prepare(step) for step in steps]
    active = sum(lexicon.step_actions.occurs_in(one.tokens) for one in prepared)
    concrete = any(one.anchors or lexicon.object_words.occurs_in(one.tokens) for one in prepared)
    passed = {
        "T1": len(steps) >= _FEWEST_STEPS,
        "T4": active * 2 >= max(len(steps), 1),
        "T5": concrete,
    }
    return tuple(advise(rule, "steps") for rule, is_met in passed.items() if not is_met)


def _check_results(
    observed: Prepared, expected: Prepared, lexicon: Lexicon
) -> tuple[CheckFinding, ...]:
    seen, wanted = informative(observed, lexicon), informative(expected, lexicon)
    findings = []
    if not observed.anchors and not _tells_symptom(observed, seen, lexicon):
        findings.append(advise("T6", "observed"))
    if len(wanted) + len(expected.anchors) < _ENOUGH:
        findings.append(advise("T7", "expected"))
    if overlap(observed.tokens, expected.tokens) > _SAME:
        findings.append(advise("T8", "expected"))
    return tuple(findings)


def _tells_symptom(observed: Prepared, seen: Sequence[str], lexicon: Lexicon) -> bool:
    return len(seen) >= _ENOUGH and lexicon.symptoms.occurs_in(observed.tokens)


def _check_secrets(
    steps: Sequence[str], observed: str, expected: str, lexicon: Lexicon
) -> tuple[CheckFinding, ...]:
    counts = {
        "steps": sum(mask_secrets(step, lexicon).count for step in steps),
        "observed": mask_secrets(observed, lexicon).count,
        "expected": mask_secrets(expected, lexicon).count,
    }
    return tuple(advise("T9", field, count=count) for field, count in counts.items() if count)
