"""An MkDocs site: pages in `docs`, and a navigation that gives them titles and sections."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from portal.importing.files.site import read_pages, read_settings
from portal.importing.files.tree import Tree
from portal.importing.model import Form, Page, Stock
from portal.importing.rules.matter import text_of, texts_of
from portal.importing.rules.mkdocs import NavItem, read_nav
from portal.importing.rules.pages import describe, has_text, take_apart


def fits(tree: Tree) -> bool:
    """Return whether `tree` looks like an MkDocs site."""
    return tree.find("mkdocs.yml", "mkdocs.yaml") is not None


def read(tree: Tree, name: str) -> Stock:
    """Return what the site holds."""
    settings = read_settings(tree, "mkdocs.yml", "mkdocs.yaml")
    docs = PurePosixPath(text_of(settings, "docs_dir") or "docs")
    if (
        ".." in docs.parts
        or docs.is_absolute()
        or not tree.has_folder(docs.parts[0] if docs.parts else "")
    ):
        docs = PurePosixPath()
    nav = dict(read_nav(settings.get("nav")))
    theme = settings.get("theme")
    language = text_of(theme, "language", "locale") if isinstance(theme, dict) else ""
    return Stock(
        form=Form.MKDOCS,
        name=name,
        pages=tuple(_pages(tree, docs, nav)),
        pictures=frozenset(tree.files),
        roots=(docs,),
        bases=(text_of(settings, "site_url"),),
        language=language,
    )


def _pages(tree: Tree, docs: PurePosixPath, nav: dict[str, NavItem]) -> Iterator[Page]:
    for path, matter in read_pages(tree, lambda path: path.is_relative_to(docs)):
        inside = path.relative_to(docs)
        named = take_apart(inside, frozenset())
        found = nav.get(str(inside), NavItem("", ""))
        fields = describe(matter, path, named)
        page = Page(**{**fields, "origin": str(inside), "folder": inside.parent})
        first = next(iter(texts_of(matter.data or {}, "category", "categories")), "")
        category = first or found.section or next(iter(named.folders), "")
        address = posixpath.join("/", *named.folders, named.name)
        prefix = f"/{page.language}" if page.language else ""
        addresses = tuple(dict.fromkeys((address + "/", prefix + address + "/", f"/{inside}")))
        page = replace(
            page, category=category, title=found.title or page.title, addresses=addresses
        )
        if has_text(page):
            yield page
