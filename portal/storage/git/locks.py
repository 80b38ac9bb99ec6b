"""Git's own locks, taken so that the next process can tell which of them a dead one left.

Whoever writes to a repository makes `<file>.lock`, fills it and renames it; one that is killed
leaves it, and git then refuses everything. Ours is a second name of a file in `.git/portal/`: a
lock that still has its twin there is ours and, as the portal's processes wait for each other, of a
dead process. Other people's locks have no twin and are left alone.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote

from portal.storage.files import bring_to_disk
from portal.storage.git.hindrances import Hindered, Hindrance

_ALONE = ".alone"
_STEP = 0.05


class Locks:
    """Hands out the locks of the git folder `folder`; its files are named relative to it."""

    def __init__(self, folder: Path, patience: float) -> None:
        """Wait up to `patience` seconds for another process of the portal."""
        self._folder, self._twins, self._patience = folder, folder / "portal", patience

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the portal's other processes out; what a dead one left is cleared away first.

        Raises Hindered where another one does not come to an end.
        """
        self._twins.mkdir(exist_ok=True)
        with (self._twins / _ALONE).open("wb") as file:
            self._wait_for(file)
            self._clear()
            yield

    def _wait_for(self, file: IO[bytes]) -> None:
        until = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Hindered(Hindrance.LOCKED, "another process of the portal") from None
                time.sleep(_STEP)
            else:
                return

    @contextmanager
    def take(self, name: str) -> Iterator["Lock"]:
        """Hold the lock of the file `name`; it is let go at the end, its file changed or not.

        Raises Hindered where somebody else holds it.
        """
        lock = Lock(self._folder / name, self._twins / quote(name, safe=""))
        try:
            yield lock
        finally:
            lock.release()

    @contextmanager
    def mark(self) -> Iterator[None]:
        """Let the next process know if this one dies meanwhile."""
        twin = self._twins / ".busy"
        twin.touch()
        try:
            yield
        finally:
            twin.unlink()

    def _clear(self) -> None:
        """Remove what a process left that was killed; nobody else of ours is at work."""
        left = [twin for twin in self._twins.iterdir() if twin.name != _ALONE]
        for twin in left:
            lock = _lock_of(self._folder / unquote(twin.name))
            if lock.exists() and lock.samefile(twin):
                lock.unlink()
        if left:  # the library's own, which git does not make
            objects = self._folder / "objects"
            for pattern in ("[0-9a-f][0-9a-f]/*.lock", "pack/*.lock"):
                for path in objects.glob(pattern):
                    path.unlink(missing_ok=True)
        for twin in left:
            twin.unlink()


class Lock:
    """The right to replace one file, until it is released."""

    def __init__(self, file: Path, twin: Path) -> None:
        self._file, self._lock, self._twin = file, _lock_of(file), twin
        file.parent.mkdir(parents=True, exist_ok=True)
        self._open = os.fdopen(os.open(twin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb")
        try:
            os.link(twin, self._lock)
        except OSError as error:
            self._open.close()
            twin.unlink()
            why = "git is at work" if isinstance(error, FileExistsError) else str(error.strerror)
            raise Hindered(Hindrance.LOCKED, f"{self._lock.name}: {why}") from error

    def replace(self, content: bytes) -> None:
        """Put `content` in the file's place, on the disk when this returns."""
        self._open.write(content)
        self._open.flush()
        os.fsync(self._open.fileno())
        self._lock.replace(self._file)
        bring_to_disk(self._file.parent)

    def release(self) -> None:
        """Let go."""
        self._open.close()
        if self._lock.exists() and self._lock.samefile(self._twin):
            self._lock.unlink()
        self._twin.unlink()


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")
