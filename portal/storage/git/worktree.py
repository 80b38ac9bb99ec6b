"""A repository and its working files, opened for one piece of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from dulwich.errors import NotGitRepository
from dulwich.objects import Commit, ObjectID
from dulwich.reflog import format_reflog_line
from dulwich.refs import Ref
from dulwich.repo import Repo, UnsupportedExtension, UnsupportedVersion

from portal.storage.git.hindrances import Hindered, Hindrance
from portal.storage.git.locks import Locks

_PATIENCE = 20.0
_HEADS = "refs/heads/"
_UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


class Worktree:
    """An open repository with working files. Use it inside `open_worktree` only."""

    def __init__(self, repo: Repo, articles: Path) -> None:
        self.repo = repo
        self.root = Path(repo.path).resolve()
        self.prefix = PurePosixPath(articles.resolve().relative_to(self.root).as_posix())
        self.locks = Locks(Path(repo.commondir()), _PATIENCE)
        self.index_name = Path(repo.index_path()).relative_to(repo.commondir()).as_posix()

    @property
    def branch(self) -> str:
        """The branch that is checked out. Raises Hindered where none is."""
        ref = self.repo.refs.read_ref(Ref(b"HEAD")) or b""
        found = ref.removeprefix(b"ref: ").decode("utf-8", "replace").strip()
        if not ref.startswith(b"ref: ") or not found.startswith(_HEADS):
            raise Hindered(Hindrance.NO_BRANCH)
        return found.removeprefix(_HEADS)

    def demand_quiet(self) -> None:
        """Refuse to go on in the middle of somebody's merge or the like. Raises Hindered."""
        folder = Path(self.repo.controldir())
        for name in _UNFINISHED:
            if (folder / name).exists():
                raise Hindered(Hindrance.UNFINISHED, name)

    def tip(self, ref: str) -> ObjectID | None:
        """Return the commit that `ref` names, or None."""
        return self.repo.refs.as_dict().get(Ref(ref.encode())) if ref else None

    def commit_at(self, commit_id: ObjectID) -> Commit:
        """Return the commit called `commit_id`. Raises Hindered where it is none."""
        found = self.repo.object_store[commit_id]
        if not isinstance(found, Commit):
            raise Hindered(Hindrance.UNSUPPORTED, "what the branch names is no commit")
        return found

    def head(self) -> ObjectID | None:
        """Return the newest commit of the branch that is checked out; None before the first."""
        return self.tip(f"{_HEADS}{self.branch}")

    def ref_of(self, branch: str) -> str:
        """Return the whole name of `branch`."""
        return f"{_HEADS}{branch}"

    def note_move(
        self, ref: str, commits: tuple[ObjectID | None, ObjectID], who: bytes, at: int, why: bytes
    ) -> None:
        """Write into git's logs that `ref` moved, where it keeps any."""
        line = format_reflog_line(*commits, who, at, 0, why) + b"\n"
        logs = (
            Path(self.repo.commondir()) / "logs" / ref,
            Path(self.repo.controldir()) / "logs/HEAD",
        )
        for log in logs:
            if log.parent.is_dir() and (log.name != "HEAD" or ref.startswith(_HEADS)):
                with log.open("ab") as file:
                    file.write(line)


@contextmanager
def open_worktree(articles: Path) -> Iterator[Worktree]:
    """Open the repository that `articles` lies in. Raises Hindered where there is none to use."""
    try:
        repo = Repo.discover(articles)
    except NotGitRepository:
        raise Hindered(Hindrance.NO_REPOSITORY, str(articles)) from None
    except (UnsupportedExtension, UnsupportedVersion) as error:
        raise Hindered(Hindrance.UNSUPPORTED, str(error)) from error
    with repo:
        if repo.bare or not articles.is_dir():
            raise Hindered(Hindrance.NO_REPOSITORY, str(articles))
        if repo.object_format.name != "sha1":
            raise Hindered(Hindrance.UNSUPPORTED, repo.object_format.name)
        repo.object_store.fsync_object_files = True
        yield Worktree(repo, articles)
