"""Links and pictures in Markdown, each handed to somebody who knows where it leads."""

import re
from typing import Protocol

from portal.importing.model import Line
from portal.importing.rules.lines import Held, with_code

_TARGET = (
    r"\(\s*(?:<(?P<a>[^<>]*)>|(?P<b>(?:[^()\s]|\([^()\s]*\))*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_PICTURE = re.compile(rf"!\[(?P<text>[^\[\]]*)\]{_TARGET}(?:\{{[^{{}}]*\}})?")
_LINK = re.compile(rf"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]{_TARGET}(?:\{{:?[^{{}}]*\}})?")
_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]^]+)\]:\s*<?(?P<to>[^\s>]+)>?\s*(?:[\"'(].*)?$")
_REFERENCE = re.compile(r"\[(?P<text>[^\[\]]*)\](?:\[(?P<name>[^\[\]]*)\])?(?![\(:\[])")
_LIKE_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:")
_ESCAPE = re.compile(r"\\\]\(|\\[\[\]()!\\]")
_LONGEST = 20_000


class Linker(Protocol):
    """Knows where links and pictures lead; each answer is Markdown."""

    def link(self, text: str, target: str, line: int) -> str:
        """Return the link, or its text where it leads nowhere."""
        ...

    def picture(self, alt: str, source: str, line: int) -> str:
        """Return the picture, or its words where there is none."""
        ...


def relink(lines: list[Line], linker: Linker) -> list[Line]:
    """Return `lines` with every link and picture as `linker` has it, written on the spot."""
    lines = _together(lines)
    targets, lines = _definitions(lines)
    found: list[Line] = []
    for line, is_code in with_code(lines):
        if is_code or ("[" not in line.text and "](" not in line.text):
            found.append(line)
        elif len(line.text) > _LONGEST:
            found.append(Line(line.number, _sealed(line.text)))
        else:
            found.append(Line(line.number, _relinked(line, targets, linker)))
    return found


def _relinked(line: Line, targets: dict[str, str], linker: Linker) -> str:
    held = Held()
    text = held.hold_code(line.text)
    text = _ESCAPE.sub(lambda match: held.hold(match.group().replace("](", "]&#40;")), text)
    if targets:
        text = _REFERENCE.sub(lambda match: _inline(match, targets), text)

    def picture(match: re.Match[str]) -> str:
        words = held.release(match["text"])
        return held.hold(linker.picture(words, held.release(_target(match)), line.number))

    def link(match: re.Match[str]) -> str:
        return held.hold(linker.link(match["text"], held.release(_target(match)), line.number))

    return held.release(_sealed(_LINK.sub(link, _PICTURE.sub(picture, text))))


def _sealed(text: str) -> str:
    """Return `text` in which what was no link cannot be taken for one."""
    text = text.replace("](", "]&#40;").replace("![", "!&#91;")
    return _LIKE_DEFINITION.sub(lambda match: match.group().replace("[", "&#91;", 1), text)


def _target(match: re.Match[str]) -> str:
    return (match["a"] if match["a"] is not None else match["b"] or "").strip()


def _inline(match: re.Match[str], targets: dict[str, str]) -> str:
    to = targets.get((match["name"] or match["text"]).strip().lower())
    return match.group() if to is None else f"[{match['text']}](<{to}>)"


def _definitions(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    """Return the addresses that stand apart from their links, and the lines without them."""
    targets: dict[str, str] = {}
    kept: list[Line] = []
    for line, is_code in with_code(lines):
        match = None if is_code else _DEFINITION.match(line.text)
        if match:
            targets.setdefault(match["name"].strip().lower(), match["to"])
        else:
            kept.append(line)
    return targets, kept


def _together(lines: list[Line]) -> list[Line]:
    """Join the two lines over which a link's text goes."""
    found: list[Line] = []
    is_open = False
    for line, is_code in with_code(lines):
        if is_open and not is_code and "](" in line.text and line.text.strip():
            found[-1] = Line(found[-1].number, f"{found[-1].text.rstrip()} {line.text.strip()}")
        else:
            found.append(line)
        text = Held().hold_code(found[-1].text)
        is_open = not is_code and text.rfind("[") > text.rfind("]")
    return found
