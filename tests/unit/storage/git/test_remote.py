"""Others' changes come forward only, ours go over only what we know, and nothing is lost."""

from collections.abc import Callable

import pytest
from dulwich.objects import Blob, Commit, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from portal.storage.git import Hindered, Hindrance, Remote
from portal.storage.git.repository import Repository
from tests.fakes import FixedClock
from tests.unit.storage.git.conftest import GIT, MASTER, OLGA, House


def hindrance(action: Callable[[], object]) -> tuple[Hindrance, str]:
    with pytest.raises(Hindered) as caught:
        action()
    return caught.value.hindrance, caught.value.detail


class TestPulling:
    def test_others_changes_arrive(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n", "articles/cs/d/novy.md": "Nový\n"})
        assert house.repository().pull() == 2
        assert house.read("en/a.md") == "A2\n"
        assert house.read("cs/d/novy.md") == "Nový\n"
        assert house.repository().pull() == 0
        assert house.git("status", "--porcelain") == ""
        assert house.is_sound()

    def test_what_others_delete_goes_with_its_folder(self, house):
        house.elsewhere({"articles/cs/d/novy.md": "Nový\n"})
        house.repository().pull()
        house.elsewhere({"articles/cs/d/novy.md": None})
        house.repository().pull()
        assert not (house.articles / "cs").exists()

    def test_a_file_that_is_edited_and_not_committed_is_kept(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n", "articles/en/c.md": "C\n"})
        house.write("en/a.md", "A, half done\n")
        house.write("en/c.md", "Mine\n")
        found = hindrance(house.repository().pull)
        assert found == (Hindrance.IN_THE_WAY, "articles/en/a.md, articles/en/c.md")
        assert (house.read("en/a.md"), house.read("en/c.md")) == ("A, half done\n", "Mine\n")

    def test_an_edited_file_that_nobody_else_changed_is_in_nobodys_way(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n"})
        house.write("en/b.md", "B, half done\n")
        assert house.repository().pull() == 1
        assert house.read("en/b.md") == "B, half done\n"

    @pytest.mark.skipif(GIT is None, reason="the git program is not here")
    def test_what_is_staged_is_kept(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n"})
        house.write("en/a.md", "Staged\n")
        house.git("add", "articles/en/a.md")
        house.write("en/a.md", "A\n")
        assert hindrance(house.repository().pull)[0] is Hindrance.IN_THE_WAY
        assert house.git("show", ":articles/en/a.md") == "Staged\n"

    def test_histories_that_went_apart_are_said_and_stay(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n"})
        house.publish("en/b.md", "B2\n")
        before = house.heads()
        assert hindrance(house.repository().pull)[0] is Hindrance.DIVERGED
        assert hindrance(house.repository().push)[0] is Hindrance.DIVERGED
        assert house.heads() == before
        assert house.read("en/a.md") == "A\n"

    @pytest.mark.parametrize("path", ["articles/.git/x.md", "articles/..", "articles/.GIT/y"])
    def test_a_path_that_is_no_article_is_refused(self, house, path):
        push_tree(house, path.encode(), 0o100644)
        assert hindrance(house.repository().pull)[0] is Hindrance.UNSUPPORTED

    def test_a_link_is_not_followed_out_of_the_folder(self, house):
        push_tree(house, b"articles/en/c.md", 0o120000)
        assert hindrance(house.repository().pull)[0] is Hindrance.UNSUPPORTED
        assert not (house.articles / "en/c.md").is_symlink()

    def test_a_folder_that_is_a_link_is_in_the_way(self, house, tmp_path):
        (tmp_path / "outside").mkdir()
        (house.articles / "cs").symlink_to(tmp_path / "outside")
        house.elsewhere({"articles/cs/novy.md": "Nový\n"})
        assert hindrance(house.repository().pull)[0] is Hindrance.IN_THE_WAY
        assert list((tmp_path / "outside").iterdir()) == []

    def test_what_a_dead_process_had_done_counts_as_done(self, house):
        house.elsewhere({"articles/en/a.md": "A2\n", "articles/en/c.md": "C\n"})
        house.write("en/c.md", "C\n")
        assert house.repository().pull() == 2
        assert house.git("status", "--porcelain") == ""


def push_tree(house: House, path: bytes, mode: int) -> None:
    """Put a commit on the other side that has `path`, as no well-behaved program makes it."""
    with Repo(str(house.origin)) as repo:
        head = repo.refs[MASTER]
        names = path.split(b"/")
        one = Blob.from_string(b"/etc/passwd")
        repo.object_store.add_object(one)
        child, child_mode = one.id, mode
        newest = repo[head]
        assert isinstance(newest, Commit)
        whole = repo[newest.tree]
        assert isinstance(whole, Tree)
        for depth in range(len(names) - 1, -1, -1):
            tree = Tree() if depth else whole
            tree[names[depth]] = (child_mode, child)
            repo.object_store.add_object(tree)
            child, child_mode = tree.id, 0o040000
        made = Commit()
        made.tree, made.parents, made.message = child, [head], b"x\n"
        made.author = made.committer = b"E <e@example.com>"
        made.author_time = made.commit_time = made.author_timezone = made.commit_timezone = 0
        repo.object_store.add_object(made)
        repo.refs[MASTER] = made.id


class TestPushing:
    def test_our_commits_go_there_once(self, house):
        house.publish("en/a.md", "A2\n")
        assert house.repository().push()
        assert house.heads()[0] == house.heads()[1]
        assert not house.repository().push()

    def test_a_branch_of_another_name_is_made_there(self, house):
        house.publish("en/a.md", "A2\n")
        there = Remote(str(house.origin), "drafts")
        Repository(house.articles, OLGA, FixedClock(), there).push()
        with Repo(str(house.origin)) as repo:
            assert repo.refs[Ref(b"refs/heads/drafts")] == house.heads()[0]
            assert repo.refs[MASTER] != house.heads()[0]

    def test_without_another_side_nothing_goes_or_comes(self, house):
        alone = house.repository("")
        assert not alone.push()
        assert alone.pull() == 0


class TestTheOtherSide:
    @pytest.mark.parametrize(
        ("address", "found"),
        [
            (
                "https://u:pass@127.0.0.1:9/x.git",
                (Hindrance.UNREACHABLE, "127.0.0.1: GitProtocolError"),
            ),
            ("http://git.example/x.git", (Hindrance.REFUSED, "git.example: not over http")),
            ("git://git.example/x", (Hindrance.REFUSED, "git.example: not over git")),
            ("ext::sh -c true", (Hindrance.REFUSED, "ext: not over ext")),
        ],
    )
    def test_what_goes_wrong_names_the_host_and_no_password(self, house, address, found):
        assert hindrance(house.repository(address).pull) == found

    def test_a_folder_that_is_none_is_said(self, house):
        assert hindrance(house.repository("nowhere").pull)[0] is Hindrance.UNREACHABLE

    def test_credentials_come_from_a_file_and_do_not_show(self, house, tmp_path):
        (tmp_path / "token").write_text("secret-token\n")
        there = Remote("https://127.0.0.1:9/x.git", credentials=tmp_path / "token")
        said = hindrance(Repository(house.articles, OLGA, FixedClock(), there).pull)
        assert "secret" not in str(said)
