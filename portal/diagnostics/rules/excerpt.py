"""What of a pasted text is shown: all of a short one, the marked places of a long one."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.diagnostics.model.readings import Mark, Reading

_WHOLE = 4000
_AROUND = 200
_HEAD = 300


@dataclass(frozen=True)
class Segment:
    """A run of the text; a marked one has the number of its row in the table."""

    text: str
    number: int = 0


GAP = Segment("\n[…]\n")


def segments(reading: Reading) -> tuple[Segment, ...]:
    """Return the text in order, marked places numbered from 1, left-out ones as a gap."""
    found: list[Segment] = []
    end = 0
    for start, stop in _windows(reading):
        if start > end:
            found.append(GAP)
        found += _window(reading, start, stop)
        end = stop
    if end < len(reading.text):
        found.append(GAP)
    return tuple(found)


def _windows(reading: Reading) -> list[tuple[int, int]]:
    size = len(reading.text)
    if size <= _WHOLE:
        return [(0, size)]
    wanted = [(0, _HEAD), *((m.start - _AROUND, m.end + _AROUND) for m in reading.marks)]
    merged: list[tuple[int, int]] = []
    for start, stop in wanted:
        first, last = max(0, start), min(size, stop)
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _window(reading: Reading, start: int, stop: int) -> Iterator[Segment]:
    at = start
    for number, mark in _inside(reading, start, stop):
        if mark.start > at:
            yield Segment(reading.text[at : mark.start])
        yield Segment(reading.text[mark.start : mark.end], number)
        at = mark.end
    if at < stop:
        yield Segment(reading.text[at:stop])


def _inside(reading: Reading, start: int, stop: int) -> Iterator[tuple[int, Mark]]:
    for number, mark in enumerate(reading.marks, 1):
        if start <= mark.start and mark.end <= stop:
            yield number, mark
