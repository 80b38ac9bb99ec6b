"""Git's list of what is staged: only the entries of our own files are replaced in it."""

import hashlib
import io
from pathlib import Path

from dulwich.index import (
    ConflictedIndexEntry,
    IndexChecksumWriter,
    IndexEntry,
    index_entry_from_stat,
    read_index_dict_with_version,
    write_index_dict,
)
from dulwich.objects import Blob, ObjectID

from portal.storage.git.hindrances import Hindered, Hindrance

_SUM = 20
REGULAR = 0o100644
RUNNABLE = 0o100755


class Staged:
    """What the index at `path` says; an absent one has nothing."""

    def __init__(self, path: Path) -> None:
        """Raise Hindered where it cannot be changed without losing some of it."""
        self._entries: dict[bytes, IndexEntry | ConflictedIndexEntry] = {}
        self._version = 2
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return
        file = io.BytesIO(content)
        try:
            self._entries, self._version, _cached = read_index_dict_with_version(file)
        except Exception as error:  # whatever the parser trips over
            raise Hindered(Hindrance.UNSUPPORTED, f"the index: {type(error).__name__}") from error
        # what git cannot do without (a split or sparse index) is not read, and would be lost
        body, checksum = content[:-_SUM], content[-_SUM:]
        if file.tell() < len(body):
            raise Hindered(Hindrance.UNSUPPORTED, "a split or sparse index")
        if checksum not in {hashlib.sha1(body, usedforsecurity=False).digest(), bytes(_SUM)}:
            raise Hindered(Hindrance.UNSUPPORTED, "the index is damaged")

    def find(self, path: bytes) -> ObjectID | None:
        """Return what is staged of `path`, or None. Raises Hindered in an unfinished merge."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        if not isinstance(entry, IndexEntry):
            raise Hindered(Hindrance.UNFINISHED, path.decode("utf-8", "replace"))
        return entry.sha

    def put(self, path: bytes, blob: ObjectID, mode: int, file: Path) -> None:
        """Stage `blob`; where the working `file` has another text, git will call it modified."""
        self._entries[path] = _entry(blob, mode, file)

    def remove(self, path: bytes) -> None:
        """Stage that `path` is gone."""
        self._entries.pop(path, None)

    def to_bytes(self) -> bytes:
        """Return the index as a file; what git keeps there to be quicker, it makes anew."""
        out = io.BytesIO()
        writer = IndexChecksumWriter(out)
        write_index_dict(writer, self._entries, version=self._version)
        writer.write_checksum()
        return out.getvalue()


def blob_in(file: Path) -> ObjectID | None:
    """Return what git calls the content of `file`; None where no file is."""
    if file.is_symlink() or not file.is_file():
        return None
    return Blob.from_string(file.read_bytes()).id


def _entry(blob: ObjectID, mode: int, file: Path) -> IndexEntry:
    if blob_in(file) == blob:
        return index_entry_from_stat(file.stat(), blob, mode)
    return IndexEntry(ctime=0, mtime=0, dev=0, ino=0, mode=mode, uid=0, gid=0, size=0, sha=blob)
