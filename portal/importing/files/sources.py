"""Another system's articles, whichever system it is."""

from pathlib import Path

from portal.importing.files import exports, hugo, jekyll, mkdocs
from portal.importing.files.tree import Tree, walk
from portal.importing.model import Form, Stock
from portal.kernel.errors import Invalid

_SITES = {Form.MKDOCS: mkdocs, Form.JEKYLL: jekyll, Form.HUGO: hugo}


def open_source(source: Path, form: Form | None, name: str) -> tuple[Stock, Tree]:
    """Return what is at `source`, and its files. Raises Invalid where it is no form we know."""
    tree = walk(source)
    found = form or _guess(tree)
    if found is None:
        raise Invalid(f"{source}: cannot tell which system this is from; say it with --from.")
    name = name or _name(source, found)
    if found in _SITES:
        return _SITES[found].read(tree, name), tree
    return exports.read(tree, name, found), tree


def _guess(tree: Tree) -> Form | None:
    for form, site in _SITES.items():
        if site.fits(tree):
            return form
    return exports.guess(tree)


def _name(source: Path, form: Form) -> str:
    """Return what tells this source from others of its form: ids of exports do so by themselves."""
    return form if form not in _SITES else source.resolve().name
