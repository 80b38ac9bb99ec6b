"""The routes of the portal, and addresses to try them with."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def rules(app: Flask, *, writing: bool) -> list[Rule]:
    """Return the rules of `app` that change something, or those that only show."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if bool((rule.methods or set()) & WRITING) == writing
    ]
    return sorted(found, key=str)


def address(rule: Rule, value: str = "x") -> str:
    """Return an address that `rule` takes, `value` standing for each of its parts."""
    parts: Iterator[str] = (
        text if not is_dynamic else "en" if text == "locale" else quote(value, safe="")
        for is_dynamic, text in _trace(rule)
    )
    return "".join(parts)


def _trace(rule: Rule) -> Iterator[tuple[bool, str]]:
    for is_dynamic, text in rule._trace:  # nothing public tells parts apart
        if text != "|":
            yield is_dynamic, text
