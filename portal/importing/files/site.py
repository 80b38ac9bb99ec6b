"""What all readers of site generators share: reading its pages and its settings."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from portal.importing.files.tree import Tree
from portal.importing.model import Matter
from portal.importing.rules.matter import read_matter
from portal.importing.rules.pages import is_page
from portal.kernel.findings import Finding
from portal.kernel.yamlmap import read_yaml

Tell = Callable[[int, int], None]
"""Is told how many of how many are done."""


def read_pages(
    tree: Tree, belongs: Callable[[PurePosixPath], bool]
) -> Iterator[tuple[PurePosixPath, Matter]]:
    """Yield every page whose path `belongs` to the site, its front matter and its body.

    What is wrong with one that cannot be read goes to the findings.
    """
    for path in sorted(tree.files):
        matter = _read_page(tree, path) if is_page(path) and belongs(path) else None
        if matter is not None:
            yield path, matter


def _read_page(tree: Tree, path: PurePosixPath) -> Matter | None:
    try:
        matter = read_matter(tree.read_text(path))
    except (OSError, ValueError) as error:
        tree.findings.append(Finding(path, 1, "unreadable", str(error)))
        return None
    tree.findings += (Finding(path, line, "front-matter", said) for line, said in matter.problems)
    return None if matter.problems else matter


def read_settings(tree: Tree, *names: str) -> Mapping[str, Any]:
    """Return the site's settings from the first of `names` that is here and can be read."""
    path = tree.find(*names)
    if path is None:
        return {}
    try:
        text = tree.read_text(path)
        data = tomllib.loads(text) if path.suffix == ".toml" else read_yaml(text).data
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
