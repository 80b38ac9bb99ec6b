"""Hugo's shortcodes, as Markdown of ours where they say something that we can say too."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from portal.importing.model import Line, Notes
from portal.importing.rules import callouts
from portal.importing.rules.lines import Held, as_code, with_code

_CALL = re.compile(
    r"\{\{(?P<mark>[<%])(?!/\*)\s*(?P<close>/)?\s*(?P<name>[\w./-]+)(?P<rest>.*?)/?\s*[>%]\}\}"
)
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}")
_UNCLOSED = re.compile(r"\{\{[<%](?:(?![>%]\}\}).)*$")
_ARGUMENT = re.compile(
    r'(?:(?P<key>[\w-]+)\s*=\s*)?(?:"(?P<a>[^"]*)"|`(?P<b>[^`]*)`|(?P<c>[^\s"`=]+))'
)
_LONGEST_CALL = 30
_CALL_OUTS = {"notice", "alert", "callout", "hint", "admonition", "note", "tip", "info", "warning",
              "caution", "danger", "important", "success", "error", "box", "panel"}  # fmt: skip
_FOLDS = {"details", "expand", "collapse", "accordion"}
_TABS = {"tab", "tabitem"}
_AROUND = {"tabs", "tabpane", "tabgroup", "steps", "columns", "column", "div", "section"}
_PLAIN = {*_AROUND, "highlight"}


def to_lines(lines: list[Line], notes: Notes) -> list[Line]:
    """Return `lines` without shortcodes. What has no counterpart stays, shown as code."""
    return _Shortcodes(notes).run(_whole_calls(lines))


def _whole_calls(lines: list[Line]) -> list[Line]:
    """Join the lines of a shortcode that goes over several."""
    joined: list[Line] = []
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        text = " ".join(part.text for part in waiting)
        if not _UNCLOSED.search(text):
            joined.append(Line(waiting[0].number, text))
            waiting = []
        elif len(waiting) > _LONGEST_CALL:
            joined += waiting
            waiting = []
    return joined + waiting


class _Shortcodes:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._open: list[tuple[str, str]] = []  # the name, and what closes it

    def run(self, lines: list[Line]) -> list[Line]:
        found: list[Line] = []
        for line, is_code in with_code(lines):
            if "{{" not in line.text:
                found.append(line)
            elif is_code:
                found.append(Line(line.number, _plain_braces(line.text)))
            else:
                found += self._line(line)
        ends = [end for _, end in reversed(self._open) if end]
        return [*found, *(Line(lines[-1].number, end) for end in ends)]

    def _line(self, line: Line) -> list[Line]:
        held = Held()
        text = held.hold_code(line.text)
        text = _CALL.sub(lambda match: self._call(match, line.number), text)
        pieces = text.split("\ue002")  # blocks stand on lines of their own
        texts = [_plain_braces(held.release(piece)) for piece in pieces]
        return [Line(line.number, said) for said in texts if said.strip() or len(texts) == 1]

    def _call(self, match: re.Match[str], line: int) -> str:
        name = match["name"].lower()
        if match["close"]:
            return self._close(match, name)
        named, listed = _arguments(match["rest"])
        simple = _simple(name, named, listed)
        if simple is not None:
            return simple
        block = self._block(name, named, listed)
        if block is not None:
            return f"\ue002{block}\ue002"
        self._notes.warn(
            line, "shortcode", f"no counterpart for the shortcode {name!r}: kept as text"
        )
        return as_code(match.group())

    def _close(self, match: re.Match[str], name: str) -> str:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == name:
                ends = [end for _, end in reversed(self._open[place:]) if end]
                del self._open[place:]
                return "\ue002" + "\ue002".join(ends) + "\ue002"
        return "" if _is_known(name) else as_code(match.group())

    def _block(self, name: str, named: Mapping[str, str], listed: list[str]) -> str | None:
        title = named.get("title") or named.get("summary") or named.get("name") or ""
        if name in _PLAIN:
            fence = f"```{listed[0] if listed else 'text'}"
            return self._opened(name, *((fence, "```") if name == "highlight" else ("", "")))
        if name in _TABS:
            return self._slashed(name, "tab", title or " ".join(listed[:1]) or "Tab")
        if name in _FOLDS:
            return self._slashed(name, "info", title or " ".join(listed))
        if name in _CALL_OUTS:
            said = [
                named.get("type", ""),
                named.get("style", ""),
                named.get("color", ""),
                *listed[:1],
            ]
            kind = callouts.kind_of(*(s for s in said if s), name) or "info"
            words = title or " ".join(listed[1:])
            return self._slashed(name, kind, words)
        return None

    def _slashed(self, name: str, kind: str, title: str) -> str:
        return self._opened(name, callouts.opening(kind, title), callouts.CLOSING)

    def _opened(self, name: str, start: str, end: str) -> str:
        self._open.append((name, end))
        return start


def _is_known(name: str) -> bool:
    return name in {*_CALL_OUTS, *_FOLDS, *_TABS, *_PLAIN}


def _plain_braces(text: str) -> str:
    return _ESCAPED.sub(lambda m: f"{{{{{m[1]} {m[2].strip()} {m[3]}}}}}", text)


def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    listed: list[str] = []
    for match in _ARGUMENT.finditer(text):
        value = next((v for v in (match["a"], match["b"], match["c"]) if v is not None), "")
        if match["key"]:
            named.setdefault(match["key"].lower(), value)
        else:
            listed.append(value)
    return named, listed


def _simple(name: str, named: Mapping[str, str], listed: list[str]) -> str | None:
    """Return what a shortcode without an inside says, or None for the others."""
    if name in {"ref", "relref"}:
        target = listed[0] if listed else named.get("path", "")
        return target if PurePosixPath(target).parts or target.startswith("#") else "#"
    if name in {"figure", "img", "image"}:
        source = named.get("src") or (listed[0] if listed else "")
        words = named.get("alt") or ""
        under = named.get("caption") or named.get("title") or ""
        shown = f"![{words}]({source})" if source else ""
        if named.get("link") and shown:
            shown = f"[{shown}]({named['link']})"
        return f"\ue002{shown}\ue002\ue002*{under}*\ue002" if under else shown
    return "" if name == "toc" else None
