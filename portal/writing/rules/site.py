"""The provider's files beyond their format: the articles, icons and topics that they name."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath
from typing import Any

from portal.kernel.findings import Finding, Level
from portal.kernel.yamlmap import Document, Path
from portal.writing.model import Shelf

_VALUE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]*)\s*\}\}")
_LINK = re.compile(r"\]\(\s*([^)]*?)\s*\)")


def check_top(path: PurePath, document: Document, shelf: Shelf) -> Iterator[Finding]:
    """Yield the articles that `site.yml` puts first and nobody has written."""
    for place, category in enumerate(_list(document.data, "categories")):
        for number, key in enumerate(_list(category, "top")):
            if not shelf.has(str(key)):
                line = document.line_of(("categories", place, "top", number))
                message = f"top: there is no article {key!r}"
                yield Finding(path, line, "unknown-article", message, Level.WARNING)


def check_icons(path: PurePath, document: Document, icons: Collection[str]) -> Iterator[Finding]:
    """Yield the icons that `site.yml` names and the portal does not draw."""
    for part in ("categories", "channels"):
        for place, entry in enumerate(_list(document.data, part)):
            name = entry.get("icon") if isinstance(entry, dict) else None
            if name is not None and name not in icons:
                line = document.line_of((part, place, "icon"))
                yield Finding(path, line, "unknown-icon", f"there is no icon {name!r}")


def check_articles(path: PurePath, document: Document, shelf: Shelf) -> Iterator[Finding]:
    """Yield every `article:` and `articles:` of a file that names none of ours."""
    for place, key in _named(document.data, ()):
        if not shelf.has(key):
            line = document.line_of(place)
            yield Finding(path, line, "unknown-article", f"there is no article {key!r}")


def check_texts(path: PurePath, document: Document, values: Collection[str]) -> Iterator[Finding]:
    """Yield the values and links in a file's texts that its readers would get as braces."""
    for place, text in _texts(document.data, ()):
        line = document.line_of(place)
        for match in _VALUE.finditer(text):
            if match[1] not in values:
                message = f"site.yml and policy.yml have no {{{{ {match[1]} }}}}"
                yield Finding(path, line, "unknown-variable", message)
        for match in _LINK.finditer(text):
            if not match[1].startswith(("https://", "{{")):
                message = f"{match[1]}: only https:// addresses are links here; name an article"
                yield Finding(path, line, "unsafe-link", message)


def _texts(value: Any, place: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401  # plain data
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*place, number))


def _named(value: Any, place: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401  # plain data
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "article" and isinstance(inner, str):
                yield (*place, key), inner
            elif key == "articles" and isinstance(inner, list):
                yield from (((*place, key, n), str(name)) for n, name in enumerate(inner))
            else:
                yield from _named(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _named(inner, (*place, number))


def _list(value: Any, key: str) -> list[Any]:  # noqa: ANN401
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
