"""What the marks of a text prove: the codes and phrases found in it, weighed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portal.diagnostics.model.codes import ALL_FAMILIES, MAIL_FAMILIES, ErrorCode, Family
from portal.diagnostics.model.readings import Mark, Part
from portal.diagnostics.rules.phrases import Said
from portal.diagnostics.rules.tokens import Shape, Token

_MOST_ENTRIES = 5

_WEB = ALL_FAMILIES - MAIL_FAMILIES
_TELL_TIME = frozenset({Part.STATUS, Part.REPLY})


@dataclass(frozen=True)
class Evidence:
    """A mark, and how much what it says weighs: the lower the rank, the more."""

    mark: Mark
    rank: int
    weight: int = 0


def spoken_of(evidence: Iterable[Evidence], *, is_report: bool) -> Collection[Family]:
    """Return the families whose phrases count: mail and web use the same words differently."""
    if is_report:
        return MAIL_FAMILIES
    entries = [e.mark.entry for e in evidence if e.mark.entry is not None]
    is_web = any(entry.family not in MAIL_FAMILIES for entry in entries)
    is_mail = any(entry.family in MAIL_FAMILIES for entry in entries)
    if is_web == is_mail:
        return ALL_FAMILIES
    return _WEB if is_web else MAIL_FAMILIES | {Family.FTP}


def rank_of(token: Token, entry: ErrorCode | None) -> int:
    """Return how much a code proves: exact ones first, numbers that say little last."""
    if entry is None:
        return 9
    if token.shape is Shape.STATUS:
        return 3 if entry.is_general else 0
    return 5 if entry.is_general else 2


def weigh_words(said: Said) -> Evidence:
    """Return a phrase as evidence: the longer, the more it proves."""
    rank = 4 if said.entry.is_general else 1
    mark = Mark(said.start, said.end, Part.WORDS, "", said.entry)
    return Evidence(mark, rank, said.length)


def without_parts(evidence: list[Evidence]) -> list[Evidence]:
    """Return `evidence` without what is only a part of a longer phrase that was found."""
    wholes = [(e.mark.start, e.mark.end) for e in evidence if e.mark.part is Part.WORDS]

    def is_part(mark: Mark) -> bool:
        size = mark.end - mark.start
        return any(s <= mark.start and mark.end <= e and size < e - s for s, e in wholes)

    return [e for e in evidence if not is_part(e.mark)]


def entries_of(evidence: Iterable[Evidence]) -> tuple[ErrorCode, ...]:
    """Return what is said, the most telling first; general ones only where nothing is precise."""
    ordered = sorted(evidence, key=lambda e: (e.rank, -e.weight))
    found = [e.mark.entry for e in ordered if e.mark.entry is not None]
    precise = [entry for entry in found if not entry.is_general]
    once = {entry.id: entry for entry in precise or found}
    return tuple(once.values())[:_MOST_ENTRIES]


def is_temporary(evidence: Iterable[Evidence]) -> bool | None:
    """Return whether the server asked to try again later; None where the codes do not agree."""
    codes = [e.mark.text.lstrip("#") for e in evidence if e.mark.part in _TELL_TIME]
    if not codes or len({code[0] for code in codes}) > 1:
        return None
    return codes[0][0] == "4"
