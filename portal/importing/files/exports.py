"""The JSON exports of Zendesk Guide and Help Scout Docs, in one file or in a folder of them."""

import json
from pathlib import PurePosixPath

from portal.importing.files.tree import LONGEST_EXPORT, Tree
from portal.importing.model import Form, Stock
from portal.importing.rules import exports
from portal.kernel.findings import Finding


def guess(tree: Tree) -> Form | None:
    """Return whose export `tree` is, or None."""
    return exports.guess(_load(tree))


def read(tree: Tree, name: str, form: Form) -> Stock:
    """Return what the export holds."""
    data = _load(tree)
    files = [path for path in tree.files if path.suffix == ".json"]
    place = files[0] if len(files) == 1 else PurePosixPath(name)
    pages = exports.zendesk if form is Form.ZENDESK else exports.helpscout
    return Stock(
        form=form,
        name=name,
        pages=tuple(sorted(pages(data, place), key=lambda page: page.origin)),
        pictures=frozenset(tree.files),
        roots=(PurePosixPath(),),
        bases=exports.hosts(data),
    )


def _load(tree: Tree) -> list[object]:
    """Return what is in all files; each that cannot be read is a finding."""
    found: list[object] = []
    tree.findings = [f for f in tree.findings if f.code != "unreadable"]
    for path in sorted(p for p in tree.files if p.suffix == ".json"):
        try:
            found.append(json.loads(tree.read_text(path, LONGEST_EXPORT)))
        except json.JSONDecodeError as error:
            said = f"not valid JSON: {error.msg}"
            tree.findings.append(Finding(path, error.lineno, "unreadable", said))
        except (OSError, ValueError, RecursionError) as error:
            tree.findings.append(Finding(path, 1, "unreadable", str(error)))
    return found
