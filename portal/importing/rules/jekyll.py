"""Jekyll's Liquid tags and Kramdown's attribute lists, as Markdown of ours."""

import re
from collections.abc import Callable

from portal.importing.model import Line, Notes
from portal.importing.rules.lines import Held, as_code

_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*highlight\s+(?P<language>[\w+#-]+)[^%]*%\}\s*$")
_END_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*endhighlight\s*-?%\}\s*$")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_LINK = re.compile(r"\{%-?\s*link\s+(?P<path>[^%]+?)\s*-?%\}")
_POST = re.compile(r"\{%-?\s*post_url\s+(?P<path>[^%]+?)\s*-?%\}")
_BASE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)(?:\s*\|[^}]*)?\s*-?\}\}")
_RELATIVE = re.compile(
    r"""\{\{-?\s*["'](?P<path>[^"']*)["']\s*\|\s*(?:relative_url|absolute_url)\s*-?\}\}"""
)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_TAG = re.compile(r"\{%-?\s*(?P<name>\w+)[^%]*%\}|\{\{[^{}]*\}\}")
_ATTRIBUTES = re.compile(r"\{:(?P<inside>[^}]*)\}")
_ID = re.compile(r"#([\w-]+)")
_ALONE = re.compile(r"^\s*\{:[^}]*\}\s*$")
_TOC = re.compile(r"^\s*(?:[-*]|\d\.)\s*(?:toc|table of contents)\s*$", re.IGNORECASE)


def to_lines(lines: list[Line], notes: Notes) -> list[Line]:
    """Return `lines` without Liquid. What has no counterpart stays, shown as code."""
    return _Liquid(notes).run(lines)


class _Liquid:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._fence = ""
        self._is_raw = False

    def run(self, lines: list[Line]) -> list[Line]:
        found: list[Line] = []
        for place, line in enumerate(lines):
            after = lines[place + 1].text if place + 1 < len(lines) else ""
            changed = self._line(line, after)
            if changed is not None:
                found.append(Line(line.number, changed))
        return found

    def _line(self, line: Line, after: str) -> str | None:
        start = _HIGHLIGHT.match(line.text)
        if start and not self._is_raw:
            self._fence = "```"
            return f"```{start['language']}"
        if _END_HIGHLIGHT.match(line.text) and not self._is_raw:
            self._fence = ""
            return "```"
        if _TOC.match(line.text) and _ALONE.match(after) and "toc" in after:
            return None
        self._follow_fence(line.text)
        text = self._liquid(line) if "{" in line.text else line.text
        return None if not text.strip() and line.text.strip() else text

    def _follow_fence(self, text: str) -> None:
        mark = text.strip()[:3]
        if mark in {"```", "~~~"} and self._fence in {"", mark}:
            self._fence = "" if self._fence else mark

    def _liquid(self, line: Line) -> str:
        held, text = Held(), line.text
        was_raw = self._is_raw
        for mark in _RAW.findall(text):
            self._is_raw = "end" not in mark
        has_raw = bool(_RAW.search(text))
        text = _RAW.sub("", text)
        text = _LINK.sub(lambda m: f"/{m['path'].strip().lstrip('/')}", text)
        text = _POST.sub(lambda m: f"/_posts/{m['path'].strip().lstrip('/')}.md", text)
        text = _RELATIVE.sub(lambda m: m["path"], _BASE.sub("", text))
        if self._fence or was_raw or has_raw or self._is_raw:
            return text
        text = held.hold_code(text)
        text = _TAG.sub(self._noting(line.number), _COMMENT.sub("", text))
        return held.release(self._attributes(text, line.number))

    def _noting(self, line: int) -> Callable[[re.Match[str]], str]:
        def said(match: re.Match[str]) -> str:
            what = match["name"] or match.group()
            self._notes.warn(line, "liquid", f"no counterpart for {what!r}: kept as text")
            return as_code(match.group())

        return said

    def _attributes(self, text: str, line: int) -> str:
        """Drop Kramdown's attributes but for a heading's id."""
        is_heading = text.lstrip().startswith("#")

        def kept(match: re.Match[str]) -> str:
            found = _ID.search(match["inside"])
            if is_heading and found:
                return f"{{#{found.group(1)}}}"
            if "toc" not in match["inside"] and "target" not in match["inside"]:
                self._notes.warn(line, "attributes", f"left out: {match.group()}")
            return ""

        return _ATTRIBUTES.sub(kept, text)
