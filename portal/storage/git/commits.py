"""A commit of some files, made of what was committed before: neither what others have staged nor
what they have lying about gets into it.

Index and branch are changed last, in this order. Whatever the moment at which the process dies,
git has the old or the new commit; files that were staged and not committed are so next time.
"""

from datetime import datetime
from pathlib import Path, PurePosixPath

from dulwich.errors import NotTreeError
from dulwich.object_store import commit_tree_changes, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID, SubmoduleEncountered, Tree

from portal.storage.files import bring_to_disk
from portal.storage.git.index import REGULAR, Staged
from portal.storage.git.values import Change, Signature
from portal.storage.git.worktree import Worktree


def commit(tree: Worktree, change: Change, committer: Signature, now: datetime) -> str | None:
    """Commit `change`; return the commit's name, or None where all of it is committed already.

    Raises Hindered.
    """
    tree.demand_quiet()
    ref = tree.ref_of(tree.branch)
    with tree.locks.take(tree.index_name) as index_lock, tree.locks.take(ref) as ref_lock:
        head, store = tree.head(), tree.repo.object_store
        staged = Staged(Path(tree.repo.index_path()))
        before = tree.commit_at(head).tree if head else None
        blobs = {path: Blob.from_string(content) for path, content in change.files.items()}
        new = {p: b for p, b in blobs.items() if find_blob(tree, before, p) != b.id}
        if not new:
            return None
        if before is None:
            store.add_object(Tree())
        for blob in new.values():
            store.add_object(blob)
        changes = [(full_path(tree, path), REGULAR, blob.id) for path, blob in new.items()]
        made = _commit(commit_tree_changes(store, before or Tree().id, changes), head, change)
        made.committer, made.commit_time = committer.to_bytes(), int(now.timestamp())
        store.add_object(made)
        _sync_objects(tree, [made, *new.values()])
        for path, mode, blob_id in changes:
            staged.find(path)  # in an unfinished merge nothing is staged
            staged.put(path, blob_id, mode, tree.root / path.decode())
        index_lock.replace(staged.to_bytes())
        ref_lock.replace(made.id + b"\n")
    subject = made.message.partition(b"\n")[0]
    tree.note_move(ref, (head, made.id), made.committer, made.commit_time, b"commit: " + subject)
    return made.id.decode()


def full_path(tree: Worktree, path: PurePosixPath) -> bytes:
    """Return an article's path as the repository has it."""
    return str(tree.prefix / path).encode()


def find_blob(tree: Worktree, root: ObjectID | None, path: PurePosixPath) -> ObjectID | None:
    """Return what is committed of an article's `path` in the tree `root`, or None."""
    if root is None:
        return None
    try:
        store = tree.repo.object_store
        return tree_lookup_path(store.__getitem__, root, full_path(tree, path))[1]
    except (KeyError, NotTreeError, SubmoduleEncountered):
        return None


def _commit(tree_id: ObjectID, head: ObjectID | None, change: Change) -> Commit:
    made = Commit()
    made.tree = tree_id
    made.parents = [head] if head else []
    made.author, made.author_time = change.author.to_bytes(), int(change.at.timestamp())
    made.author_timezone = made.commit_timezone = 0
    made.encoding = b"UTF-8"
    made.message = f"{change.message.strip()}\n".encode()
    return made


def _sync_objects(tree: Worktree, objects: list[Blob | Commit]) -> None:
    """Bring the names of new objects to the disk, before anything names them."""
    folder = Path(tree.repo.commondir()) / "objects"
    for name in {one.id[:2].decode() for one in objects}:
        bring_to_disk(folder / name)
    bring_to_disk(folder)
