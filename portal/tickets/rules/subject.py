"""S1–S8: a subject that tells staff at a glance what it is (R6).

Words of urgency are noise: they neither help nor harm.
"""

import re

from portal.kernel.text import capitalise
from portal.tickets.model import Kind
from portal.tickets.rules.findings import EMPTY, GENERIC, MASH, CheckFinding, advise
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.rules.split import find_split
from portal.tickets.rules.text import AnchorKind, Prepared, has_code, informative, prepare
from portal.tickets.rules.wording import check_substance, check_wording

FIELD = "subject"
_WHOLE_QUOTE = re.compile(r"^\s*[\"«„“]([^\"«»„“”]+)[\"»“”]\s*$")
"""Quotes around everything quote nothing."""

VAGUE = (EMPTY, MASH, GENERIC, "S1", "S2", "S3", "S4", "S5")
"""The findings that tell that a subject does not say what it is about."""

SHORTEST, LONGEST = 15, 120
_ENOUGH = 3
_ENOUGH_WITHOUT_SYMPTOM = 4
_ENOUGH_WITHOUT_OBJECT = 4
_ENOUGH_WITHOUT_ACTION = 4
"""A wish can be told without a verb: "FTP access to the photos only, for our photographer"."""

_ANCHOR_WEIGHT = 2
_SHOUTING = 0.6
_SHORTEST_SHOUT = 10


def check_subject(subject: str, kind: Kind, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    """Return what `subject` lacks, those findings first that block."""
    masked = mask_secrets(subject, lexicon)
    prepared = prepare(_WHOLE_QUOTE.sub(r"\1", masked.text))
    return (
        *check_substance(prepared, FIELD, lexicon),
        *check_wording(subject, FIELD, lexicon),
        *_check_length(prepared),
        *_check_content(prepared, kind, lexicon),
        *_check_split(masked.text, lexicon),
        *_check_capitals(prepared),
        *((advise("S8", FIELD, count=masked.count),) if masked.count else ()),
    )


def _check_length(prepared: Prepared) -> tuple[CheckFinding, ...]:
    length = len(prepared.text)
    if SHORTEST <= length <= LONGEST:
        return ()
    return (advise("S1", FIELD, length=length, shortest=SHORTEST, longest=LONGEST),)


def _check_content(prepared: Prepared, kind: Kind, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    tokens, anchors = prepared.tokens, len(prepared.anchors)
    telling = len(informative(prepared, lexicon))
    wanted = _shows_action if kind is Kind.REQUEST else _shows_symptom
    passed = {
        "S2": telling + _ANCHOR_WEIGHT * anchors >= _ENOUGH,
        "S3": anchors > 0
        or telling >= _ENOUGH_WITHOUT_OBJECT
        or lexicon.object_words.occurs_in(tokens),
        "S5" if kind is Kind.REQUEST else "S4": wanted(prepared, telling, lexicon),
    }
    return tuple(advise(rule, FIELD) for rule, is_met in passed.items() if not is_met)


def _shows_symptom(prepared: Prepared, telling: int, lexicon: Lexicon) -> bool:
    if any(anchor.kind is AnchorKind.CODE or has_code(anchor) for anchor in prepared.anchors):
        return True
    if telling + _ANCHOR_WEIGHT * len(prepared.anchors) >= _ENOUGH_WITHOUT_SYMPTOM:
        return True
    return lexicon.symptoms.occurs_in(prepared.tokens)


def _shows_action(prepared: Prepared, _telling: int, lexicon: Lexicon) -> bool:
    if (
        len(informative(prepared, lexicon)) + _ANCHOR_WEIGHT * len(prepared.anchors)
        >= _ENOUGH_WITHOUT_ACTION
    ):
        return True
    return lexicon.actions.occurs_in(prepared.tokens)


def _check_split(subject: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    split = find_split(subject, lexicon)
    if split is None:
        return ()
    return (advise("S6", FIELD, groups=split.groups, parts=split.parts),)


def _check_capitals(prepared: Prepared) -> tuple[CheckFinding, ...]:
    letters = [c for c in prepared.own if c.isupper() or c.islower()]
    shouted = sum(c.isupper() for c in letters)
    if len(letters) < _SHORTEST_SHOUT or shouted <= _SHOUTING * len(letters):
        return ()
    return (advise("S7", FIELD, proposal=_calm(prepared)),)


def _calm(prepared: Prepared) -> str:
    """Return the text in lower case but for its first letter and its anchors."""
    pairs = zip(prepared.text, prepared.own, strict=True)
    calm = "".join(typed.lower() if typed == own else typed for typed, own in pairs)
    return capitalise(calm)
