"""A text taken apart for the eye of an editor: passages, plain words, sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.articles.rules import Source, outside_code

_OPENING = re.compile(r"^\s*/{3,}\s*[\w-]+\s*(?:\|\s*(?P<title>.*))?$")
_CLOSING = re.compile(r"^\s*/{3,}\s*$")
_STARTS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|:\s+|>\s+)(?P<rest>.*)$")
_ROW = re.compile(r"^\s*\|(?P<cells>.*)\|\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"(`+)(?:(?!\1).)+?\1", re.DOTALL)
_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)(?:\{[^}]*\})?")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^}]*\}")
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}")
_SENTENCE_END = re.compile(r"[.!?…:][\"”“»)]*(\s+)")


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, table cell or heading; `line` is its first in the file."""

    line: int
    text: str

    def line_at(self, position: int) -> int:
        """Return the line in the file of the character at `position`."""
        return self.line + self.text.count("\n", 0, position)


def without_code(line: str) -> str:
    """Return `line` with `x` for each piece of inline code; line breaks stay."""
    return _CODE.sub(lambda m: "x" + "\n" * m.group().count("\n"), line)


def passages(source: Source) -> Iterator[Passage]:
    """Yield what a reader reads as one piece, in order."""
    first, gathered = 0, list[str]()
    for number, line in [*outside_code(source), (0, "")]:
        pieces = _pieces(line)
        if pieces is None and gathered and number == first + len(gathered):
            gathered.append(line)
            continue
        if gathered:
            yield Passage(first, "\n".join(gathered))
            gathered = []
        if pieces is None:
            first, gathered = number, [line]
        elif _STARTS.match(line):
            first, gathered = number, pieces
        else:
            yield from (Passage(number, piece) for piece in pieces)


def _pieces(line: str) -> list[str] | None:
    """Return what begins anew in `line`, nothing where it is empty, None where text goes on."""
    if not line.strip() or _CLOSING.match(line):
        return []
    row = _ROW.match(line)
    if row:
        cells = (cell.strip() for cell in _CELL.split(row["cells"]))
        return [cell for cell in cells if cell.strip("-: ")]
    opening = _OPENING.match(line)
    if opening:
        return [opening["title"]] if opening["title"] else []
    starts = _STARTS.match(line)
    return [starts["rest"]] if starts else None


def plain(text: str) -> str:
    """Return `text` without Markdown; what is code or an address is one word at most."""
    text = _LINK.sub(lambda m: m["text"], without_code(text))
    return _EMPHASIS.sub("", _ATTRIBUTES.sub("", text))


def sentences(passage: Passage) -> Iterator[Passage]:
    """Yield the sentences of `passage`; a colon ends one too, what follows is a list."""
    text, at = plain(passage.text), 0
    for end in [*_SENTENCE_END.finditer(text), None]:
        until = end.start(1) if end else len(text)
        yield Passage(passage.line + text.count("\n", 0, at), text[at:until])
        at = end.end() if end else until
