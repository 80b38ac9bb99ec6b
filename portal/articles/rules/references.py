"""What a text points to: links, pictures, the provider's values; and putting those values in."""

import re
from dataclasses import dataclass

from portal.articles.rules.source import Source, lines_of

_CODE_FENCE = re.compile(r"^\s*(```|~~~)")
_INLINE_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\]\(\s*<?(?P<to>[^)\s>]+)|^\s*\[[^\]]+\]:\s*<?(?P<ref>[^\s>]+)")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*(?P<src>[^)\s]+)[^)]*\)(?P<attrs>\{[^}]*\})?")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]*)\s*\}\}")
_MARK = re.compile(r"zqv(\d{1,5})qz")  # letters and digits only: one word to any code lexer


@dataclass(frozen=True)
class Reference:
    """A link, picture or variable in a text, with its line in the file."""

    line: int
    target: str
    alt: str = ""
    has_size: bool = False


def outside_code(source: Source) -> list[tuple[int, str]]:
    """Return the body's lines outside code blocks, with their numbers in the file."""
    found = []
    fence = ""
    for number, line in enumerate(lines_of(source.body), start=source.first_line):
        mark = _CODE_FENCE.match(line)
        if mark and (not fence or mark.group(1) == fence):
            fence = "" if fence else mark.group(1)
        elif not fence:
            found.append((number, line))
    return found


def links(source: Source) -> list[Reference]:
    """Return every link of the body, pictures not included."""
    return [
        Reference(number, match.group("to") or match.group("ref"))
        for number, line in outside_code(source)
        for match in _LINK.finditer(_INLINE_CODE.sub("", _PICTURE.sub("", line)))
    ]


def pictures(source: Source) -> list[Reference]:
    """Return every picture of the body."""
    return [
        Reference(number, match.group("src"), match.group("alt").strip(), _has_size(match))
        for number, line in outside_code(source)
        for match in _PICTURE.finditer(_INLINE_CODE.sub("", line))
    ]


def _has_size(match: re.Match[str]) -> bool:
    attributes = match.group("attrs") or ""
    return "width=" in attributes and "height=" in attributes


def variables(source: Source) -> list[Reference]:
    """Return every `{{ name }}` of the body, in code too."""
    return [
        Reference(number, match.group(1))
        for number, line in enumerate(lines_of(source.body), start=source.first_line)
        for match in _VARIABLE.finditer(line)
    ]


def mark_variables(body: str, values: dict[str, str]) -> tuple[str, list[str]]:
    """Replace each known `{{ name }}` by a mark that no Markdown rule touches.

    Returns the text and the values, in the order of their marks; see `unmark`.
    """
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        value = values.get(match.group(1))
        if value is None:
            return match.group(0)
        found.append(value)
        return f"zqv{len(found) - 1}qz"

    return _VARIABLE.sub(mark, body), found


def unmark(text: str, values: list[str]) -> str:
    """Put `values` where their marks stand in `text`."""

    def value(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return values[number] if number < len(values) else match.group(0)

    return _MARK.sub(value, text)
