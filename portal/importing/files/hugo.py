"""A Hugo site: pages in `content`, bundles with their pictures, front matter in three forms."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from portal.importing.files.site import read_pages, read_settings
from portal.importing.files.tree import Tree
from portal.importing.model import Form, Page, Stock
from portal.importing.rules.matter import text_of, texts_of
from portal.importing.rules.pages import describe, has_text, own_name, take_apart

_SETTINGS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for ending in ("toml", "yaml", "yml", "json")
)


def fits(tree: Tree) -> bool:
    """Return whether `tree` looks like a Hugo site."""
    return (
        tree.has_folder("content") or tree.find("hugo.toml", "hugo.yaml", "hugo.json") is not None
    )


def read(tree: Tree, name: str) -> Stock:
    """Return what the site holds."""
    settings = read_settings(tree, *_SETTINGS)
    languages = settings.get("languages")
    tags = frozenset(languages) if isinstance(languages, dict) else frozenset[str]()
    root = PurePosixPath("content") if tree.has_folder("content") else PurePosixPath()
    return Stock(
        form=Form.HUGO,
        name=name,
        pages=tuple(_pages(tree, root, tags)),
        pictures=frozenset(tree.files),
        roots=(PurePosixPath("static"), PurePosixPath("assets"), root, PurePosixPath()),
        bases=(text_of(settings, "baseURL", "baseurl", "baseUrl"),),
        language=text_of(settings, "defaultContentLanguage", "languageCode"),
    )


def _pages(tree: Tree, root: PurePosixPath, tags: frozenset[str]) -> Iterator[Page]:
    for path, matter in read_pages(tree, lambda path: path.is_relative_to(root)):
        inside = path.relative_to(root)
        named = take_apart(inside, tags)
        fields = describe(matter, path, named)
        data: Mapping[str, Any] = matter.data or {}
        category = next(iter(texts_of(data, "categories", "category")), "") or next(
            iter(named.folders), ""
        )
        page = Page(**{**fields, "origin": str(inside), "folder": inside.parent})
        page = replace(
            page, category=category, addresses=_addresses(page, data, inside, named.folders)
        )
        if has_text(page) and text_of(data, "type") != "redirect":
            yield replace(page, slug=page.slug or own_name(named))


def _addresses(
    page: Page, data: Mapping[str, Any], path: PurePosixPath, folders: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the page's path on the site, then its older ones, then those of its file."""
    is_index = path.stem.split(".")[0] in {"index", "_index"}
    above = folders[:-1] if is_index else folders
    usual = posixpath.join("/", *above, page.slug) + "/"
    if is_index and not folders:
        usual = "/"
    own = text_of(data, "url") or usual
    aliases = (
        alias if alias.startswith("/") else posixpath.join("/", *above, alias)
        for alias in texts_of(data, "aliases")
    )
    prefix = f"/{page.language}" if page.language else ""
    bare = posixpath.join("/", *folders, path.stem.split(".")[0])
    found = (own, prefix + own, *aliases, f"/{path}", bare, prefix + bare)
    return tuple(dict.fromkeys(address for address in found if address))
