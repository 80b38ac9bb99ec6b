"""The shape of the text: headings, call-outs and tabs, raw HTML."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from portal.articles.markdown.clean import clean
from portal.articles.rules import Source, outside_code
from portal.kernel.findings import Finding
from portal.kernel.text import slugify
from portal.writing.model import Manuscript
from portal.writing.rules.text import plain, without_code

BLOCKS = frozenset({"info", "ok", "warn", "danger", "tab"})
_NAMES = ", ".join(sorted(BLOCKS))
_HEADING = re.compile(
    r"^(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*(?:\{:?\s*#(?P<id>[\w-]+)[^}]*\})?$"
)
_OPENING = re.compile(r"^\s*/{3,}\s*(?P<kind>[\w-]+)\s*(?:\|.*)?$")
_CLOSING = re.compile(r"^\s*/{3,}\s*$")
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
_PLACES = ("<{0}>x</{0}>", "<table><{0}>x</{0}></table>", "<table><tr><{0}>x</{0}></tr></table>")
_TAB_LEVEL = 3


def check(manuscript: Manuscript) -> Iterator[Finding]:
    """Yield what is wrong in the shape of the text."""
    if not manuscript.source.body.strip():
        yield manuscript.error(manuscript.source.first_line, "empty-body", "there is no text")
    yield from _levels(manuscript)
    yield from _heading_ids(manuscript)
    yield from _blocks(manuscript)
    yield from _html(manuscript)


def _headings(source: Source) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in outside_code(source):
        match = _HEADING.match(line.strip())
        if match:
            yield number, match


def _levels(manuscript: Manuscript) -> Iterator[Finding]:
    tabs = {n for n, match in _openings(manuscript.source) if match["kind"] == "tab"}
    headings = dict(_headings(manuscript.source))
    above = 1
    for number in sorted(tabs | set(headings)):
        level = len(headings[number]["marks"]) if number in headings else _TAB_LEVEL
        if level == 1:
            message = "the title is the only heading of level 1: begin with ##"
            yield manuscript.error(number, "heading-h1", message)
        elif number in headings and level > above + 1:
            message = f"a heading of level {level} follows one of level {above}"
            yield manuscript.error(number, "heading-skips", message, level, above)
        above = level


def _heading_ids(manuscript: Manuscript) -> Iterator[Finding]:
    chosen: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for number, match in _headings(manuscript.source):
        name = match["id"] or slugify(plain(match["text"]))
        (chosen if match["id"] else made)[name] += 1
        if match["id"] and chosen[name] > 1:
            message = f"another heading has the id #{name}"
            yield manuscript.error(number, "heading-id-twice", message, name)
        elif not match["id"] and made[name] > 1:
            message = "another heading has the same words: give one an id {#...} of its own"
            yield manuscript.warning(number, "heading-twice", message)


def _openings(source: Source) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in outside_code(source):
        match = _OPENING.match(line)
        if match:
            yield number, match


def _blocks(manuscript: Manuscript) -> Iterator[Finding]:
    opened: list[tuple[int, str]] = []
    openings = dict(_openings(manuscript.source))
    for number, line in outside_code(manuscript.source):
        if number in openings:
            kind = openings[number]["kind"]
            opened.append((number, kind))
            if kind not in BLOCKS:
                message = f"no block is called {kind!r}: use {_NAMES}"
                yield manuscript.error(number, "unknown-block", message, kind, _NAMES)
        elif _CLOSING.match(line):
            if not opened:
                yield manuscript.error(number, "block-not-opened", "this /// closes nothing")
            else:
                opened.pop()
    for number, kind in opened:
        message = f"the block {kind!r} is not closed: end it with a line ///"
        yield manuscript.error(number, "block-not-closed", message, kind)


def _html(manuscript: Manuscript) -> Iterator[Finding]:
    for number, line in outside_code(manuscript.source):
        names = {m["name"].lower() for m in _TAG.finditer(without_code(line))}
        for name in sorted(names):
            if not is_kept(name):
                message = f"<{name}> is dropped: use Markdown, or put it in `code`"
                yield manuscript.error(number, "raw-html", message, name)


@cache
def is_kept(tag: str) -> bool:
    """Return whether the cleaner leaves the element `tag` in an article."""
    return any(f"<{tag}" in clean(place.format(tag)) for place in _PLACES)
