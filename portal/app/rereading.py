"""The provider's files, read again only where they changed; what is wrong in them is logged.

Commands and tests build the services more than once in a process, some files are asked for at
every page, and reading is most of that work.
"""

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from portal.kernel.findings import Finding
from portal.site import Stamp, stamp_of

_log = logging.getLogger(__name__)

FEW = 4
"""Values kept of a file: tests have files of their own beside ours."""

Given = TypeVarTuple("Given")
T = TypeVar("T")


def once_per_change(
    read: Callable[[*Given], T], most: int = FEW
) -> Callable[[Iterable[Path], *Given], T]:
    """Return `read` with the files that it reads before what it is given, which has to be hashable.

    It returns the same value until one of the files changes; the `most` last values are kept.
    """

    @lru_cache(maxsize=most)
    def kept(_stamps: tuple[Stamp, ...], *given: *Given) -> T:
        return read(*given)

    def reading(files: Iterable[Path], *given: *Given) -> T:
        return kept(tuple(stamp_of(file) for file in files), *given)

    return reading


def usable(what: str, read: tuple[T, Iterable[Finding]]) -> T:
    """Return what could be read, and log what could not; `portal check` says more of it."""
    value, findings = read
    for finding in findings:
        _log.warning("%s: %s", what, finding)
    return value
