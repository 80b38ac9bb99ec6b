"""Lines with the numbers they had, and which of them are code."""

import re
from collections.abc import Callable, Iterable, Iterator

from portal.importing.model import Line
from portal.importing.rules.matter import split_lines

_FENCE = re.compile(r"^[\s>]*(?P<mark>`{3,}|~{3,})(?P<rest>.*)$")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\1(?!`)).){0,2000}?(?<!`)\1(?!`)")
_MARKS = re.compile("[\0\ue000-\ue007]")  # what our rules mark places with, and NUL
_APART = "\ue003"
_BETWEEN = re.compile(_APART)
_TOUCHING = re.compile(f"(?<=`){_APART}+(?=`)")
_HELD = re.compile("\ue000(\\d+)\ue001")


def number(text: str, first_line: int = 1) -> list[Line]:
    """Return the lines of `text`, whose first is `first_line` of its file."""
    return renumber(sanitised(text), first_line)


def renumber(text: str, first_line: int = 1) -> list[Line]:
    """Return the lines of `text`, which may hold marks of our rules."""
    return [Line(n, line) for n, line in enumerate(split_lines(text), start=first_line)]


def sanitised(text: str) -> str:
    """Return `text` without the characters that our rules mark places with."""
    return _MARKS.sub("", text)


def joined(lines: Iterable[Line]) -> str:
    """Return the text that `lines` are."""
    return "\n".join(line.text for line in lines)


def with_code(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield each line, and whether it is in a fenced block of code, its fences included."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line.text)
        if fence:
            yield line, True
            closes = found and not found["rest"].strip() and found["mark"].startswith(fence)
            fence = "" if closes else fence
        else:
            opens = found is not None and not (found["mark"][0] == "`" and "`" in found["rest"])
            fence = found["mark"] if found and opens else ""
            yield line, opens


def outside_code(lines: Iterable[Line], change: Callable[[Line], str]) -> list[Line]:
    """Return `lines`, those outside code blocks as `change` returns them."""
    return [
        line if is_code else Line(line.number, change(line)) for line, is_code in with_code(lines)
    ]


class Held:
    """Pieces of a line that a rule must not touch, out of its reach for a while."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hold(self, piece: str) -> str:
        """Return what stands for `piece` until `release`."""
        self._pieces.append(piece)
        return f"\ue000{len(self._pieces) - 1}\ue001"

    def hold_code(self, text: str) -> str:
        """Return `text` with its inline code held."""
        return _INLINE_CODE.sub(lambda match: self.hold(match.group()), text)

    def release(self, text: str) -> str:
        """Return `text` with everything where it was."""
        while True:
            put, count = _HELD.subn(lambda match: self._pieces[int(match.group(1))], text)
            if not count:
                return put
            text = put


def apart_from_code(text: str, change: Callable[[str], str]) -> str:
    """Return `text` changed, its inline code as it was."""
    held = Held()
    return held.release(change(held.hold_code(text)))


def as_code(text: str) -> str:
    """Return `text` as inline code, so that it is shown and does nothing."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    mark = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{_APART}{mark}{space}{text.replace(_APART, '')}{space}{mark}{_APART}"


def set_apart(lines: Iterable[Line]) -> list[Line]:
    """Return `lines` with a space where what became code would touch other code."""
    return [
        Line(n, _BETWEEN.sub("", _TOUCHING.sub(" ", text)) if _APART in text else text)
        for n, text in lines
    ]
