"""Two texts side by side: the lines that differ, with some that do not around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 2
_MOST = 2_000
"""Lines of each text that are compared; more would keep a writer waiting."""

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.4


@dataclass(frozen=True)
class Piece:
    """Part of a line; `differs` from the other text's line."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Pair:
    """A line of each text; a number of 0 says that the text has none here."""

    left_number: int
    left: tuple[Piece, ...]
    right_number: int
    right: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether the two lines are not the same."""
        return any(p.differs for p in (*self.left, *self.right)) or (
            not self.left_number or not self.right_number
        )


@dataclass(frozen=True)
class Part:
    """Lines that stand together; `skipped` equal ones were left out before them."""

    skipped: int
    pairs: tuple[Pair, ...]


def compare(old: str, new: str) -> tuple[Part, ...]:
    """Return where `old` and `new` differ; nothing where they are equal."""
    left, right = old.split("\n")[:_MOST], new.split("\n")[:_MOST]
    groups = SequenceMatcher(None, left, right, autojunk=False).get_grouped_opcodes(_AROUND)
    parts, last = [], 0
    for group in groups:
        pairs = tuple(pair for code in group for pair in _pairs(code, left, right))
        if any(pair.differs for pair in pairs):
            parts.append(Part(group[0][1] - last, pairs))
        last = group[-1][2]
    return tuple(parts)


def _pairs(
    code: tuple[str, int, int, int, int], left: list[str], right: list[str]
) -> Iterator[Pair]:
    _, i1, i2, j1, j2 = code
    for step in range(max(i2 - i1, j2 - j1)):
        i, j = i1 + step, j1 + step
        yield _pair(
            (i + 1, left[i]) if i < i2 else (0, ""), (j + 1, right[j]) if j < j2 else (0, "")
        )


def _pair(old: tuple[int, str], new: tuple[int, str]) -> Pair:
    if not (old[0] and new[0]):
        return Pair(old[0], _whole(old), new[0], _whole(new))
    left, right = pieces_of(old[1], new[1])
    return Pair(old[0], left, new[0], right)


def pieces_of(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces, the words that differ marked; all of both where little is same.

    It is for lines and paragraphs: the time it takes grows fast.
    """
    pieces = _PIECE.findall(old), _PIECE.findall(new)
    matcher = SequenceMatcher(None, *pieces, autojunk=False)
    if old != new and matcher.ratio() < _ALIKE:
        return (Piece(old, differs=True),), (Piece(new, differs=True),)
    codes = matcher.get_opcodes()
    return (
        _pieces(pieces[0], [(tag, i1, i2) for tag, i1, i2, _, _ in codes]),
        _pieces(pieces[1], [(tag, j1, j2) for tag, _, _, j1, j2 in codes]),
    )


def _pieces(words: list[str], codes: list[tuple[str, int, int]]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(words[a:b]), tag != "equal") for tag, a, b in codes if b > a)


def _whole(line: tuple[int, str]) -> tuple[Piece, ...]:
    return (Piece(line[1], differs=True),) if line[0] else ()
