"""`make bench`: every figure of the README's section "Performance", in one run."""

import platform

from tests.bench import pages, search_small, start, submit_hanging


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
    search_small.main(1000)


main()
