"""What a text points to: articles, pages, other sites, pictures, variables."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from portal.articles.rules import (
    Reference,
    circle,
    is_snippet,
    links,
    outside_code,
    pictures,
    variables,
)
from portal.articles.rules.snippets import FOLDER, PREFIX
from portal.kernel.findings import Finding
from portal.writing.model import Manuscript, Shelf, World
from portal.writing.rules.text import without_code

PICTURE_TYPES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"})
_HARMLESS = frozenset({"https", "mailto", "tel"})
_BRACES = re.compile(r"\{\{(?!\s*[A-Za-z0-9_.-]*\s*\}\})")


def check(manuscript: Manuscript, shelf: Shelf, world: World) -> Iterator[Finding]:
    """Yield the references that lead nowhere, or where no article may lead."""
    for place, key in enumerate(manuscript.head.related):
        if not shelf.has(key):
            line = manuscript.line_of("related", place)
            message = f"related: there is no article {key!r}"
            yield manuscript.error(line, "unknown-related", message, key)
    for link in links(manuscript.source):
        yield from _link(manuscript, link, shelf, world)
    for picture in pictures(manuscript.source):
        if is_snippet(manuscript.path):
            message = "a snippet has no pictures: they lie beside an article"
            yield manuscript.error(picture.line, "snippet-picture", message)
        else:
            yield from _picture(manuscript, picture, world)
    yield from _variables(manuscript, shelf, world)


def _link(manuscript: Manuscript, link: Reference, shelf: Shelf, world: World) -> Iterator[Finding]:
    scheme, _, rest = link.target.partition(":")
    name, _, anchor = rest.partition("#")
    if link.target.startswith("{{") or scheme in _HARMLESS:
        return
    if link.target.startswith("#"):
        yield from _anchor(manuscript, link, manuscript, world)
    elif scheme == "article" and not shelf.has(name):
        message = f"there is no article {name!r}"
        yield manuscript.error(link.line, "unknown-article", message, name)
    elif scheme == "article" and anchor:
        yield from _anchor(manuscript, link, shelf.best(name, manuscript.head.locale), world)
    elif scheme in {"page", "flow"}:
        known = world.pages if scheme == "page" else world.flows
        if name.partition("?")[0] not in known:
            names = ", ".join(sorted(known))
            message = f"there is no {scheme} {name!r}: {names}"
            yield manuscript.error(link.line, f"unknown-{scheme}", message, name, names)
    elif scheme != "article":
        yield _elsewhere(manuscript, link)


def _anchor(
    manuscript: Manuscript, link: Reference, target: Manuscript | None, world: World
) -> Iterator[Finding]:
    anchor = link.target.partition("#")[2]
    if target is not None and anchor not in world.anchors(target):
        message = f"{target.path} has no heading #{anchor}"
        yield manuscript.error(link.line, "unknown-anchor", message, anchor, target.path)


def _elsewhere(manuscript: Manuscript, link: Reference) -> Finding:
    parts = urlsplit(link.target)
    if parts.scheme == "http":
        message = f"{link.target}: link to https:// addresses only"
        return manuscript.error(link.line, "http-link", message, link.target)
    if parts.scheme or link.target.startswith("//"):
        message = f"{link.target}: only https, mailto and tel lead out of the portal"
        return manuscript.error(link.line, "unsafe-link", message, link.target)
    hint = "article:KEY" if parts.path.endswith(".md") else "article:KEY or page:NAME"
    message = f"{link.target}: write {hint}"
    return manuscript.error(link.line, "relative-link", message, link.target)


def _picture(manuscript: Manuscript, picture: Reference, world: World) -> Iterator[Finding]:
    def error(code: str, message: str) -> Finding:
        return manuscript.error(picture.line, code, f"{picture.target}: {message}", picture.target)

    if urlsplit(picture.target).scheme or picture.target.startswith("/"):
        yield error("picture-elsewhere", "put the picture beside the article")
    elif PurePosixPath(picture.target).suffix.lower() not in PICTURE_TYPES:
        yield error("picture-type", f"use one of {', '.join(sorted(PICTURE_TYPES))}")
    elif _beside(manuscript, picture) not in world.pictures:
        yield error("picture-missing", "there is no such file")
    if not picture.alt:
        yield error("picture-alt", "say in the brackets what the picture shows")
    if not picture.has_size:
        yield error("picture-size", "give the size, so that the text stays: {width=… height=…}")


def _beside(manuscript: Manuscript, picture: Reference) -> str:
    parts: list[str] = []
    for part in (manuscript.path.parent / picture.target).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _snippet(manuscript: Manuscript, use: Reference, shelf: Shelf) -> Iterator[Finding]:
    locale, name = manuscript.head.locale, use.target.removeprefix(PREFIX)
    if name not in shelf.snippet_texts[locale]:
        message = f"there is no {locale}/{FOLDER}/{name}.md"
        yield manuscript.error(use.line, "unknown-snippet", message, name, locale)
    elif way := circle(name, shelf.snippet_uses[locale]):
        circled = " > ".join(way)
        message = f"goes round in a circle: {circled}"
        yield manuscript.error(use.line, "snippet-circle", message, circled)


def _variables(manuscript: Manuscript, shelf: Shelf, world: World) -> Iterator[Finding]:
    known = world.variables.get(manuscript.head.locale, {})
    for variable in variables(manuscript.source):
        if variable.target.startswith(PREFIX):
            yield from _snippet(manuscript, variable, shelf)
        elif variable.target not in known:
            message = f"site.yml and policy.yml have no {{{{ {variable.target} }}}}"
            yield manuscript.error(variable.line, "unknown-variable", message, variable.target)
    for number, line in outside_code(manuscript.source):
        if _BRACES.search(without_code(line)):
            message = "this {{ begins no variable: write {{ name.of.value }}"
            yield manuscript.error(number, "unknown-variable", message)
