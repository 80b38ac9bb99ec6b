"""Other systems' words for call-outs, and blocks of ours around a text."""

from portal.importing.model import Line
from portal.importing.rules.lines import outside_code, with_code
from portal.kernel.text import squeeze

_KINDS = {
    "info": "note info abstract summary tldr todo question help faq example quote cite seealso "
    "hint tip important primary secondary blue purple neutral light",
    "ok": "success check done ok green",
    "warn": "warning warn caution attention yellow orange",
    "danger": "danger error failure fail missing bug red critical",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}


def kind_of(*words: str) -> str | None:
    """Return the call-out of ours that the first known one of `words` means, or None."""
    for word in words:
        for part in (word.lower(), *reversed(word.lower().replace("_", "-").split("-"))):
            if part in _KIND_OF:
                return _KIND_OF[part]
    return None


def opening(kind: str, title: str = "") -> str:
    """Return the line that opens a block; `nest` gives it its slashes."""
    words = squeeze(title).replace("|", "-")
    return f"/// {kind} | {words}" if words else f"/// {kind}"


CLOSING = "///"


def guard(lines: list[Line]) -> list[Line]:
    """Return `lines` without what would be taken for a block of ours."""
    return outside_code(
        lines, lambda line: line.text.replace("///", "\\///", 1) if is_edge(line) else line.text
    )


def is_edge(line: Line) -> bool:
    """Return whether a block begins or ends in `line`."""
    return line.text.lstrip().startswith("///")


def nest(lines: list[Line]) -> list[Line]:
    """Give every block more slashes than those inside it have."""
    marked = list(with_code(lines))
    heights: dict[int, int] = {}
    opened: list[tuple[int, int]] = []  # where it begins, and the highest block inside
    for place, (line, is_code) in enumerate(marked):
        if is_code or not is_edge(line):
            continue
        if line.text.strip() != CLOSING:
            opened.append((place, 0))
        elif opened:
            start, inner = opened.pop()
            heights[start] = heights[place] = inner + 1
            if opened:
                opened[-1] = (opened[-1][0], max(opened[-1][1], inner + 1))
    return [
        Line(line.number, line.text.replace("///", "/" * (2 + heights[place]), 1))
        if place in heights
        else line
        for place, (line, _) in enumerate(marked)
    ]
