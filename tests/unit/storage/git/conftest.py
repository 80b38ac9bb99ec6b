"""A repository with a folder of articles in it, another side, and somebody else's clone."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from dulwich.porcelain import add, clone, commit, push
from dulwich.refs import Ref
from dulwich.repo import Repo

from portal.storage.git import Change, Remote, Signature
from portal.storage.git.repository import Repository
from tests.fakes import START, FixedClock

GIT = shutil.which("git")
MASTER = Ref(b"refs/heads/master")
ME = b"Somebody <somebody@example.com>"
OLGA = Signature("Olga", "olga@example.com")


@dataclass(frozen=True)
class House:
    """The portal's side (`root`), the other side (`origin`), and what is asked of both."""

    root: Path
    origin: Path
    clock: FixedClock

    @property
    def articles(self) -> Path:
        return self.root / "articles"

    def repository(self, remote: str = "origin") -> Repository:
        there = Remote(remote) if remote else None
        return Repository(self.articles, Signature("Portal", "p@example.com"), self.clock, there)

    def publish(self, path: str, text: str, message: str = "A better text") -> str | None:
        """Write a file as the desk does, and commit it."""
        self.write(path, text)
        files = {PurePosixPath(path): text.encode()}
        with self.repository().committing() as bench:
            return bench.commit(Change(files, OLGA, message, START))

    def write(self, path: str, text: str) -> None:
        (self.articles / path).parent.mkdir(parents=True, exist_ok=True)
        (self.articles / path).write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.articles / path).read_text(encoding="utf-8")

    def elsewhere(self, files: dict[str, str | None], message: str = "From elsewhere") -> None:
        """Push a change to the other side from a clone of it; None deletes a file."""
        copy = self.root.parent / "copy"
        if not copy.exists():
            clone(str(self.origin), str(copy)).close()
        with Repo(str(copy)) as repo:
            for path, text in files.items():
                file = copy / path
                file.parent.mkdir(parents=True, exist_ok=True)
                if text is None:
                    file.unlink()
                else:
                    file.write_text(text, encoding="utf-8")
                add(repo, [str(file)])
            commit(repo, message.encode(), author=ME, committer=ME)
            push(repo, str(self.origin), "master")

    def heads(self) -> tuple[bytes, bytes]:
        """Return the newest commit here and there."""
        with Repo(str(self.root)) as here, Repo(str(self.origin)) as there:
            return here.refs[MASTER], there.refs[MASTER]

    def git(self, *words: str) -> str:
        """Return what the git program says; an empty text where there is none."""
        if GIT is None:
            return ""
        found = subprocess.run(
            [GIT, "-c", "safe.directory=*", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout + found.stderr

    def is_sound(self) -> bool:
        """Return whether git finds nothing wrong in the repository."""
        said = self.git("fsck", "--strict")
        return not any(word in said for word in ("error", "missing", "broken", "fatal"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    root, origin = tmp_path / "house", tmp_path / "origin"
    with Repo.init(str(root), mkdir=True, default_branch=b"master") as repo:
        made = House(root, origin, FixedClock())
        made.write("en/a.md", "A\n")
        made.write("en/b.md", "B\n")
        (root / "README").write_text("Ours\n")
        add(repo, [str(made.articles / "en/a.md"), str(made.articles / "en/b.md"), "README"])
        commit(repo, b"The first", author=ME, committer=ME)
        Repo.init_bare(str(origin), mkdir=True, default_branch=b"master").close()
        config = repo.get_config()
        config.set((b"remote", b"origin"), b"url", str(origin).encode())
        config.write_to_path()
        push(repo, str(origin), "master")
    return made
