"""A flow as an SVG picture, without styles or scripts: it may stand in any page."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from portal.wizard.rules.layers import Item, Layout, Spacing, lay_out
from portal.wizard.rules.palette import COLOURS
from portal.wizard.rules.picture import Box

_WIDTH, _BETWEEN, _MARGIN = 248, 84, 24
_LINE, _PAD, _CAPTION = 15, 8, 16
_LETTERS, _BOLD_LETTERS = 36, 31
"""How many of them fit into a line of a box."""

_SPACING = Spacing(gap=14, lane=6)
_FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
_ARROW = "#5c5c66"
_RADIUS = {"question": 6, "check": 14, "branch": 0, "outcome": 18}


@dataclass(frozen=True)
class _Drawn:
    """A box with its lines of text broken, and where they stand."""

    box: Box
    title: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def head(self) -> float:
        return _CAPTION + _LINE * len(self.title) + 2 * _PAD

    @property
    def height(self) -> float:
        return self.head + sum(self.row_heights)

    @property
    def row_heights(self) -> tuple[float, ...]:
        return tuple(_LINE * len(row) + _PAD for row in self.rows)

    @property
    def row_tops(self) -> tuple[float, ...]:
        return tuple(self.head + sum(self.row_heights[:i]) for i in range(len(self.rows)))

    def item(self) -> Item:
        ports = zip(self.row_tops, self.row_heights, self.box.rows, strict=True)
        leaving = tuple((top + height / 2, row.target) for top, height, row in ports)
        return Item(self.box.id, self.height, leaving)


def to_svg(boxes: tuple[Box, ...], title: str) -> str:
    """Return the picture; `title` is its name for those who do not see it."""
    drawn = {box.id: _drawn(box) for box in boxes}
    layout = lay_out([one.item() for one in drawn.values()], _SPACING)
    width = 2 * _MARGIN + max(_x(item) for item in layout.items.values()) + _WIDTH
    height = 2 * _MARGIN + max(layout.tops[n] + i.height for n, i in layout.items.items())
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width:.0f} {height:.0f}" role="img"'
        f' font-family="{_FONT}" font-size="12">'
    )
    return "\n".join(
        [
            opening,
            f"<title>{escape(title)}</title>",
            f'<rect x="{-_MARGIN}" y="{-_MARGIN}" width="100%" height="100%" fill="#fdfdfb"/>',
            *_arrows(layout),
            *(line for one in drawn.values() for line in _shape(one, layout)),
            "</svg>\n",
        ]
    )


def _drawn(box: Box) -> _Drawn:
    rows = tuple(_lines(row.words, _LETTERS) for row in box.rows)
    return _Drawn(box, _lines(box.words, _BOLD_LETTERS), rows)


def _lines(words: str, letters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(words, letters, break_on_hyphens=False))


def _x(item: Item) -> float:
    return item.column * (_WIDTH + _BETWEEN)


def _arrows(layout: Layout) -> Iterator[str]:
    yield f'<g fill="none" stroke="{_ARROW}" stroke-width="1.2" stroke-opacity="0.75">'
    heads = []
    for item in layout.items.values():
        left, top = _x(item), layout.tops[item.id]
        if item.goal:
            y = top + item.middle
            yield f'<path d="M{left:.0f} {y:.1f}h{_WIDTH}"/>'
        for port, to in dict.fromkeys(item.ports):
            target = layout.items[to]
            end = layout.tops[to] + target.middle
            yield _curve(left + _WIDTH, top + port, _x(target), end)
            if not target.goal:
                heads.append((_x(target), end))
    yield "</g>"
    yield f'<g fill="{_ARROW}">'
    for x, y in dict.fromkeys(heads):
        yield f'<path d="M{x:.0f} {y:.1f}l-8 -4v8z"/>'
    yield "</g>"


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (to_x - x) / 2
    start, end = f"M{x:.0f} {y:.1f}", f"{to_x:.0f} {to_y:.1f}"
    return f'<path d="{start}C{x + bend:.0f} {y:.1f} {to_x - bend:.0f} {to_y:.1f} {end}"/>'


def _shape(one: _Drawn, layout: Layout) -> Iterator[str]:
    colour, item = COLOURS[one.box.kind], layout.items[one.box.id]
    place = f"{_x(item):.0f} {layout.tops[item.id]:.1f}"
    yield f'<g transform="translate({place})" fill="{colour.ink}">'
    yield f"<title>{escape(one.box.id)}</title>"
    yield (
        f'<rect width="{_WIDTH}" height="{one.height:.0f}" rx="{_RADIUS[one.box.shape]}"'
        f' fill="{colour.fill}" stroke="{colour.line}" stroke-width="1.5"/>'
    )
    name = f"{one.box.caption} · {one.box.id}"
    yield f'<text x="10" y="{_PAD + 11}" font-size="10" opacity="0.85">{escape(name)}</text>'
    yield from _text(one.title, _PAD + _CAPTION, 'font-weight="600"')
    for words, top in zip(one.rows, one.row_tops, strict=True):
        yield f'<path d="M0 {top:.0f}h{_WIDTH}" stroke="{colour.line}" stroke-opacity="0.4"/>'
        yield from _text(words, top + _PAD / 2, "")
    yield "</g>"


def _text(lines: tuple[str, ...], top: float, style: str) -> Iterator[str]:
    for i, line in enumerate(lines):
        y = top + _LINE * i + 11
        yield f'<text x="10" y="{y:.0f}"{" " + style if style else ""}>{escape(line)}</text>'
