"""A Markdown text in blocks, and which of them changed: what a translator looks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.writing.rules.differing import Piece, pieces_of

_FENCE = re.compile(r"\s*(```|~~~)")
_LONGEST = 4_000
"""Characters of a block whose words are compared one by one; a longer one is marked whole."""

_MOST = 2_000


@dataclass(frozen=True)
class Block:
    """A paragraph, list, table or piece of code. `was` is what stood there; each may be empty."""

    now: tuple[Piece, ...]
    was: tuple[Piece, ...] = ()
    differs: bool = False


def blocks_of(text: str) -> list[str]:
    """Return what stands between empty lines; code stays together."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def compare_blocks(old: str | None, new: str) -> tuple[Block, ...]:
    """Return the blocks of `new` in order, with what changed since `old`; None: nobody knows."""
    after = blocks_of(new)[:_MOST]
    if old is None:
        return tuple(Block((Piece(text),)) for text in after)
    before = blocks_of(old)[:_MOST]
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(
        block
        for tag, i1, i2, j1, j2 in codes
        for block in _blocks(before[i1:i2], after[j1:j2], is_same=tag == "equal")
    )


def _blocks(before: list[str], after: list[str], *, is_same: bool) -> Iterator[Block]:
    if is_same:
        yield from (Block((Piece(text),)) for text in after)
        return
    for place in range(max(len(before), len(after))):
        old = before[place] if place < len(before) else ""
        new = after[place] if place < len(after) else ""
        was, now = _pieces(old, new)
        yield Block(now, was, differs=True)


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if old and new and max(len(old), len(new)) <= _LONGEST:
        return pieces_of(old, new)
    return (
        (Piece(old, differs=True),) if old else (),
        (Piece(new, differs=True),) if new else (),
    )
