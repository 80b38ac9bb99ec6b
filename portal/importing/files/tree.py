"""A folder of somebody else's files, read without leaving it.

Only plain files that were met on the way down count: no link is followed, so that no path, however
it is written, leads out of the folder.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from portal.kernel.errors import Invalid
from portal.kernel.findings import Finding, Level

MOST_FILES = 200_000
LONGEST_TEXT = 1_000_000
LONGEST_EXPORT = 200_000_000
LARGEST_PICTURE = 20_000_000
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})


@dataclass
class Tree:
    """The plain files under `root`, with their sizes in bytes."""

    root: Path
    files: dict[PurePosixPath, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def has_folder(self, name: str) -> bool:
        """Return whether there are files in the folder `name`."""
        return any(path.parts[0] == name and len(path.parts) > 1 for path in self.files)

    def find(self, *names: str) -> PurePosixPath | None:
        """Return the first of `names` that is here."""
        return next((PurePosixPath(n) for n in names if PurePosixPath(n) in self.files), None)

    def read(self, path: PurePosixPath, limit: int = LONGEST_TEXT) -> bytes:
        """Return what is in `path`.

        Raises ValueError where it is larger than `limit` or no longer a plain file, and OSError.
        """
        if path not in self.files:
            raise ValueError("is no plain file in this folder")
        descriptor = os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ValueError("is no plain file")
            content = file.read(limit + 1)
        if len(content) > limit:
            raise ValueError(f"is larger than {limit} bytes")
        return content

    def read_text(self, path: PurePosixPath, limit: int = LONGEST_TEXT) -> str:
        """Return the text in `path`. Raises ValueError where it is none, and as `read` does."""
        content = self.read(path, limit)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise ValueError(f"is not UTF-8 (line {line})") from error


def walk(root: Path) -> Tree:
    """Return the files under `root`; a single file is a folder with only that."""
    if root.is_file():
        return Tree(root.parent, {PurePosixPath(root.name): root.stat().st_size})
    if not root.is_dir():
        raise Invalid(f"There is nothing at {root}.")
    tree = Tree(root)
    for folder, folders, names in os.walk(root):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        folders[:] = sorted(n for n in folders if _is_wanted(tree, Path(folder), here / n))
        for name in sorted(names):
            if not name.startswith("."):
                _take(tree, Path(folder, name), here / name)
    return tree


def _is_wanted(tree: Tree, folder: Path, path: PurePosixPath) -> bool:
    if path.name.startswith(".") or path.name in _LEFT_OUT or not _is_text(path):
        return False
    if (folder / path.name).is_symlink():
        tree.findings.append(_left_out(path))
        return False
    return True


def _take(tree: Tree, full: Path, path: PurePosixPath) -> None:
    try:
        found = full.lstat()
    except OSError:
        return  # gone since the folder was listed
    if stat.S_ISLNK(found.st_mode) and _is_text(path):
        tree.findings.append(_left_out(path))
    if stat.S_ISREG(found.st_mode) and _is_text(path):
        tree.files[path] = found.st_size
    if len(tree.files) > MOST_FILES:
        raise Invalid(f"There are more than {MOST_FILES} files: import a part of them.")


def _left_out(path: PurePosixPath) -> Finding:
    return Finding(path, 1, "link", "a link on the disk is not followed", Level.WARNING)


def _is_text(path: PurePosixPath) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return "\n" not in str(path)
