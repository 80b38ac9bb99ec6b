"""`make bench`: every figure of the README's section "Performance", in one run.

`python -m tests.bench NAME` prints one part; what follows the name is for that part.
"""

import platform
import sys
from collections.abc import Callable, Sequence

from tests.bench import (
    imported,
    insights,
    pages,
    search_large,
    search_nodes,
    search_readers,
    slow_texts,
    start,
    submit_hanging,
)

_PARTS: dict[str, tuple[str, Callable[[Sequence[str]], None]]] = {
    "pages": ("Pages (CPU per request)", pages.main),
    "start": ("Start (command to ready)", start.main),
    "submit": ("Submit and confirm while every channel hangs", submit_hanging.main),
    "search": ("Search (one process, no HTTP, excerpts included)", search_large.main),
    "readers": ("Searches while articles change", search_readers.main),
    "nodes": ("Nodes (each with its own index over one folder of articles)", search_nodes.main),
    "slow": ("Texts made to be slow", slow_texts.main),
    "imported": ("Import of articles in the forms of other systems", imported.main),
    "insights": ("Pages of figures over a million events", insights.main),
}


def main(name: str = "", *words: str) -> None:
    """Print the figures of the part `name`, or all of them."""
    if name and name not in _PARTS:
        sys.exit(f"{name} is none of: {', '.join(_PARTS)}")
    print(f"CPython {platform.python_version()}, {platform.machine()}")
    for title, measure in [_PARTS[name]] if name else _PARTS.values():
        print(f"\n{title}", flush=True)
        measure(words)


main(*sys.argv[1:])
