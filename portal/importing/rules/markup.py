"""HTML in Markdown: what articles may hold stays, pictures and links become Markdown, and the rest
is shown as the text it is."""

import re
from collections.abc import Callable
from html import unescape

from portal.importing.model import Line, Notes
from portal.importing.rules.lines import Held, outside_code, with_code

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(
    r"^ {0,3}<(?P<name>pre|script|style|iframe|svg|video|audio|form|object|math|textarea|select)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])(?P<rest>[^<>]*)(?P<end>/?>)?")
_PICTURE = re.compile(r"<img\b(?P<rest>[^<>]*?)/?>", re.IGNORECASE)
_LINK = re.compile(r"<a\b(?P<rest>[^<>]*)>(?P<text>[^<>]*)</a\s*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s+(?:name|id)=[\"'][\w-]+[\"']\s*(?:/>|>\s*</a>|>)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+))"
)
_AUTOLINK = re.compile(r"<(?P<to>(?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w.-]+\.\w+)>")
_POINTED = re.compile(r"\]\(\s*<[^<>]*>|^\s*\[[^\]^]+\]:\s*<[^<>]*>")
_INNER_TAG = re.compile(r"<[^<>]*>")
_STRUCK = re.compile(r"~~(?=\S)([^~]+?)~~")
_NOTE = re.compile(r"\[\^(?P<name>[\w-]+)\](?P<colon>:)?")


def fence_blocks(lines: list[Line], notes: Notes) -> list[Line]:
    """Return `lines` with the elements that go over lines and are no text of ours as code."""
    return _Blocks(notes).run(lines)


def to_lines(lines: list[Line], keeps: Callable[[str], bool], notes: Notes) -> list[Line]:
    """Return `lines` with no HTML but the elements that `keeps` takes, by their names."""
    return _Markup(keeps, notes).run(_without_comments(lines))


def last_look(lines: list[Line], keeps: Callable[[str], bool], notes: Notes) -> list[Line]:
    """Return `lines` without what only seemed to be the address of a link."""
    return _Markup(keeps, notes, is_last=True).run(lines)


def _without_comments(lines: list[Line]) -> list[Line]:
    """Drop what HTML hides; a comment that is never closed is a text."""
    found: list[Line] = []
    hidden: list[Line] = []
    for line, is_code in with_code(lines):
        text = line.text if is_code else _COMMENT.sub("", line.text)
        if hidden:
            hidden.append(line)
            if "-->" in line.text:
                found[-1] = Line(found[-1].number, found[-1].text.partition("<!--")[0])
                found.append(Line(line.number, line.text.partition("-->")[2]))
                hidden = []
        elif not is_code and "<!--" in Held().hold_code(text):
            found.append(Line(line.number, text))
            hidden = [line]
        elif text.strip() or not line.text.strip() or is_code:
            found.append(Line(line.number, text))
    return found + hidden[1:]


class _Markup:
    def __init__(
        self, keeps: Callable[[str], bool], notes: Notes, *, is_last: bool = False
    ) -> None:
        self._keeps, self._notes, self._is_last = keeps, notes, is_last
        self._footnotes = False

    def run(self, lines: list[Line]) -> list[Line]:
        return outside_code(lines, self._line)

    def _line(self, line: Line) -> str:
        text = line.text
        if not any(mark in text for mark in ("<", "~~", "[^")):
            return text
        held = Held()
        text = held.hold_code(text)
        if not self._is_last:
            text = _POINTED.sub(lambda m: held.hold(m.group()), text)
            text = _PICTURE.sub(lambda m: held.hold(_picture(m["rest"])), _ANCHOR.sub("", text))
            text = _LINK.sub(lambda m: held.hold(_link(m)), text)
            text = _AUTOLINK.sub(lambda m: held.hold(_autolink(m["to"])), text)
        text = _TAG.sub(lambda m: self._tag(m, line.number), text)
        text = _STRUCK.sub(r"<del>\1</del>", text)
        text = _NOTE.sub(lambda m: self._note(m, line.number), text)
        return held.release(text)

    def _tag(self, match: re.Match[str], line: int) -> str:
        name = match["name"].lower()
        if self._keeps(name) and match["end"]:
            return match.group()
        if not match.group().startswith("</"):
            self._notes.warn(line, "html", f"no counterpart for <{name}>: kept as text")
        return "&lt;" + match.group()[1:].replace(">", "&gt;")

    def _note(self, match: re.Match[str], line: int) -> str:
        if not self._footnotes:
            self._notes.warn(line, "footnote", "footnotes are brought as raised numbers")
        self._footnotes = True
        return f"<sup>{match['name']}</sup>"


class _Blocks:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def run(self, lines: list[Line]) -> list[Line]:
        marked = list(with_code(lines))
        found: list[Line] = []
        place = 0
        while place < len(marked):
            line, is_code = marked[place]
            block = None if is_code else _BLOCK.match(line.text)
            end = _end(marked, place, block["name"].lower()) if block else None
            if block and end is not None:
                found += self._block(
                    [item for item, _ in marked[place : end + 1]], block["name"].lower()
                )
                place = end + 1
                continue
            found.append(line)
            place += 1
        return found

    def _block(self, lines: list[Line], name: str) -> list[Line]:
        first, last = lines[0].number, lines[-1].number
        if name != "pre":
            self._notes.warn(first, "html", f"no counterpart for <{name}>: kept as text")
            inside = lines
        else:
            text = unescape(_INNER_TAG.sub("", "\n".join(line.text for line in lines)))
            inside = [Line(first + n, t) for n, t in enumerate(text.strip("\n").split("\n"))]
        mark = "~~~" if any("```" in line.text for line in inside) else "```"
        language = "" if name == "pre" else "html"
        return [
            Line(first, ""),
            Line(first, f"{mark}{language}"),
            *inside,
            Line(last, mark),
            Line(last, ""),
        ]


def _end(marked: list[tuple[Line, bool]], start: int, name: str) -> int | None:
    """Return where the element that opens at `start` is closed, or None."""
    closing = re.compile(rf"</{name}\s*>|^[^<]*<{name}\b[^<>]*/>", re.IGNORECASE)
    for place in range(start, len(marked)):
        if closing.search(marked[place][0].text):
            return place
    return None


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of an HTML tag by their names in small letters."""
    return {
        m["key"].lower(): unescape(next((v for v in (m["a"], m["b"], m["c"]) if v is not None), ""))
        for m in _ATTRIBUTE.finditer(text)
    }


def bracketed(text: str) -> str:
    """Return `text` as it may stand between a link's brackets."""
    return text.replace("[", "(").replace("]", ")").replace("\n", " ").strip()


def _picture(rest: str) -> str:
    said = attributes(rest)
    return f"![{bracketed(said.get('alt', ''))}](<{_address(said.get('src', ''))}>)"


def _link(match: re.Match[str]) -> str:
    said = attributes(match["rest"])
    to = said.get("href", "")
    return f"[{bracketed(match['text'])}](<{_address(to)}>)" if to else match["text"]


def _autolink(to: str) -> str:
    return f"[{to.removeprefix('mailto:')}]({'mailto:' * ('@' in to and ':' not in to)}{to})"


def _address(text: str) -> str:
    return re.sub(r"[<>\s]+", " ", text).strip()
