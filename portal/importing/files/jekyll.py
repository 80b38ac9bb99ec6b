"""A Jekyll site: pages, posts with the day in their names, collections."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from portal.importing.files.site import read_pages, read_settings
from portal.importing.files.tree import Tree
from portal.importing.model import Form, Page, Stock
from portal.importing.rules.matter import flag_of, text_of, texts_of
from portal.importing.rules.pages import Named, describe, has_text, take_apart

_MACHINERY = frozenset(
    {"_site", "_includes", "_layouts", "_sass", "_data", "_plugins", "vendor", "assets"}
)
_POST = re.compile(r"(?P<day>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.+)")


def fits(tree: Tree) -> bool:
    """Return whether `tree` looks like a Jekyll site."""
    return tree.find("_config.yml", "_config.yaml") is not None or tree.has_folder("_posts")


def read(tree: Tree, name: str) -> Stock:
    """Return what the site holds. A file without front matter is no page."""
    settings = read_settings(tree, "_config.yml", "_config.yaml")
    base, url = text_of(settings, "baseurl"), text_of(settings, "url")
    languages = frozenset(texts_of(settings, "languages"))
    return Stock(
        form=Form.JEKYLL,
        name=name,
        pages=tuple(_pages(tree, languages)),
        pictures=frozenset(tree.files),
        roots=(PurePosixPath(), PurePosixPath("assets")),
        bases=(f"{url}{base}", url, base),
        language=text_of(settings, "lang", "locale", "default_lang"),
    )


def _pages(tree: Tree, languages: frozenset[str]) -> Iterator[Page]:
    for path, matter in read_pages(tree, lambda path: not _MACHINERY & set(path.parts)):
        if matter.data is None:
            continue
        day, named = _named(path, languages)
        page = Page(**describe(matter, path, named))
        is_draft = "_drafts" in path.parts or not flag_of(matter.data, "published", default=True)
        category = _category(matter.data, named)
        page = replace(page, category=category, is_draft=page.is_draft or is_draft)
        if has_text(page):
            yield replace(page, addresses=_addresses(page, matter.data, named, day))


def _named(path: PurePosixPath, languages: frozenset[str]) -> tuple[str, Named]:
    """Return the day in the name of a post, or nothing, and the rest of its path."""
    named = take_apart(path, languages)
    post = _POST.fullmatch(named.name)
    folders = tuple(f for f in named.folders if f not in {"_posts", "_drafts"})
    folders = tuple(f.removeprefix("_") for f in folders)
    if post is None:
        return "", replace(named, folders=folders)
    return post["day"], replace(named, folders=folders, name=post["name"])


def _category(data: Mapping[str, Any], named: Named) -> str:
    said = texts_of(data, "categories", "category", separator=" ")
    return next(iter(said), "") or next(iter(named.folders), "")


def _addresses(page: Page, data: Mapping[str, Any], named: Named, day: str) -> tuple[str, ...]:
    """Return the addresses that Jekyll may have given the page: which, a setting decides."""
    categories = texts_of(data, "categories", "category", separator=" ") or named.folders
    usual = posixpath.join("/", *named.folders, named.name)
    dated = posixpath.join("/", *categories, *day.split("-"), named.name) if day else ""
    plain = posixpath.join("/", named.name) if day else ""
    found = (
        text_of(data, "permalink"),
        dated,
        usual,
        plain,
        *texts_of(data, "redirect_from"),
        f"/{page.origin}",
        f"/_posts/{PurePosixPath(page.origin).name}" if day else "",
    )
    return tuple(dict.fromkeys(a for a in found if a and ":" not in a))
