"""Kill a writer's save at every line of it, and let writers save at once (P7).

`python -m tests.crash.save_kill` prints how many kills left a file that is neither the old nor the
new version, or a text that nobody can find again. Allowed is none.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any

import click

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.identity.model import Role
from portal.identity.service import Identity
from portal.kernel.clock import SystemClock
from portal.site import DEFAULTS, SiteFiles
from portal.storage import migrate
from portal.storage.database import Database
from portal.writing.model import Author
from portal.writing.service import CheckService
from portal.writing.service.desk import Desk, Save, TextConflict

_PATH = PurePosixPath("en/mail-setup/saved.md")
_HEAD = "---\ntitle: Saved\nstatus: draft\n---\n"
_TRACED = ("portal/writing/service/desk.py", "portal/storage/files.py", "portal/writing/store.py")
_WRITERS = 6


def _desk(folder: Path) -> tuple[Desk, Database]:
    database, clock = Database(f"sqlite:///{folder / 'portal.db'}"), SystemClock()
    articles = ArticleFolder(folder / "articles")
    good, drawn = GoodVersions(folder / "good"), Renderings(folder / "drawn")
    library = Library(articles, good, drawn, lambda _: {})
    library.refresh()
    checks = CheckService(articles.root, SiteFiles(DEFAULTS), clock)
    return Desk(database, library, checks, clock), database


def _in_a_fork(work: Callable[[], None]) -> int:
    """Return how a copy of this process ended that did `work`."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _kill_at(line: int) -> None:
    """End this process, as a power cut would, at the given line of what is traced from now on."""
    seen = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal seen
        if not frame.f_code.co_filename.endswith(_TRACED):
            return None
        seen += event == "line"
        if seen == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def _save(folder: Path, save: Save, author: Author, line: int = 0) -> None:
    desk, database = _desk(folder)
    if line:
        _kill_at(line)
    try:
        desk.save(_PATH, save, author)
    finally:
        sys.settrace(None)
        database.close()


def _killed_saves(folder: Path, author: Author) -> tuple[int, list[str]]:
    """Return how many saves were killed, and what was wrong afterwards."""
    file, faults, line = folder / "articles" / _PATH, list[str](), 0
    while True:
        line += 1
        old, new = file.read_text(), f"{_HEAD}Text {line}.\n"
        desk, database = _desk(folder)
        save = Save(new, desk.open(_PATH).base)
        database.close()
        ended = _in_a_fork(lambda save=save, line=line: _save(folder, save, author, line))  # type: ignore[misc]  # bound now
        if file.read_text() not in {old, new}:
            faults.append(f"line {line}: the file is neither old nor new")
        if ended != -signal.SIGKILL:
            return line - 1, faults
        faults += _after(folder, save, author, old)


def _after(folder: Path, save: Save, author: Author, old: str) -> list[str]:
    """Send the same save again, as the writer would, and look for both texts."""
    desk, database = _desk(folder)
    try:
        desk.save(_PATH, save, author)
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


def _authors(folder: Path) -> list[Author]:
    database = Database(f"sqlite:///{folder / 'portal.db'}")
    migrate.upgrade(database)
    identity = Identity(database, SystemClock())
    made = [
        identity.add_staff(f"w{n}@example.com", f"Writer {n}", Role.WRITER, "a lamp over the sea")
        for n in range(_WRITERS)
    ]
    database.close()
    return [Author(member.id, member.name) for member in made]


@click.command()
@click.option("--kills", default=0, hidden=True, help="every line is killed once, whatever is said")
def main(kills: int) -> None:
    """Run the experiment; ends with 1 where a promise was broken."""
    del kills
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "articles" / _PATH
        file.parent.mkdir(parents=True)
        file.write_text(f"{_HEAD}Text 0.\n")
        authors = _authors(folder)
        killed, faults = _killed_saves(folder, authors[0])
        faults += _at_once(folder, authors)
    click.echo(f"{killed} saves killed, {_WRITERS} writers at once: {len(faults)} faults")
    for fault in faults:
        click.echo(f"  {fault}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
