"""A publish becomes a commit of just its files, and git agrees that all is in order."""

import os
import signal
import sys
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any

import pytest
from dulwich.objects import Commit
from dulwich.repo import Repo

from portal.storage.git import Change, Hindered, Hindrance, Signature
from portal.storage.git.repository import Repository
from tests.fakes import START, FixedClock
from tests.unit.storage.git.conftest import GIT, OLGA, House

needs_git = pytest.mark.skipif(GIT is None, reason="the git program is not here")


class TestCommitting:
    def test_it_has_its_author_its_message_and_its_moment(self, house):
        house.publish("en/a.md", "A2\n", "Say it <better>\n\nMajor change")
        with Repo(str(house.root)) as repo:
            made = repo[repo.head()]
        assert isinstance(made, Commit)
        assert made.author == b"Olga <olga@example.com>"
        assert made.committer == b"Portal <p@example.com>"
        assert made.message == b"Say it <better>\n\nMajor change\n"
        assert made.author_time == int(START.timestamp())

    def test_a_name_cannot_forge_a_header(self):
        forged = Signature("Eve <x@example.com>\ncommitter Boss", "eve@example.com")
        assert forged.to_bytes() == b"Eve x@example.com committer Boss <eve@example.com>"

    @needs_git
    def test_git_sees_a_clean_tree_afterwards(self, house):
        house.publish("en/a.md", "A2\n")
        house.publish("es/nuevo.md", "Hola\n")
        assert house.git("status", "--porcelain") == ""
        assert house.git("show", "HEAD:articles/es/nuevo.md") == "Hola\n"
        assert house.git("log", "--format=%an %s").splitlines()[0] == "Olga A better text"
        assert house.is_sound()

    @needs_git
    def test_what_others_have_staged_or_lying_about_stays_theirs(self, house):
        house.write("en/b.md", "B, half done\n")
        house.git("add", "articles/en/b.md")
        (house.root / "README").write_text("Changed\n")
        house.write("en/loose.md", "Loose\n")
        house.publish("en/a.md", "A2\n")
        status = house.git("status", "--porcelain").splitlines()
        assert sorted(status) == [" M README", "?? articles/en/loose.md", "M  articles/en/b.md"]
        assert house.git("show", "--name-only", "--format=").split() == ["articles/en/a.md"]

    @needs_git
    def test_the_published_text_is_committed_though_the_file_went_on(self, house):
        house.write("en/a.md", "A3, by an editor\n")
        files = {PurePosixPath("en/a.md"): b"A2\n"}
        with house.repository().committing() as bench:
            bench.commit(Change(files, OLGA, "A2", START))
        assert house.git("show", "HEAD:articles/en/a.md") == "A2\n"
        assert house.git("status", "--porcelain") == " M articles/en/a.md\n"
        assert house.read("en/a.md") == "A3, by an editor\n"

    def test_the_same_again_is_no_commit(self, house):
        first = house.publish("en/a.md", "A2\n")
        assert first is not None
        assert house.publish("en/a.md", "A2\n") is None

    def test_the_first_commit_of_all_is_one_too(self, tmp_path):
        articles = tmp_path / "articles"
        articles.mkdir()
        Repo.init(str(articles), default_branch=b"main").close()
        fresh = Repository(articles, OLGA, FixedClock())
        with fresh.committing() as bench:
            assert not bench.has(PurePosixPath("a.md"))
            assert bench.commit(Change({PurePosixPath("a.md"): b"A"}, OLGA, "A", START))
            assert bench.has(PurePosixPath("a.md"))
            assert not bench.has(PurePosixPath("a.md/b"))
        assert fresh.standing().branch == "main"


class TestWhatStandsInTheWay:
    def hindrance(self, house: House) -> Hindrance:
        with pytest.raises(Hindered) as caught:
            house.publish("en/a.md", "A2\n")
        return caught.value.hindrance

    def test_a_folder_in_no_repository_is_said_to_be_none(self, tmp_path):
        alone = Repository(tmp_path, OLGA, FixedClock())
        with pytest.raises(Hindered, match="no_repository"):
            alone.standing()

    def test_without_a_branch_there_is_no_place_for_it(self, house):
        head = house.heads()[0].decode()
        (house.root / ".git/HEAD").write_text(f"{head}\n")
        assert self.hindrance(house) is Hindrance.NO_BRANCH

    def test_somebodys_merge_is_waited_for(self, house):
        (house.root / ".git/MERGE_HEAD").write_text("x")
        assert self.hindrance(house) is Hindrance.UNFINISHED

    @pytest.mark.parametrize("lock", ["index.lock", "refs/heads/master.lock"])
    def test_a_lock_of_others_is_left_alone(self, house, lock):
        path = house.root / ".git" / lock
        path.write_text("theirs")
        assert self.hindrance(house) is Hindrance.LOCKED
        assert path.read_text() == "theirs"
        path.unlink()
        assert house.publish("en/a.md", "A2\n")

    def test_a_damaged_index_is_not_written_over(self, house):
        index = house.root / ".git/index"
        index.write_bytes(index.read_bytes()[:-1] + b"x")
        damaged = index.read_bytes()
        assert self.hindrance(house) is Hindrance.UNSUPPORTED
        assert index.read_bytes() == damaged


def kill_at(line: int) -> None:
    """End this process, as a power cut would, at a line of our own code from now on."""
    seen = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal seen
        if "portal/storage/" not in frame.f_code.co_filename:
            return trace if "dulwich/" in frame.f_code.co_filename else None
        seen += event == "line"
        if seen == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def publish_and_die(house: House, line: int) -> bool:
    """Return whether a process died that was to publish, and to die at `line`."""
    pid = os.fork()
    if not pid:
        kill_at(line)
        house.publish("en/a.md", f"A{line}\n")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("line", range(60, 260, 20))
def test_after_a_kill_the_next_one_commits(house: House, line: int) -> None:
    publish_and_die(house, line)
    house.publish("en/a.md", f"A{line}\n")
    house.publish("en/b.md", "B2\n")
    left = [*Path(house.root / ".git").rglob("*.lock")]
    assert left == []
    assert house.is_sound()
    assert house.git("status", "--porcelain", "--untracked-files=no") == ""
