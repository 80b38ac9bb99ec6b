"""Changing the front matter of a text: what changed is written anew, the other lines stay.

Values come as a form has them, so a bad one is written too, and reading the text says what is
wrong with it and in which line.
"""

import json
import re
from collections.abc import Mapping

from portal.articles.model import FrontMatter
from portal.kernel.text import plain_line_ends, squeeze, strip_controls

Value = str | tuple[str, ...]

KEYS = (
    "key", "title", "slug", "summary", "category", "locale", "kind", "keywords", "products",
    "applies_to", "related", "status", "owner", "checked", "review_by", "redirect_from",
)  # fmt: skip
LISTS = frozenset({"keywords", "products", "applies_to", "related", "redirect_from"})
_QUOTED = frozenset({"title", "summary"})
_FENCE = "---"
_STARTS = re.compile(r"([a-z_]+)\s*:")
_PLAIN = re.compile(r"[a-zA-Z\u00c0-\u017e][\w\u00c0-\u017e ./-]*(?<![ ])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRAPS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


def values_of(head: FrontMatter) -> dict[str, Value]:
    """Return what `head` says, as a form shows it."""
    found: dict[str, Value] = {}
    for key in KEYS:
        value = getattr(head, key)
        if key in LISTS:
            found[key] = tuple(str(item) for item in value)
        else:
            found[key] = "" if value is None else str(value)
    return found


def clean_value(value: Value) -> Value:
    """Return `value` on one line, without what nobody sees; a list without its empty items."""
    if isinstance(value, tuple):
        items = (squeeze(strip_controls(item)) for item in value)
        return tuple(dict.fromkeys(item for item in items if item))
    return squeeze(strip_controls(value))


def rewrite(text: str, values: Mapping[str, Value], body: str | None = None) -> str:
    """Return `text` with those of `values` in its head, and with `body` where one is given."""
    head, old_body = split(text)
    keyed = chunks(head)
    for key, value in values.items():
        _put(keyed, key, clean_value(value))
    lines = [line for chunk in keyed.values() for line in chunk]
    kept = old_body if body is None else body
    return "\n".join([_FENCE, *lines, _FENCE, plain_line_ends(kept)])


def split(text: str) -> tuple[list[str], str]:
    """Return the lines of the head without its fences, and the body."""
    lines = plain_line_ends(text.removeprefix("\ufeff")).split("\n")
    if lines[0].strip() != _FENCE:
        return [], "\n".join(lines)
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return lines[1:number], "\n".join(lines[number + 1 :])
    return lines[1:], ""


def chunks(head: list[str]) -> dict[str, list[str]]:
    """Return the lines of each key; what stands before the first has the empty key."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in head:
        start = _STARTS.match(line)
        if start and start.group(1) not in found:
            key = start.group(1)
        found.setdefault(key, []).append(line)
    return found


def _put(keyed: dict[str, list[str]], key: str, value: Value) -> None:
    """Write `value` in place of the lines of `key`; remarks after them stay."""
    remarks = [line for line in keyed.get(key, [])[1:] if line.lstrip().startswith("#")]
    if key not in keyed and not value:
        return
    keyed[key] = [f"{key}: {written(key, value)}".rstrip(), *remarks]


def written(key: str, value: Value) -> str:
    """Return `value` in YAML, in the form that articles have here."""
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(item) for item in value)}]"
    if key in _QUOTED or (not value and key == "owner"):
        return json.dumps(value, ensure_ascii=False)  # JSON's strings are YAML's too
    return value if _DATE.fullmatch(value) or not value else _scalar(value)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _TRAPS:
        return text
    return json.dumps(text, ensure_ascii=False)


def changed(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of `new` that say something else than `old`."""
    return {key: value for key, value in new.items() if clean_value(value) != old.get(key)}
