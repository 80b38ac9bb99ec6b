"""Placing boxes in columns so that arrows lead right and cross little (Sugiyama's method).

All arrows to one box that pass the same column share a lane there: a picture with hundreds of
arrows stays readable.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

_SWEEPS = 16
_SETTLINGS = 10


@dataclass(frozen=True)
class Item:
    """A box, or a lane on the way to `goal`; `ports`: heights where arrows leave, and to whom."""

    id: str
    height: float
    ports: tuple[tuple[float, str], ...] = ()
    column: int = 0
    goal: str = ""

    @property
    def middle(self) -> float:
        """Return how far below its top arrows arrive."""
        return self.height / 2


@dataclass(frozen=True)
class Spacing:
    """Heights in the picture's units: of the space between neighbours, and of a lane."""

    gap: float
    lane: float


@dataclass(frozen=True)
class Layout:
    """Boxes and lanes by id, and how far below the upper edge each begins."""

    items: Mapping[str, Item]
    tops: Mapping[str, float]


def lay_out(boxes: Sequence[Item], spacing: Spacing) -> Layout:
    """Place `boxes`, which stand in an order in which arrows only lead on."""
    items = _with_lanes(_in_columns(boxes), spacing)
    placing = _Placing(items)
    placing.order()
    return Layout(items, placing.settle(spacing.gap))


def _in_columns(boxes: Sequence[Item]) -> dict[str, Item]:
    """Put each box one column behind the last that leads to it."""
    column = {box.id: 0 for box in boxes}
    for box in boxes:
        for _, target in box.ports:
            column[target] = max(column[target], column[box.id] + 1)
    return {box.id: replace(box, column=column[box.id]) for box in boxes}


def _with_lanes(boxes: Mapping[str, Item], spacing: Spacing) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for box in boxes.values():
        ports = tuple((y, _next_stop(box.column, boxes[to])) for y, to in box.ports)
        items[box.id] = replace(box, ports=ports)
        for _, to in box.ports:
            for column in range(box.column + 1, boxes[to].column):
                ahead = ((spacing.lane / 2, _next_stop(column, boxes[to])),)
                name = _lane(to, column)
                items[name] = Item(name, spacing.lane, ahead, column, goal=to)
    return items


def _next_stop(column: int, target: Item) -> str:
    return target.id if target.column == column + 1 else _lane(target.id, column + 1)


def _lane(goal: str, column: int) -> str:
    return f"{goal}@{column}"


class _Placing:
    """Finds the order in the columns, then the heights."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._into: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._columns: list[list[str]] = [
            [] for _ in range(1 + max(item.column for item in items.values()))
        ]
        for item in items.values():
            self._columns[item.column].append(item.id)
            for y, target in item.ports:
                self._into[target].append((item.id, y))

    def order(self) -> None:
        """Order each column by where its neighbours stand, to and fro; keep the best order."""
        best, least = self._columns, self._crossings()
        for sweep in range(_SWEEPS):
            self._sweep(forward=sweep % 2 == 0)
            if (found := self._crossings()) < least:
                best, least = [list(column) for column in self._columns], found
        self._columns = best

    def _sweep(self, *, forward: bool) -> None:
        self._columns = [list(column) for column in self._columns]
        for column in self._columns if forward else reversed(self._columns):
            place = self._places()
            wishes = {name: self._wish(name, place, forward=forward) for name in column}
            column.sort(key=wishes.__getitem__)

    def _places(self) -> dict[str, float]:
        return {name: float(i) for column in self._columns for i, name in enumerate(column)}

    def _wish(self, name: str, place: Mapping[str, float], *, forward: bool) -> float:
        if forward:
            near = [place[s] + y / self._items[s].height for s, y in self._into[name]]
        else:
            near = [place[target] for _, target in self._items[name].ports]
        return fmean(near) if near else place[name]

    def _crossings(self) -> int:
        place = self._places()
        return sum(self._crossings_behind(column, place) for column in self._columns)

    def _crossings_behind(self, column: list[str], place: Mapping[str, float]) -> int:
        """Count the pairs of arrows out of `column` that end the other way round."""
        ends: list[float] = []
        count = 0
        for name in column:
            for _, target in self._items[name].ports:
                count += len(ends) - bisect_right(ends, place[target])
                insort(ends, place[target])
        return count

    def settle(self, gap: float) -> dict[str, float]:
        """Return the top of each item: near those it is bound to, in order, none on another."""
        tops = dict.fromkeys(self._items, 0.0)
        for turn in range(_SETTLINGS):
            for column in self._columns if turn % 2 == 0 else reversed(self._columns):
                wishes = [self._wished_top(name, tops, forward=turn % 2 == 0) for name in column]
                heights = [self._items[name].height + gap for name in column]
                tops.update(zip(column, spread(wishes, heights), strict=True))
        highest = min(tops.values())
        return {name: top - highest for name, top in tops.items()}

    def _wished_top(self, name: str, tops: Mapping[str, float], *, forward: bool) -> float:
        item = self._items[name]
        if forward:
            near = [tops[source] + y - item.middle for source, y in self._into[name]]
        else:
            near = [tops[to] + self._items[to].middle - y for y, to in item.ports]
        return fmean(near) if near else tops[name]


def spread(wishes: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return tops in order that keep `heights` apart, as near to `wishes` as can be.

    Least squares by pooling neighbours that would overlap.
    """
    pools: list[tuple[float, int]] = []  # where a pool would like to begin, and how many are in it
    offset = 0.0
    for wish, height in zip(wishes, heights, strict=True):
        pools.append((wish - offset, 1))
        offset += height
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, n), (second, m) = pools[-2:]
            pools[-2:] = [((first * n + second * m) / (n + m), n + m)]
    levels = [level for level, count in pools for _ in range(count)]
    below = [sum(heights[:i]) for i in range(len(heights))]
    return [level + off for level, off in zip(levels, below, strict=True)]
