"""The plain text of an article, by heading: what search indexes and the contents list shows."""

import re
from html.parser import HTMLParser

from typing_extensions import override

from portal.articles.model import SEPARATOR, Heading, Section
from portal.kernel.text import squeeze

_LEVELS = {"h2": 2, "h3": 3}
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "pre", "div", "tr", "h4", "h5", "h6", "br"}


def split_sections(html: str) -> tuple[Section, ...]:
    """Return the sections of `html`, made by our renderer; an empty beginning is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.sections())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[Heading | None, list[str]]] = [(None, [])]
        self._title: list[str] | None = None
        self._opened = ("", 0)
        self._in_anchor = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in _LEVELS and found.get("id"):
            self._title, self._opened = [], (found["id"], _LEVELS[tag])
        elif tag == "a" and "anchor" in found.get("class", ""):
            self._in_anchor = True
        elif tag in _BLOCKS:
            self._done[-1][1].append(f" {SEPARATOR} " if tag == "td" else " ")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _LEVELS and self._title is not None:
            anchor, level = self._opened
            heading = Heading(anchor, squeeze("".join(self._title)), level)
            self._done.append((heading, []))
            self._title = None
        elif tag == "a":
            self._in_anchor = False

    @override
    def handle_data(self, data: str) -> None:
        if self._in_anchor:
            return
        if self._title is not None:
            self._title.append(data)
        else:
            self._done[-1][1].append(data)

    def sections(self) -> list[Section]:
        found = [Section(heading, squeeze("".join(parts))) for heading, parts in self._done]
        return [s for s in found if s.heading is not None or s.text]


_STEPS = '<ol class="steps">'
_LIST_EDGE = re.compile(r"<(/?)ol\b")


def first_steps(html: str) -> str:
    """Return the first list of steps in `html`, made by our renderer, or an empty text."""
    start = html.find(_STEPS)
    if start < 0:
        return ""
    depth = 0
    for edge in _LIST_EDGE.finditer(html, start):
        depth += -1 if edge.group(1) else 1
        if depth == 0:
            return html[start : edge.start()] + "</ol>"
    return ""
