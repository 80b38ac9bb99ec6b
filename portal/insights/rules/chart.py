"""Figures as lines: where each point stands, so that a page only has to draw them.

A drawing is 100 wide and 40 high, and is stretched to its place; the words stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.insights.model import Period

WIDTH, HEIGHT = 100, 40
_MOST_DAYS = 31
"""Of more days than these, a point is a week."""

_WEEK = 7
_HALVES = (2, 4, 10)


@dataclass(frozen=True)
class Span:
    """The days of one point, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Line:
    """One row of figures, and its points as SVG has them."""

    values: tuple[int, ...]
    points: str

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.values)


@dataclass(frozen=True)
class Plot:
    """Lines under one scale; `ticks` are the values at the top, in the middle and at the foot."""

    spans: tuple[Span, ...]
    lines: tuple[Line, ...]
    ticks: tuple[int, int, int]

    @property
    def is_weekly(self) -> bool:
        """Whether a point is a week."""
        return any(span.first != span.last for span in self.spans)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(line.total for line in self.lines)


def spans_of(period: Period) -> tuple[Span, ...]:
    """Return the days of `period`, or its weeks where it is long; the first may be a short one."""
    size = 1 if period.days <= _MOST_DAYS else _WEEK
    spans = []
    last = period.until
    while last >= period.since:
        first = max(last - timedelta(days=size - 1), period.since)
        spans.append(Span(first, last))
        last = first - timedelta(days=1)
    return tuple(reversed(spans))


def plot(period: Period, series: Sequence[Mapping[date, int]]) -> Plot:
    """Return one line for each of `series`, which count by day."""
    spans = spans_of(period)
    sums = [
        tuple(sum(n for day, n in days.items() if s.first <= day <= s.last) for s in spans)
        for days in series
    ]
    top = _top(max((n for values in sums for n in values), default=0))
    lines = tuple(Line(values, _points(values, top)) for values in sums)
    return Plot(spans, lines, (top, top // 2, 0))


def _top(most: int) -> int:
    """Return the lowest round number that is not under `most` and has a half."""
    size = 1
    while True:
        for step in _HALVES:
            if most <= step * size:
                return step * size
        size *= 10


def _points(values: Sequence[int], top: int) -> str:
    if len(values) == 1:  # a line needs two ends
        values = (values[0], values[0])
    gap = WIDTH / (len(values) - 1)
    return " ".join(
        f"{number * gap:.4g},{HEIGHT * (1 - value / top):.4g}"
        for number, value in enumerate(values)
    )


def percent(part: int, whole: int) -> int:
    """Return how many of a hundred `part` is, rounded; nothing of nothing is 0."""
    return round(100 * min(part, whole) / whole) if whole else 0
