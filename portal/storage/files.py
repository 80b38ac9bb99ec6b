"""The private file store: attachments under random names, outside the web root.

A file is on disk, flushed, before its name goes into the database; so a row never names a file
that is not whole. A file no row names is left over from a crash and swept later.

Files are in a folder of this machine or in an S3-compatible store (`storage/buckets.py`). The
folder has a writer of its own: fsspec's does not flush to the disk.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NewType, Protocol

from typing_extensions import override

from portal.kernel.errors import NotFound, Unavailable
from portal.kernel.ids import new_id

FileName = NewType("FileName", str)
"""The random name of a stored file, 32 hex digits."""

_NAME = re.compile(r"[0-9a-f]{32}")
_DRAFT = re.compile(r"\.[0-9a-f]{32}\.tmp")


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write `content` to `path` so that after any crash the old or the new version is there.

    `mode` is who may read and write the file, from its first byte on.
    Raises OSError, for example where the disk is full; `path` is then untouched.
    """
    _make_folder(path.parent)
    temporary = path.with_name(f".{new_id()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    bring_to_disk(path.parent)


def _make_folder(folder: Path) -> None:
    """Make `folder` and those above it so that they are there after a crash, too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    bring_to_disk(folder.parent)


def bring_to_disk(path: Path) -> None:
    """Bring the content of a file to the disk, or the names of the files in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FileStore(Protocol):
    """Where attachments are. Threads may share it.

    - A file is kept for good when `save` returns its name, and never changes.
    - What is gone, or was never there, is NotFound; what cannot be reached is Unavailable.
    """

    def save(self, content: bytes) -> FileName:
        """Keep `content` and return its name. Raises Unavailable."""
        ...

    def load(self, name: FileName) -> bytes:
        """Return the content of the file called `name`. Raises NotFound, Unavailable."""
        ...

    def delete(self, name: FileName) -> None:
        """Remove the file called `name`; nothing happens if it is gone. Raises Unavailable."""
        ...

    def older_than(self, moment: datetime) -> Iterator[FileName]:
        """Yield the names of files written before `moment`, for sweeping. Raises Unavailable."""
        ...


def is_file_name(text: str) -> bool:
    """Return whether `text` has the shape of a stored file's name."""
    return _NAME.fullmatch(text) is not None


class LocalFiles(FileStore):
    """Files in a folder of this machine, spread over 256 subfolders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @override
    def save(self, content: bytes) -> FileName:
        """Keep `content` and return its name; it is on the disk when this returns.

        Raises Unavailable where there is no room.
        """
        name = FileName(new_id())
        try:
            write_durably(self._path(name), content)
        except OSError as error:
            raise Unavailable("the file could not be stored") from error
        return name

    @override
    def load(self, name: FileName) -> bytes:
        """Return the content of the file called `name`.

        Raises NotFound.
        """
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("no such file") from error

    @override
    def delete(self, name: FileName) -> None:
        """Remove the file called `name`; nothing happens if it is gone already."""
        self._path(name).unlink(missing_ok=True)

    @override
    def older_than(self, moment: datetime) -> Iterator[FileName]:
        """Yield the names of files written before `moment`, for sweeping.

        What a crash left half-written has no name to sweep by; it is removed here.
        """
        for path in self._folder.glob("??/*"):
            try:
                is_old = datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
            except FileNotFoundError:  # deleted since the folder was listed
                continue
            if is_old and _DRAFT.fullmatch(path.name):
                path.unlink(missing_ok=True)
            elif is_old and _NAME.fullmatch(path.name):
                yield FileName(path.name)

    def _path(self, name: FileName) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound("no such file")
        return self._folder / name[:2] / name
