"""The repository that the folder of articles lies in: commit, pull, push, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portal.kernel.clock import Clock
from portal.storage.git.commits import commit, find_blob
from portal.storage.git.forward import bring_forward
from portal.storage.git.remote import demand_successor, fetch, is_pushed, push
from portal.storage.git.values import Change, Place, Remote, Signature
from portal.storage.git.worktree import Worktree, open_worktree


class Repository:
    """A repository with working files, used from several processes and beside the git program.

    Every method may raise Hindered, and has then changed nothing; or OSError.
    """

    def __init__(
        self, articles: Path, committer: Signature, clock: Clock, remote: Remote | None = None
    ) -> None:
        """`committer` stands in commits beside their authors; `remote` is the other side."""
        self._articles, self._committer, self._clock = articles, committer, clock
        self._remote = remote

    @property
    def has_remote(self) -> bool:
        """Whether there is another side."""
        return self._remote is not None

    def standing(self) -> Place:
        """Return where the repository is."""
        with open_worktree(self._articles) as tree:
            head = tree.head()
            return Place(tree.branch, head[:10].decode() if head else "")

    @contextmanager
    def committing(self) -> Iterator["Committing"]:
        """Let nobody else of ours commit until the end; what is read inside is up to date."""
        with open_worktree(self._articles) as tree, tree.locks.alone():
            yield Committing(tree, self._committer, self._clock)

    def pull(self) -> int:
        """Bring what others pushed; return how many files changed. Only ever forward."""
        if self._remote is None:
            return 0
        with open_worktree(self._articles) as tree, tree.locks.alone():
            tree.demand_quiet()
            old, new = tree.head(), fetch(tree, self._remote)
            if not demand_successor(tree, old, new):
                return 0
            now = int(self._clock.now().timestamp())
            return bring_forward(tree, old, new, self._committer.to_bytes(), now)

    def push(self) -> bool:
        """Bring our commits to the other side; return whether there were any."""
        if self._remote is None:
            return False
        with open_worktree(self._articles) as tree, tree.locks.alone():
            head = tree.head()
            if head is None or is_pushed(tree, self._remote, head):
                return False
            push(tree, self._remote, head)
            return True


@dataclass(frozen=True)
class Committing:
    """The repository while commits are made."""

    tree: Worktree
    committer: Signature
    clock: Clock

    def has(self, path: PurePosixPath) -> bool:
        """Return whether the newest commit has something at `path`, among the articles."""
        head = self.tree.head()
        if head is None:
            return False
        return find_blob(self.tree, self.tree.commit_at(head).tree, path) is not None

    def commit(self, change: Change) -> str | None:
        """Commit `change`; return the commit's name, or None where it was committed before."""
        return commit(self.tree, change, self.committer, self.clock.now())
