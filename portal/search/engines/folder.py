"""A folder of index files that is whole at every moment, whatever is killed when.

The file `GENERATION` says what counts: the build's folder, its files with their checksums, and a
checksum of itself. It is replaced last, after everything it names has reached the disk; what it
does not name is litter. Files never change once named.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.errors import Unavailable
from portal.kernel.ids import new_id
from portal.search.engines.stamp import BrokenIndex, Stamp, read_stamp
from portal.storage.files import bring_to_disk, write_durably

log = logging.getLogger(__name__)

_STAMP = "GENERATION"
_WISH = "REBUILD"
_DIGESTS = "digests-{}.json"
_MOST_LISTINGS = 16
"""After so many changes the digests are written whole again."""

_LOCK_STEP = 0.05  # seconds between two tries for the lock


@dataclass(frozen=True)
class _Seen:
    size: int
    modified_ns: int
    inode: int


class IndexFolder:
    """The index of one locale on disk. Threads may share it."""

    def __init__(self, root: Path, versions: str) -> None:
        self.root = root
        self._versions = versions
        self._verified: dict[tuple[str, str], _Seen] = {}
        self._listed: tuple[str, Mapping[str, str]] | None = None

    # -- reading

    def moment(self) -> tuple[int, int] | None:
        """Return what changes whenever the stamp does; cheap. None where there is no stamp."""
        try:
            stat = (self.root / _STAMP).stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns

    def stamp(self) -> Stamp | None:
        """Return the stamp, or None where there is none. Raises BrokenIndex."""
        try:
            raw = (self.root / _STAMP).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BrokenIndex("the stamp cannot be read") from error
        stamp = read_stamp(raw)
        if stamp.versions != self._versions:
            raise BrokenIndex(f"made by another version: {stamp.versions}")
        return stamp

    def path(self, stamp: Stamp) -> Path:
        """Return the folder of the files that `stamp` names."""
        return self.root / stamp.build

    def size(self, stamp: Stamp) -> int:
        """Return how many bytes the files hold. Raises BrokenIndex."""
        try:
            return sum((self.path(stamp) / name).stat().st_size for name in stamp.files)
        except OSError as error:
            raise BrokenIndex("a file is missing") from error

    def load(self, stamp: Stamp, name: str) -> bytes:
        """Return the bytes of the file `name`, checked. Raises BrokenIndex."""
        path = self.path(stamp) / name
        try:
            seen = _look(path)
            content = path.read_bytes()
        except OSError as error:
            raise BrokenIndex(f"{name} cannot be read") from error
        if hashlib.sha256(content).hexdigest() != stamp.files[name]:
            raise BrokenIndex(f"{name} was changed")
        self._verified[stamp.build, name] = seen
        return content

    def verify(self, stamp: Stamp, *, thoroughly: bool = False) -> None:
        """Check every file that `stamp` names. Raises BrokenIndex.

        One that was checked before and has not been touched since is read only `thoroughly`.
        """
        for name in stamp.files:
            try:
                seen = _look(self.path(stamp) / name)
            except OSError as error:
                raise BrokenIndex(f"{name} is missing") from error
            if thoroughly or self._verified.get((stamp.build, name)) != seen:
                self.load(stamp, name)

    def digests(self, stamp: Stamp) -> Mapping[str, str]:
        """Return the digest of every document held, by id. Raises BrokenIndex."""
        if self._listed is not None and self._listed[0] == stamp.name:
            return self._listed[1]
        found: dict[str, str | None] = {}
        for name in stamp.digests:
            found.update(json.loads(self.load(stamp, name)))
        listed = {key: digest for key, digest in found.items() if digest is not None}
        self._listed = stamp.name, listed
        return listed

    # -- asking

    def ask_for_rebuild(self) -> None:
        """Leave word for the writer that readers found the index broken."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / _WISH).touch()
        except OSError as error:
            log.warning("cannot ask for a rebuild: %s", error)

    def wants_rebuild(self) -> bool:
        """Return whether somebody asked for a rebuild since the last one."""
        return (self.root / _WISH).exists()

    # -- writing

    @contextmanager
    def locked(self, patience: float) -> Iterator[None]:
        """Hold the only writer's place, waiting `patience` seconds for it. Raises Unavailable.

        The system frees it when its holder dies.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + patience
        with (self.root / "LOCK").open("ab") as file:
            while not _try_lock(file.fileno()):
                if time.monotonic() > deadline:
                    raise Unavailable("another process is writing the search index")
                time.sleep(_LOCK_STEP)
            yield

    def new_build(self) -> Path:
        """Return a fresh folder for an index made anew."""
        path = self.root / new_id()[:12]
        path.mkdir()
        return path

    def publish(
        self,
        build: Path,
        names: set[str],
        digests: Mapping[str, str],
        before: Stamp | None,
        changes: Mapping[str, str | None] | None = None,
    ) -> Stamp:
        """Make the files `names` in `build` the state that counts, of documents with `digests`.

        `before` is the last state, and `changes` what to put over its digests; None takes away.
        Only they are written, most of the time: there may be a hundred thousand digests.
        """
        number = before.generation + 1 if before else 1
        old = before if before is not None and before.build == build.name else None
        listing = _DIGESTS.format(number)
        if changes is not None and old is not None and len(old.digests) < _MOST_LISTINGS:
            said, listings = changes, (*old.digests, listing)
        else:
            said, listings = digests, (listing,)
        (build / listing).write_text(json.dumps(said), encoding="utf-8")
        there = old.files if old else {}
        files = {
            name: there[name] if name in there else _settle(build / name)
            for name in sorted({*names, *listings})
        }
        bring_to_disk(build)
        stamp = Stamp(build.name, number, self._versions, files, listings)
        write_durably(self.root / _STAMP, stamp.pack())
        self._listed = stamp.name, digests
        return stamp

    def clear_wish(self) -> None:
        """Take the word that asked for a rebuild away, before making one."""
        (self.root / _WISH).unlink(missing_ok=True)

    def sweep(self, stamp: Stamp | None) -> None:
        """Delete what neither `stamp` nor the lock needs: left by a crash or out of use."""
        if not self.root.is_dir():
            return
        for path in self.root.iterdir():
            if path.is_dir() and (stamp is None or path.name != stamp.build):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f".{_STAMP}"):
                path.unlink(missing_ok=True)
        if stamp is not None and self.path(stamp).is_dir():
            for path in self.path(stamp).iterdir():
                if path.name not in stamp.files:
                    _remove(path)
        keep = set(stamp.files) if stamp else set()
        build = stamp.build if stamp else ""
        self._verified = {k: v for k, v in self._verified.items() if k[0] == build and k[1] in keep}


def _look(path: Path) -> _Seen:
    stat = path.stat()
    return _Seen(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _settle(path: Path) -> str:
    """Bring the file to the disk and return its SHA-256."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
