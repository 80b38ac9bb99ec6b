"""`make bench`: every figure of the README's section "Performance", in one run."""

import platform
import sys

from tests.bench import pages, search_large, search_nodes, search_readers, start, submit_hanging


def main() -> None:
    """Print all figures."""
    print(f"CPython {platform.python_version()}, {platform.machine()}")
    print("\nPages (CPU per request)")
    pages.main()
    print("\nStart (command to ready)")
    start.main()
    print("\nSubmit and confirm while every channel hangs")
    submit_hanging.main()
    print("\nSearch (one process, no HTTP, excerpts included)")
    search_large.main([])
    print("\nNodes (each with its own index over one folder of articles)")
    search_nodes.main([])


if sys.argv[1:2] == ["search"]:  # alone, and for larger catalogues
    search_large.main(sys.argv[2:])
elif sys.argv[1:2] == ["readers"]:
    search_readers.main(sys.argv[2:])
elif sys.argv[1:2] == ["nodes"]:
    search_nodes.main(sys.argv[2:])
else:
    main()
