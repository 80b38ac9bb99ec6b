"""MkDocs' admonitions and tabs, which stand by indentation, as blocks of ours."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from portal.importing.model import Line, Notes
from portal.importing.rules import callouts
from portal.importing.rules.lines import apart_from_code, as_code, with_code

_ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?)\s+(?P<kinds>[\w -]+?)\s*(?:"(?P<title>[^"]*)")?\s*$')
_TAB = re.compile(r'^===[!+]?\s+"(?P<title>[^"]*)"\s*$')
_SNIPPET = re.compile(r"^\s*(?:-+8<-+|\{!.*!\})")
_MACRO = re.compile(r"\{%.*?%\}|\{\{[^{}]*\}\}")
_STEP = 4
_DEEPEST = 4


class NavItem(NamedTuple):
    """What the navigation says of one file."""

    title: str
    section: str


def to_lines(lines: list[Line], notes: Notes) -> list[Line]:
    """Return `lines` with our blocks. What has no counterpart stays, shown as code."""
    return list(_blocks([Line(n, t.expandtabs(_STEP)) for n, t in lines], notes, 0))


def _blocks(lines: list[Line], notes: Notes, depth: int) -> Iterator[Line]:
    skip = 0
    for place, (line, is_code) in enumerate(with_code(lines)):
        if place < skip:
            continue
        start = None if is_code or depth >= _DEEPEST else _opening(line)
        if start is None:
            yield line if is_code else Line(line.number, _macros(line, notes))
            continue
        inside = _inside(lines, place + 1)
        skip = place + 1 + len(inside)
        yield from (Line(line.number, ""), Line(line.number, start))
        yield from _blocks([Line(n, t[_STEP:]) for n, t in inside], notes, depth + 1)
        last = inside[-1].number if inside else line.number
        yield from (Line(last, callouts.CLOSING), Line(last, ""))


def _opening(line: Line) -> str | None:
    admonition = _ADMONITION.match(line.text)
    if admonition:
        kind = callouts.kind_of(*admonition["kinds"].split()) or "info"
        return callouts.opening(kind, admonition["title"] or "")
    tab = _TAB.match(line.text)
    return callouts.opening("tab", tab["title"] or "Tab") if tab else None


def _inside(lines: list[Line], start: int) -> list[Line]:
    """Return the indented lines from `start` on, without empty ones at the end."""
    end = start
    for place in range(start, len(lines)):
        text = lines[place].text
        if text.strip() and not text.startswith(" " * _STEP):
            break
        if text.strip():
            end = place + 1
    return lines[start:end]


def _macros(line: Line, notes: Notes) -> str:
    if _SNIPPET.match(line.text):
        notes.warn(line.number, "snippet", "no counterpart for a snippet: kept as text")
        return as_code(line.text.strip())

    def said(match: re.Match[str]) -> str:
        notes.warn(line.number, "macro", f"no counterpart for {match.group()!r}: kept as text")
        return as_code(match.group())

    return apart_from_code(line.text, lambda text: _MACRO.sub(said, text))


def read_nav(nav: object, section: str = "", depth: int = 0) -> Iterator[tuple[str, NavItem]]:
    """Yield the files of a navigation, each with its title and the section it stands in."""
    for item in nav if isinstance(nav, list) and depth < _DEEPEST * 2 else ():
        pairs: list[tuple[str, Any]] = (
            list(item.items()) if isinstance(item, dict) else [("", item)]
        )
        for title, value in pairs:
            if isinstance(value, str):
                yield value.removeprefix("./"), NavItem(str(title), section)
            else:
                yield from read_nav(value, section or str(title), depth + 1)
