"""Front matter in the three forms that site generators know: YAML, TOML and JSON."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal.importing.model import Matter
from portal.kernel.text import plain_line_ends, squeeze, strip_controls
from portal.kernel.yamlmap import read_yaml

_FENCES = ("---", "+++")
_LONGEST_ITEM = 80


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` as editors count them."""
    return plain_line_ends(text.removeprefix("\ufeff")).split("\n")


def read_matter(text: str) -> Matter:
    """Return the front matter of `text` and its body. Never raises: see `problems`."""
    lines = split_lines(text)
    fence = lines[0].rstrip()
    if fence not in _FENCES:
        return _json(lines) if lines[0].startswith("{") and "}" in text else Matter(None, text)
    closing = {fence, "..."} if fence == "---" else {fence}
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in closing), None)
    if end is None and fence == "---":
        return Matter(None, text)  # a rule, and no front matter below it
    if end is None:
        return Matter(None, text, 1, ((1, "the front matter is not closed"),))
    head, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    read = _yaml if fence == "---" else _toml
    data, problems = read(head)
    return Matter(data, body, end + 2, problems)


_Read = tuple[Mapping[str, Any] | None, tuple[tuple[int, str], ...]]


def _yaml(text: str) -> _Read:
    document = read_yaml(text, first_line=2)
    if document.data is None and not document.problems:
        return {}, ()
    if not isinstance(document.data, dict):
        said = document.problems[0] if document.problems else None
        line, message = (said.line, said.message) if said else (2, "is not keys and values")
        return None, ((line, f"front matter: {message}"),)
    return document.data, ()  # a bare `yes` or a key that stands twice is no reason to stop


def _toml(text: str) -> _Read:
    try:
        return tomllib.loads(text), ()
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, ((2, f"front matter: not valid TOML: {error}"),)


def _json(lines: list[str]) -> Matter:
    """Return the object at the beginning, which ends where its braces close."""
    text = "\n".join(lines)
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return Matter(None, text)  # a text that begins with a brace, such as a shortcode
    if not isinstance(data, dict):
        return Matter(None, text)
    return Matter(data, text[end:].removeprefix("\n"), text.count("\n", 0, end) + 2)


def text_of(data: Mapping[str, Any], *names: str) -> str:
    """Return the first of `names` that says something, on one line; empty where none does."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str | int | float | date) and not isinstance(value, bool):
            said = squeeze(strip_controls(str(value)))
            if said:
                return said
    return ""


def texts_of(data: Mapping[str, Any], *names: str, separator: str | None = None) -> tuple[str, ...]:
    """Return all that `names` list, without doubles; a single text may hold several."""
    found: list[str] = []
    for name in names:
        value = data.get(name)
        if isinstance(value, str):
            value = value.split(separator) if separator else [value]
        if isinstance(value, list | tuple):
            items = (squeeze(strip_controls(str(v))) for v in value if _is_plain(v))
            found += (item for item in items if item and len(item) <= _LONGEST_ITEM)
    return tuple(dict.fromkeys(found))


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | datetime) and not isinstance(value, bool)


def flag_of(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Return whether `name` says yes, in any of the ways that people write it."""
    value = data.get(name, default)
    if isinstance(value, str):
        return value.strip().lower() in {"true", "yes", "on", "y", "1"}
    return bool(value)
