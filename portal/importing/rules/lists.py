"""Lists and indented code as Python-Markdown wants them.

CommonMark lets what belongs to an item begin where the item's text does; Python-Markdown wants
four spaces for each level, and an empty line before a list or a table that follows a text.
"""

import re

from portal.importing.model import Line
from portal.importing.rules.lines import with_code

_ITEM = re.compile(r"^(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>\s+)(?P<text>\S.*)$")
_RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
_DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE = re.compile(r"^`{3,}|^~{3,}")
_STEP = 4
_DEEPEST = 12


def relist(lines: list[Line]) -> list[Line]:
    """Return `lines` with every level of a list four spaces deep, and code in fences."""
    return _Lister().run([Line(n, _expanded(t)) for n, t in lines])


def _expanded(text: str) -> str:
    """Return `text` with spaces for the tabs at its beginning."""
    rest = text.lstrip(" \t")
    return text[: len(text) - len(rest)].expandtabs(_STEP) + rest


class _Lister:
    def __init__(self) -> None:
        self._levels: list[int] = []  # the column where each open item's text begins
        self._was_empty = True
        self._in_text = False  # a paragraph that goes on
        self._in_code = False  # indented code
        self._code_depth = ""
        self._found: list[Line] = []

    def run(self, lines: list[Line]) -> list[Line]:
        fence_column = 0
        was_code = False
        ahead = [line.text for line in lines[1:]] + [""]
        for (line, is_code), after in zip(with_code(lines), ahead, strict=False):
            if is_code and not was_code:
                self._end_code()
                fence_column = self._enter(line)
            if is_code:
                self._put(line.number, _cut(line.text, fence_column))
            else:
                self._line(line, after)
            was_code = is_code
        self._end_code()
        return self._found

    def _enter(self, line: Line) -> int:
        """Return the column where the code block at `line` begins, its level opened."""
        column = len(line.text) - len(line.text.lstrip())
        self._close_levels(column)
        self._was_empty = self._in_text = False
        return column

    def _line(self, line: Line, after: str) -> None:
        text = line.text.strip()
        column = len(line.text) - len(line.text.lstrip())
        if not text:
            self._was_empty, self._in_text = True, False
            self._found.append(Line(line.number, ""))
            return
        begins_table = "|" in text and "-" in after and _DELIMITER.match(after)
        if self._in_text and not begins_table and not self._is_start(text):
            self._put(line.number, text + _break(line.text))  # a paragraph goes on
            return
        was_list = bool(self._levels)
        self._close_levels(column)
        inside = column - (self._levels[-1] if self._levels else 0)
        if inside >= _STEP and (self._was_empty or self._in_code):
            self._code(line, inside)
            return
        self._end_code()
        begins_list = _ITEM.match(text) and not was_list
        if self._in_text and (begins_table or begins_list):
            self._found.append(Line(line.number, ""))
        self._start(line, text, column)

    def _is_start(self, text: str) -> bool:
        """Return whether `text` ends the paragraph above it."""
        item = _ITEM.match(text)
        if item and not _RULE.match(text):
            return bool(self._levels) or item["mark"] in {"-", "*", "+", "1.", "1)"}
        return text.startswith(("#", ">", "///", "|")) or bool(_RULE.match(text))

    def _close_levels(self, column: int) -> None:
        while self._levels and column < self._levels[-1]:
            self._levels.pop()

    def _start(self, line: Line, text: str, column: int) -> None:
        item = None if _RULE.match(text) or len(self._levels) >= _DEEPEST else _ITEM.match(text)
        if item is None:
            self._put(line.number, text + _break(line.text))
        else:
            mark = item["mark"].replace(")", ".").replace("+", "-")
            self._put(line.number, f"{mark} {item['text']}" + _break(line.text))
            gap = len(item["gap"]) if len(item["gap"]) <= _STEP else 1
            self._levels.append(column + len(item["mark"]) + gap)
        self._was_empty = False
        self._in_text = not text.startswith(("#", "///", "|")) and not _RULE.match(text)

    def _code(self, line: Line, inside: int) -> None:
        if not self._in_code:
            self._in_code = True
            self._code_depth = " " * (_STEP * len(self._levels))
            self._put(line.number, "```")
        self._put(line.number, " " * (inside - _STEP) + line.text.strip())
        self._was_empty = False

    def _end_code(self) -> None:
        if not self._in_code:
            return
        self._in_code = False
        place = len(self._found)
        while place and not self._found[place - 1].text:
            place -= 1  # the fence comes before the empty lines
        number = self._found[place - 1].number
        self._found.insert(place, Line(number, f"{self._code_depth}```"))
        self._was_empty = True

    def _put(self, number: int, text: str) -> None:
        depth = len(self._levels)
        self._found.append(Line(number, " " * (_STEP * depth) + text if text else ""))


def _break(text: str) -> str:
    """Return the two spaces that end a line in earnest, where `text` has them."""
    return "  " if text.endswith("  ") else ""


def _cut(text: str, column: int) -> str:
    """Return `text` without the first `column` spaces."""
    return text[min(column, len(text) - len(text.lstrip())) :].rstrip()
