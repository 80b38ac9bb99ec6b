"""Kill a writer's save at every line of it and of its commit, a pull too; let writers save at once
(P7).

`python -m tests.crash.save_kill` prints how many kills left a file that is neither the old nor the
new version, a text that nobody can find again, or a repository in which git finds a fault or the
next commit is not made. Allowed is none.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath

import click
from dulwich.object_store import tree_lookup_path
from dulwich.objects import Commit
from dulwich.porcelain import add, clone, commit, push
from dulwich.repo import Repo

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.identity.model import Role
from portal.identity.service import Identity
from portal.kernel.clock import SystemClock
from portal.site import DEFAULTS, SiteFiles
from portal.storage import migrate
from portal.storage.database import Database
from portal.storage.git import Remote, Signature
from portal.storage.git.repository import Repository
from portal.writing.model import Author
from portal.writing.service import CheckService
from portal.writing.service.desk import Desk
from portal.writing.service.repository import Git, RepositoryDesk
from portal.writing.service.saving import Save, TextConflict
from tests.crash.dying import dies_at

_PATH = PurePosixPath("en/mail-setup/saved.md")
_HEAD = "---\ntitle: Saved\nstatus: draft\n---\n"
_TRACED_PULL = ("portal/storage/files.py", "portal/storage/git/")
_TRACED = (
    *_TRACED_PULL,
    "portal/writing/service/desk.py",
    "portal/writing/service/repository.py",
    "portal/writing/store/",
)
_PORTAL = Signature("Portal", "portal@example.com")
_GIT = shutil.which("git")
_NOWHERE = io.BytesIO()
_WRITERS = 6


def _desk(folder: Path) -> tuple[Desk, Database]:
    database, clock = Database(f"sqlite:///{folder / 'portal.db'}"), SystemClock()
    articles = ArticleFolder(folder / "articles")
    good, drawn = GoodVersions(folder / "good"), Renderings(folder / "drawn")
    library = Library(articles, good, drawn, lambda _: {})
    library.refresh()
    checks = CheckService(articles.root, SiteFiles(DEFAULTS), clock)
    return Desk(database, library, checks, clock, is_in_git=True), database


def _save(folder: Path, save: Save, author: Author) -> None:
    """Save, and commit what was saved, as the desk and the worker do."""
    desk, database = _desk(folder)
    try:
        desk.save(_PATH, save, author)
        _repository(folder, database).run()
    finally:
        database.close()


def _repository(folder: Path, database: Database) -> RepositoryDesk:
    articles, clock = ArticleFolder(folder / "articles"), SystemClock()
    repository = Repository(articles.root, _PORTAL, clock, Remote(str(folder / "origin")))
    git = Git(repository, articles, lambda _: "w@example.com")
    return RepositoryDesk(database, clock, git)


def _killed_saves(folder: Path, author: Author, every: int) -> tuple[int, list[str]]:
    """Return how many saves were killed, and what was wrong afterwards."""
    file, faults = folder / "articles" / _PATH, list[str]()
    for line in count(1, every):
        old, new = file.read_text(), f"{_HEAD}Text {line}.\n"
        desk, database = _desk(folder)
        save = Save(new, desk.open(_PATH).base)
        database.close()
        was_killed = dies_at(line, _TRACED, partial(_save, folder, save, author))
        if file.read_text() not in {old, new}:
            faults.append(f"line {line}: the file is neither old nor new")
        faults += [f"line {line}: git: {fault}" for fault in _git_faults(folder, line)]
        if not was_killed:
            break
        faults += _after(folder, save, author, old)
        if _committed(folder) != new.encode():
            faults.append(f"line {line}: the next commit was not made")
    return line // every, faults


def _killed_pulls(folder: Path, every: int) -> tuple[int, list[str]]:
    """Return how many pulls were killed, and what was wrong afterwards."""
    articles, faults = folder / "articles", list[str]()
    pulled, loose = articles / "en/pulled.md", articles / "en/loose.md"
    loose.write_text("Nobody committed this.\n")
    for line in count(1, every):
        _push_from_elsewhere(folder, f"Pulled {line}.\n")
        old = pulled.read_text() if pulled.exists() else ""
        was_killed = dies_at(line, _TRACED_PULL, partial(_pull, folder))
        if (pulled.read_text() if pulled.exists() else "") not in {old, f"Pulled {line}.\n"}:
            faults.append(f"pull, line {line}: the file is neither old nor new")
        faults += [f"pull, line {line}: git: {fault}" for fault in _git_faults(folder, line)]
        _pull(folder)
        if pulled.read_text() != f"Pulled {line}.\n":
            faults.append(f"pull, line {line}: the next pull did not bring it")
        if not was_killed:
            break
    if loose.read_text() != "Nobody committed this.\n":
        faults.append("pull: a file that nobody committed is lost")
    return line // every, faults


def _pull(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'portal.db'}")
    _repository(folder, database).pull()
    database.close()


def _push_from_elsewhere(folder: Path, text: str) -> None:
    copy = folder / "copy"
    if not copy.exists():
        clone(str(folder / "origin"), str(copy), errstream=_NOWHERE).close()
    with Repo(str(copy)) as repo:
        (copy / "en/pulled.md").write_text(text)
        add(repo, [str(copy / "en/pulled.md")])
        commit(repo, b"Elsewhere", author=b"E <e@example.com>", committer=b"E <e@example.com>")
        push(repo, str(folder / "origin"), "master", outstream=_NOWHERE, errstream=_NOWHERE)


def _committed(folder: Path) -> bytes:
    """Return the article as the newest commit has it."""
    with Repo(str(folder / "articles")) as repo:
        found = repo[repo.head()]
        assert isinstance(found, Commit)
        _mode, blob = tree_lookup_path(repo.__getitem__, found.tree, str(_PATH).encode())
        return repo[blob].as_raw_string()


def _git_faults(folder: Path, line: int) -> list[str]:
    """Return what the git program, where there is one, finds wrong in the repository.

    It reads all of it, so it is asked at one line of ten.
    """
    if _GIT is None or line % 10 != 1:
        return []
    done = subprocess.run(
        [_GIT, "-c", "safe.directory=*", "fsck", "--strict", "--no-dangling"],
        cwd=folder / "articles",
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in (done.stdout + done.stderr).splitlines() if "notice" not in line]


def _after(folder: Path, save: Save, author: Author, old: str) -> list[str]:
    """Send the same save again, as the writer would, and look for both texts."""
    desk, database = _desk(folder)
    try:
        desk.save(_PATH, save, author)
        _repository(folder, database).run()
        texts = {revision.text for revision in desk.memory.history(_PATH)}
    except TextConflict:
        return [f"{save.text!r} cannot be sent again"]
    finally:
        database.close()
    return [f"lost: {text!r}" for text in (old, save.text) if text not in texts]


def _at_once(folder: Path, authors: list[Author]) -> list[str]:
    """Let everybody save their own text over the same one; only one may, and none is lost."""
    desk, database = _desk(folder)
    base = desk.open(_PATH).base
    database.close()
    children = []
    for author in authors:
        pid = os.fork()
        if not pid:
            status = 1
            try:
                _save(folder, Save(f"{_HEAD}By {author.name}.\n", base), author)
                status = 0
            except TextConflict:
                status = 2
            finally:
                os._exit(status)
        children.append(pid)
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    desk, database = _desk(folder)
    sheet = desk.open(_PATH)
    kept = {sheet.text, *(f.text for a in authors if (f := desk.memory.find_unsaved(sheet, a)))}
    database.close()
    faults = [f"lost: {a.name}" for a in authors if f"{_HEAD}By {a.name}.\n" not in kept]
    if sorted(ended) != [0, *[2] * (len(authors) - 1)]:
        faults.append(f"not one saved and the others told: {ended}")
    return faults


def _begin_repository(folder: Path) -> None:
    Repo.init_bare(str(folder / "origin"), mkdir=True, default_branch=b"master").close()
    with Repo.init(str(folder / "articles"), default_branch=b"master") as repo:
        add(repo, [str(folder / "articles" / _PATH)])
        commit(repo, b"First", author=b"E <e@example.com>", committer=b"E <e@example.com>")
        push(repo, str(folder / "origin"), "master", outstream=_NOWHERE, errstream=_NOWHERE)


def _authors(folder: Path) -> list[Author]:
    database = Database(f"sqlite:///{folder / 'portal.db'}")
    migrate.upgrade(database)
    identity = Identity(database, SystemClock(), key=b"k" * 32)
    made = [
        identity.add_staff(f"w{n}@example.com", f"Writer {n}", Role.WRITER, "a lamp over the sea")
        for n in range(_WRITERS)
    ]
    database.close()
    return [Author(member.id, member.name) for member in made]


@click.command()
@click.option("--every", default=1, help="kill at every so-manieth line only, to be quicker")
def main(every: int) -> None:
    """Run the experiment; ends with 1 where a promise was broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "articles" / _PATH
        file.parent.mkdir(parents=True)
        file.write_text(f"{_HEAD}Text 0.\n")
        _begin_repository(folder)
        authors = _authors(folder)
        killed, faults = _killed_saves(folder, authors[0], every)
        faults += _at_once(folder, authors)
        with Repo(str(folder / "articles")) as repo:  # only what both have can be pulled upon
            push(repo, str(folder / "origin"), "master", outstream=_NOWHERE, errstream=_NOWHERE)
        pulls, more = _killed_pulls(folder, every)
        faults += more
    click.echo(
        f"{killed} saves and their commits killed, {pulls} pulls killed, "
        f"{_WRITERS} writers at once: {len(faults)} faults"
    )
    for fault in faults:
        click.echo(f"  {fault}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
