"""Articles in git: what is published is committed in its writer's name, pushed where that is
wanted, and others' commits are brought in.

A save only notes that its text is to be committed, in its own transaction; all that talks to git
happens behind it, in the worker. So nothing that goes wrong with git or the network costs a text:
it is tried again, and the desk says why it waits. Others' commits come first, because only what
stands on them can be pushed.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from portal.articles.files import ArticleFolder
from portal.delivery.rules.webhooks import verify
from portal.delivery.store.lines import note_arrival
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token
from portal.storage.database import Database
from portal.storage.git import Change, Hindered, Hindrance, Signature
from portal.writing.model import Revision
from portal.writing.model.repository import Errand, Pending, Progress
from portal.writing.rules.commits import (
    failed,
    is_out_of_sight,
    message_of,
    pictures_of,
    succeeded,
)
from portal.writing.store import RepositoryStore, WritingStore

if TYPE_CHECKING:  # git's library is loaded only where git is used
    from portal.storage.git.repository import Committing, Repository

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """How the repository is doing. `branch` and `commit` are empty where it cannot be opened."""

    errands: Mapping[Errand, Progress]
    pending: tuple[Pending, ...]
    branch: str
    commit: str
    has_remote: bool

    @property
    def problems(self) -> tuple[Progress, ...]:
        """The errands that could not be done."""
        return tuple(one for one in self.errands.values() if one.problem)


@dataclass(frozen=True)
class Git:
    """The repository and what the settings say of it. `mail_of` knows a writer's address by name.

    `key` signs calls from outside; None: there are none.
    """

    repository: "Repository"
    folder: ArticleFolder
    mail_of: Callable[[str], str]
    pushes: bool = False
    key: bytes | None = None


class RepositoryDesk:
    """Runs the errands with the repository; without one there is nothing to do."""

    def __init__(self, database: Database, clock: Clock, git: Git | None) -> None:
        self._database, self._clock, self._git = database, clock, git
        self._store, self._texts = RepositoryStore(), WritingStore()

    @property
    def is_used(self) -> bool:
        """Whether the articles are kept in git."""
        return self._git is not None

    def standing(self) -> Standing:
        """Return how it is going. Raises NotFound where git is not used."""
        git = self._demand_git()
        with self._database.read() as connection:
            errands = {errand: self._store.progress(connection, errand) for errand in Errand}
            pending = tuple(self._store.pending(connection))
        try:
            here = git.repository.standing()
        except (Hindered, OSError):
            return Standing(errands, pending, "", "", git.repository.has_remote)
        return Standing(errands, pending, here.branch, here.commit, git.repository.has_remote)

    def _demand_git(self) -> Git:
        if self._git is None:
            raise NotFound("the articles are not kept in git (PORTAL_ARTICLES_GIT)")
        return self._git

    def problems(self) -> tuple[Progress, ...]:
        """Return the errands that could not be done; none where git is not used."""
        if self._git is None:
            return ()
        with self._database.read() as connection:
            found = [self._store.progress(connection, errand) for errand in Errand]
        return tuple(one for one in found if one.problem)

    def ask(self, *errands: Errand) -> None:
        """Let the worker do `errands` now, whatever went wrong before."""
        self._demand_git()
        now = self._clock.now()
        with self._database.write() as connection:
            for errand in errands:
                known = self._store.progress(connection, errand)
                wanted = replace(known, asked_at=known.asked_at or now, next_at=None)
                self._store.keep_progress(connection, wanted)

    def take_call(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Let the worker pull, because somebody outside says so; False where they had said it.

        Raises NotTrusted for what is not signed, NotFound where no calls are taken.
        """
        git = self._demand_git()
        if git.key is None or not git.repository.has_remote:
            raise NotFound("nothing is pulled here")
        call_id = verify(git.key, headers, body, self._clock.now())
        with self._database.write() as connection:
            if not note_arrival(connection, hash_token(f"pull\n{call_id}"), self._clock.now()):
                return False
            known = self._store.progress(connection, Errand.PULL)
            wanted = replace(known, asked_at=self._clock.now(), next_at=None)
            self._store.keep_progress(connection, wanted)
        return True

    def run(self) -> None:
        """Do what is due: bring others' commits, commit what was saved, push."""
        git = self._git
        if git is None:
            return
        with self._database.read() as connection:
            has_news = bool(self._store.pending(connection))
        if git.repository.has_remote:
            self._run(Errand.PULL, git.repository.pull, wanted=has_news)
        pushes = git.pushes and git.repository.has_remote
        if has_news and pushes:  # before the commit: no moment at which nobody remembers
            self.ask(Errand.PUSH)
        self._run(Errand.COMMIT, self._commit_pending, wanted=has_news)
        if pushes:
            self._run(Errand.PUSH, git.repository.push)

    def pull(self) -> int:
        """Bring others' commits at once; return how many files changed. Raises Hindered."""
        repository = self._demand_git().repository
        now = self._clock.now()
        try:
            changed = repository.pull()
        except Hindered as hindered:
            self._settle(Errand.PULL, now, hindered)
            raise
        self._settle(Errand.PULL, now, None)
        return changed

    def _run(self, errand: Errand, work: Callable[[], object], *, wanted: bool = False) -> None:
        now = self._clock.now()
        with self._database.read() as connection:
            known = self._store.progress(connection, errand)
        asked = replace(known, asked_at=known.asked_at or now) if wanted else known
        if not asked.is_due(now):
            return
        try:
            work()
        except Hindered as hindered:
            self._settle(errand, now, hindered)
        except OSError as error:
            broken = Hindered(Hindrance.BROKEN, str(error.strerror or type(error).__name__))
            self._settle(errand, now, broken)
        else:
            self._settle(errand, now, None)

    def _settle(self, errand: Errand, began: datetime, hindered: Hindered | None) -> None:
        """Keep how an errand went; one that was asked for again meanwhile is done again."""
        now = self._clock.now()
        with self._database.write() as connection:
            known = self._store.progress(connection, errand)
            if hindered is None:
                after = succeeded(known, now)
                if known.asked_at is not None and known.asked_at > began:
                    after = replace(after, asked_at=known.asked_at)
            else:
                after = failed(known, hindered.hindrance.value, hindered.detail, now)
            self._store.keep_progress(connection, after)
        if hindered is not None:
            _log.warning("articles in git: %s waits: %s", errand, hindered)

    def _commit_pending(self) -> None:
        git = self._demand_git()
        with git.repository.committing() as bench:
            with self._database.read() as connection:  # inside: others of ours may have done some
                pending = self._store.pending(connection)
            for one in pending:
                self._commit(git, bench, one)
                with self._database.write() as connection:
                    self._store.forget_pending(connection, one)

    def _commit(self, git: Git, bench: "Committing", one: Pending) -> None:
        with self._database.read() as connection:
            revision = self._texts.find_revision(connection, one.path, one.number)
        if revision is None:
            return
        if is_out_of_sight(one.path, revision.text) and not bench.has(one.path):
            return  # a draft is its writer's until somebody sees it
        made = bench.commit(_change(git, bench, one.path, revision))
        if made:
            _log.info("articles in git: %s is %s, by %s", one.path, made[:10], revision.author)


def _change(git: Git, bench: "Committing", path: PurePosixPath, revision: Revision) -> Change:
    files = {path: revision.text.encode()}
    for picture in pictures_of(path, revision.text):
        file = git.folder.find_picture(str(picture))
        if file is not None and not bench.has(picture):
            files[picture] = file.read_bytes()
    author = Signature(revision.author, git.mail_of(revision.author))
    return Change(files, author, message_of(path, revision), revision.at)
