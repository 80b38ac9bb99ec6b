"""Bringing the working files forward to a newer commit; what somebody changed stays as it is.

Files come first, then the index, then the branch. One that dies in between leaves files of the new
commit on the old one, which is what the next try takes for done.
"""

from pathlib import Path

from dulwich.diff_tree import TreeChange, tree_changes
from dulwich.objects import Blob, ObjectID

from portal.storage.files import write_durably
from portal.storage.git.hindrances import Hindered, Hindrance
from portal.storage.git.index import REGULAR, RUNNABLE, Staged, blob_in
from portal.storage.git.worktree import Worktree

_MODES = frozenset({REGULAR, RUNNABLE, None})
_NAMED = 5


def bring_forward(tree: Worktree, old: ObjectID | None, new: ObjectID, who: bytes, at: int) -> int:
    """Make the branch and its files those of `new`, a successor of `old`; return how many changed.

    Raises Hindered, with nothing changed, where a file is changed and not committed.
    """
    ref = tree.ref_of(tree.branch)
    with tree.locks.take(tree.index_name) as index_lock, tree.locks.take(ref) as ref_lock:
        staged = Staged(Path(tree.repo.index_path()))
        before = tree.commit_at(old).tree if old else None
        changes = list(tree_changes(tree.repo.object_store, before, tree.commit_at(new).tree))
        _demand_free(tree, changes, staged)
        for change in sorted(changes, key=lambda one: one.new is not None):  # what goes, first
            _carry_out(tree, change, staged)
        index_lock.replace(staged.to_bytes())
        ref_lock.replace(new + b"\n")
    tree.note_move(ref, (old, new), who, at, b"pull: Fast-forward")
    return len(changes)


def _demand_free(tree: Worktree, changes: list[TreeChange], staged: Staged) -> None:
    """Refuse where a change would go over something that is in no commit. Raises Hindered."""
    leaving = {tree.root / _path(one).decode() for one in changes if one.new is None}
    taken = []
    for change in changes:
        path = _path(change).decode("utf-8", "replace")
        if not _is_plain(change):
            raise Hindered(Hindrance.UNSUPPORTED, f"{path} is no plain file")
        if _is_taken(tree.root, change, staged, leaving):
            taken.append(path)
    if taken:
        more = f" (+{len(taken) - _NAMED})" if len(taken) > _NAMED else ""
        raise Hindered(Hindrance.IN_THE_WAY, ", ".join(sorted(taken)[:_NAMED]) + more)


def _path(change: TreeChange) -> bytes:
    entry = change.new or change.old
    return (entry.path if entry else None) or b""


def _is_plain(change: TreeChange) -> bool:
    """Return whether this is a file like any other: no link, no repository, none of git's own."""
    try:
        parts = _path(change).decode("utf-8").split("/")
    except UnicodeDecodeError:
        return False
    modes = {entry.mode for entry in (change.old, change.new) if entry}
    return modes <= _MODES and not any(
        part in {"", ".", ".."} or part.lower() == ".git" or "\\" in part for part in parts
    )


def _is_taken(root: Path, change: TreeChange, staged: Staged, leaving: set[Path]) -> bool:
    path = _path(change)
    file = root / path.decode()
    known = {entry.sha if entry else None for entry in (change.old, change.new)}
    if staged.find(path) not in known:
        return True
    above = [p for p in file.parents if p.is_relative_to(root) and p not in leaving]
    if any(p.is_symlink() or (p.exists() and not p.is_dir()) for p in above):
        return True
    there = file.is_symlink() or file.exists()
    if not there:
        return False  # deleted and not committed: it comes back or stays gone
    return not _will_be_empty(file, leaving) if file.is_dir() else blob_in(file) not in known


def _will_be_empty(folder: Path, leaving: set[Path]) -> bool:
    return not folder.is_symlink() and all(
        path in leaving or path.is_dir() for path in folder.rglob("*")
    )


def _carry_out(tree: Worktree, change: TreeChange, staged: Staged) -> None:
    path = _path(change)
    file = tree.root / path.decode()
    if change.new is None or change.new.sha is None:
        staged.remove(path)
        file.unlink(missing_ok=True)
        _remove_empty(file.parent, tree.root)
        return
    blob = tree.repo.object_store[change.new.sha]
    mode = change.new.mode or REGULAR
    if isinstance(blob, Blob) and (blob_in(file) != blob.id or change.old is not None):
        write_durably(file, blob.as_raw_string(), mode & 0o777)
    staged.put(path, change.new.sha, mode, file)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
