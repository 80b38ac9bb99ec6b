"""Files without a name, in memory, for libraries that read nothing but files.

A library that maps a file into memory kills its process when somebody cuts that file. Nobody can
cut one that has no name: it is filled with checked bytes, and opened through a link to our handle.
"""

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_TRIES = 20
_PAUSE = 0.005  # seconds


class AnonymousFile:
    """Bytes that can be opened like a file, for as long as this object lives. Linux only."""

    def __init__(self, name: str, content: bytes) -> None:
        """`name` only shows in the system's lists of open files. Raises OSError."""
        descriptor = os.memfd_create(name)
        weakref.finalize(self, os.close, descriptor)
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        self.path = Path(f"/proc/self/fd/{descriptor}")


@contextmanager
def linked(files: Mapping[str, Path]) -> Iterator[Path]:
    """Give a folder in which each name leads to its file; it goes at the end. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix="portal-index-"))
    try:
        for name, target in files.items():
            (folder / name).symlink_to(target.absolute())
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """Delete `folder`, into which the library's threads may just be putting their own lock."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)
