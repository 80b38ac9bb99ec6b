"""Headings as the checks want them: none of level 1, no level left out, ids where links lead."""

import re
from collections.abc import Collection
from urllib.parse import unquote

from portal.importing.model import Line
from portal.importing.rules.lines import with_code
from portal.kernel.text import slugify, squeeze

_ATX = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?[ \t]*$")
_CLOSING_MARKS = re.compile(r"[ \t]+#+[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(?P<mark>=+|-{2,})[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?P<inside>[#.][^{}]*)\}[ \t]*$")
_ID = re.compile(r"#([\w-]+)")
_MARKUP = re.compile(r"<[^<>]*>|[*_`]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BLOCKS = (">", "-", "*", "+", "|", "/", "<", "    ")
_DEEPEST = 6


def first_title(lines: list[Line]) -> str:
    """Return the words of the first heading of level 1, or an empty text."""
    for line, is_code in with_code(_as_atx(lines)):
        match = None if is_code else _ATX.match(line.text)
        if match and match["marks"] == "#":
            return plain(match["text"] or "")
    return ""


def settle(lines: list[Line], title: str) -> list[Line]:
    """Return `lines` with headings in order; one of level 1 that repeats `title` is left out."""
    atx = _as_atx(lines)
    found: list[Line] = []
    ids: set[str] = set()
    outline: list[int] = []
    shift = 1 if _has_first_levels(atx, title) else 0
    for line, is_code in with_code(atx):
        match = None if is_code else _ATX.match(line.text)
        if match is None:
            found.append(line)
            continue
        text, name = _taken_apart(match["text"] or "")
        level = len(match["marks"])
        if not text or (level == 1 and slugify(plain(text)) == slugify(title)):
            continue
        level = _in_order(outline, min(_DEEPEST, max(2, level + shift)))
        own = f" {{#{name}}}" if name and name not in ids else ""
        ids.add(name)
        found.append(Line(line.number, f"{'#' * level} {text}{own}"))
    return found


def _has_first_levels(lines: list[Line], title: str) -> bool:
    """Return whether headings of level 1 divide the text, so that all go one deeper."""
    for line, is_code in with_code(lines):
        match = None if is_code else _ATX.match(line.text)
        if match and match["marks"] == "#":
            words = slugify(plain(_taken_apart(match["text"] or "")[0]))
            if words and words != slugify(title):
                return True
    return False


def _in_order(outline: list[int], level: int) -> int:
    """Return the level, at most one below the heading above; `outline` holds the old levels."""
    while outline and outline[-1] >= level:
        outline.pop()
    outline.append(level)
    return min(_DEEPEST, len(outline) + 1)


def _as_atx(lines: list[Line]) -> list[Line]:
    """Return `lines` with underlined headings written with marks before them."""
    found: list[Line] = []
    is_text = False
    for line, is_code in with_code(lines):
        underline = None if is_code or not is_text else _SETEXT.match(line.text)
        if underline:
            words = squeeze(found[-1].text)
            found[-1] = Line(
                found[-1].number, f"{'#' if underline['mark'][0] == '=' else '##'} {words}"
            )
            is_text = False
            continue
        found.append(line)
        starts = line.text.startswith(_BLOCKS) or _ATX.match(line.text) is not None
        is_text = bool(line.text.strip()) and not is_code and not starts
    return found


def _taken_apart(text: str) -> tuple[str, str]:
    """Return a heading's words and the id that it has, or an empty one."""
    found = _ATTRIBUTES.search(text)
    name = _ID.search(found["inside"]) if found else None
    words = _CLOSING_MARKS.sub("", text[: found.start()] if found else text)
    return words.strip(" #\t"), name.group(1) if name else ""


def plain(text: str) -> str:
    """Return the words of a heading without markup."""
    return squeeze(_MARKUP.sub("", _LINK.sub(r"\1", _taken_apart(text)[0])))


def anchor_of(fragment: str) -> str:
    """Return how the part of an address behind `#` is written here."""
    return slugify(unquote(fragment)) or ""


def name_anchors(lines: list[Line], wanted: Collection[str]) -> tuple[list[Line], dict[str, str]]:
    """Give the headings that `wanted` fragments mean ids of their own.

    Returns the lines and the id for each fragment that was found; the others lead nowhere.
    """
    found: list[Line] = []
    ids: dict[str, str] = {}
    for line, is_code in with_code(lines):
        match = None if is_code else _ATX.match(line.text)
        if match is None:
            found.append(line)
            continue
        text, name = _taken_apart(match["text"] or "")
        meant = [w for w in wanted if w not in ids and _means(w, name, text)]
        if not meant:
            found.append(line)
            continue
        name = name or anchor_of(meant[0])
        ids |= dict.fromkeys(meant, name)
        found.append(Line(line.number, f"{match['marks']} {text} {{#{name}}}"))
    return found, ids


def _means(fragment: str, name: str, text: str) -> bool:
    words = slugify(plain(text))
    anchor = anchor_of(fragment)
    if not anchor:
        return False
    return anchor == slugify(name) or anchor in {words, words.lstrip("0123456789-")}
