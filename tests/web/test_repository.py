"""Articles in git: a publish is a commit, others' commits come in, trouble is seen."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner
from dulwich.objects import Commit, Tree
from dulwich.porcelain import add, clone, commit, push
from dulwich.refs import Ref
from dulwich.repo import Repo
from flask.testing import FlaskClient

from portal.cli import main
from portal.delivery.rules.webhooks import read_secret, sign
from portal.identity.model import Role
from portal.kernel.locale import Locale
from portal.writing.model import Author, Significance
from portal.writing.model.repository import Errand
from portal.writing.rules.phases import Step
from portal.writing.service.saving import Save
from tests.desk import DRAFT, PATH, TEXT, put_article
from tests.factories import Portal, picture, portal_in, send_form
from tests.people import add_staff, sign_in_staff

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MASTER = Ref(b"refs/heads/master")
ME = b"Somebody <somebody@example.com>"


@dataclass
class Room:
    """A portal whose articles are in a repository with another side, and a writer."""

    portal: Portal
    writer: Author
    client: FlaskClient
    origin: Path

    @property
    def articles(self) -> Path:
        return self.portal.services.settings.articles

    def run(self) -> None:
        self.portal.services.repository.run()

    def write(self, text: str, path: str = PATH) -> None:
        put_article(self.portal, text, path)

    def save(self, text: str, step: Step = Step.PUBLISH, comment: str = "") -> None:
        desk = self.portal.services.writing
        if not (self.articles / PATH).exists():
            self.write(DRAFT)
        path = PurePosixPath(PATH)
        base = desk.open(path).base
        wish = Save(text, base, step, comment=comment, significance=Significance.MAJOR)
        desk.save(path, wish, self.writer)

    def head(self, folder: Path | None = None) -> Commit:
        with Repo(str(folder or self.articles)) as repo:
            found = repo[repo.refs[MASTER]]
            assert isinstance(found, Commit)
            return found

    def names(self, made: Commit, under: str = "en/mail-setup") -> set[str]:
        with Repo(str(self.articles)) as repo:
            tree = repo[made.tree]
            for part in under.encode().split(b"/"):
                assert isinstance(tree, Tree)
                tree = repo[tree[part][1]]
            assert isinstance(tree, Tree)
            return {name.decode() for name in tree}

    def elsewhere(self, path: str, text: str) -> None:
        """Push a change of somebody else's."""
        copy = self.origin.with_name("copy")
        if not copy.exists():
            clone(str(self.origin), str(copy)).close()
        with Repo(str(copy)) as repo:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_text(text, encoding="utf-8")
            add(repo, [str(copy / path)])
            commit(repo, b"From elsewhere", author=ME, committer=ME)
            push(repo, str(self.origin), "master")

    def call(self, key: str = SECRET, call_id: str = "call-1", body: bytes = b"{}") -> int:
        headers = sign(read_secret(key), call_id, self.portal.clock.now(), body)
        answer = self.portal.app.test_client().post(
            "/api/v1/articles/pull", data=body, headers=headers
        )
        return answer.status_code

    def problem(self, errand: Errand) -> str:
        return self.portal.services.repository.standing().errands[errand].problem


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("repository")
    with portal_in(
        folder,
        locale=Locale.EN,
        articles_git=True,
        articles_git_remote=str(folder / "origin"),
        articles_git_push=True,
        articles_git_secret=SECRET,
    ) as portal:
        yield portal


@pytest.fixture
def room(portal: Portal) -> Room:
    articles = portal.services.settings.articles
    origin = articles.with_name("origin")
    for folder in (articles, origin, articles.with_name("copy")):
        shutil.rmtree(folder, ignore_errors=True)
    Repo.init_bare(str(origin), mkdir=True, default_branch=b"master").close()
    with Repo.init(str(articles), mkdir=True, default_branch=b"master") as repo:
        (articles / "README").write_text("Ours\n")
        add(repo, [str(articles / "README")])
        commit(repo, b"The first", author=ME, committer=ME)
        push(repo, str(origin), "master")
    portal.services.articles.library.refresh()
    olga = add_staff(portal, Role.WRITER, "Olga")
    client = sign_in_staff(portal, olga.email)
    return Room(portal, Author(olga.id, olga.name), client, origin)


class TestAPublish:
    def test_is_a_commit_by_its_writer_here_and_there(self, room):
        room.save(DRAFT, comment="An article about aliases")
        room.run()
        made = room.head()
        assert made.author == b"Olga <writer@staff.example>"
        assert made.message.splitlines()[0] == b"An article about aliases"
        assert b"Significance: major" in made.message
        assert room.head(room.origin).id == made.id
        assert room.portal.services.repository.standing().pending == ()

    def test_takes_its_pictures_along_and_nothing_else(self, room):
        shown = DRAFT + "\n![The list](list.png){width=8 height=8}\n"
        for name in ("list.png", "other.png"):
            room.write("", PATH)
            (room.articles / "en/mail-setup" / name).write_bytes(picture())
        room.write(DRAFT)
        room.write(
            "---\ntitle: Half an alias\nstatus: draft\n---\n\nNot yet.\n",
            "en/mail-setup/lying-about.md",
        )
        room.save(shown)
        room.run()
        assert room.names(room.head()) == {"aliases.md", "list.png"}

    def test_a_rename_and_an_archiving_are_commits_too(self, room):
        room.save(DRAFT)
        room.save(DRAFT.replace("key: aliases", "key: aliases\nslug: second-address"))
        room.save(DRAFT, Step.ARCHIVE)
        room.run()
        made = room.head()
        with Repo(str(room.articles)) as repo:
            said = [entry.commit.message.splitlines()[0] for entry in repo.get_walker()]
        assert said == [
            b"Archive: Set up an alias",
            b"Publish: Set up an alias",
            b"Publish: Set up an alias",
            b"The first",
        ]
        assert b"Article: en/mail-setup/aliases.md" in made.message

    def test_a_draft_is_nobodys_business_yet(self, room):
        first = room.head().id
        room.save(DRAFT.replace("panel", "new panel"), Step.SAVE)
        room.run()
        assert room.head().id == first
        assert room.portal.services.repository.standing().pending == ()

    def test_a_draft_that_came_from_git_goes_back_into_it(self, room):
        room.elsewhere(PATH, DRAFT)
        assert room.portal.services.repository.pull() == 1
        room.portal.services.articles.library.refresh()
        room.save(DRAFT.replace("panel", "new panel"), Step.SAVE)
        room.run()
        assert room.head().message.startswith(b"Save: Set up an alias")


class TestTrouble:
    def test_the_publish_stands_is_seen_to_wait_and_goes_on_by_itself(self, room):
        lock = room.articles / ".git/index.lock"
        lock.write_text("theirs")
        room.save(DRAFT)
        room.run()
        shown = room.portal.app.test_client().get("/en/articles/aliases")
        assert shown.status_code == 200
        assert "What was published is not committed yet" in room.client.get("/desk/").text
        page = room.client.get("/desk/repository").text
        assert "The repository needs a look" in page
        assert "index.lock: git is at work" in page
        lock.unlink()
        room.run()  # too early: it waits a little longer each time
        assert room.problem(Errand.COMMIT) == "locked"
        room.portal.clock.advance(seconds=11)
        room.run()
        assert room.head().author.startswith(b"Olga")
        assert "needs a look" not in room.client.get("/desk/repository").text

    def test_a_push_that_fails_is_tried_again_until_it_arrives(self, room):
        away = room.origin.with_name("away")
        room.origin.rename(away)
        room.save(DRAFT)
        room.run()
        assert room.problem(Errand.PUSH) == "unreachable"
        assert room.head().author.startswith(b"Olga")  # committed all the same
        away.rename(room.origin)
        send_form(room.client, "/desk/repository")
        room.run()
        assert room.head(room.origin).id == room.head().id
        assert room.portal.services.repository.problems() == ()

    def test_histories_that_went_apart_are_told_and_kept(self, room):
        away = room.origin.with_name("away")
        room.elsewhere("en/dns/other.md", DRAFT)
        room.origin.rename(away)
        room.save(DRAFT)
        room.run()
        away.rename(room.origin)
        send_form(room.client, "/desk/repository")
        room.run()
        assert room.problem(Errand.PULL) == "diverged"
        assert "bring them together with git" in room.client.get("/desk/").text
        assert (room.articles / PATH).exists()


class TestACallFromOutside:
    def test_brings_what_was_pushed(self, room):
        room.elsewhere(PATH, TEXT)
        assert room.call() == 202
        room.run()
        room.portal.services.articles.library.refresh()
        answer = room.portal.app.test_client().get("/en/articles/aliases")
        assert answer.status_code == 200

    def test_counts_once(self, room):
        assert room.call() == 202
        room.run()
        assert room.call() == 202
        asked = room.portal.services.repository.standing().errands[Errand.PULL].asked_at
        assert asked is None

    def test_that_is_not_signed_is_refused(self, room):
        other = "whsec_" + "QUJD" * 8
        assert room.call(key=other) == 401
        assert room.portal.app.test_client().post("/api/v1/articles/pull").status_code == 401

    def test_is_for_nobody_where_nothing_is_kept_in_git(self, tmp_path):
        with portal_in(tmp_path) as portal:
            client = portal.app.test_client()
            assert client.post("/api/v1/articles/pull").status_code == 404


class TestTheCommand:
    @pytest.fixture
    def invoke(self, room, monkeypatch):
        settings = room.portal.services.settings
        monkeypatch.setenv("PORTAL_DATA", str(settings.data))
        monkeypatch.setenv("PORTAL_ARTICLES", str(settings.articles))
        monkeypatch.setenv("PORTAL_ARTICLES_GIT", "1")
        monkeypatch.setenv("PORTAL_ARTICLES_GIT_REMOTE", str(room.origin))
        return lambda *words: CliRunner().invoke(main, ["articles", *words])

    def test_pulls_and_says_what_is_in_the_way(self, room, invoke):
        room.elsewhere(PATH, DRAFT)
        assert invoke("pull").output == "1 files changed.\n"
        assert invoke("pull").output == "Nothing new there.\n"
        room.elsewhere(PATH, DRAFT.replace("panel", "new panel"))
        room.write("half done", PATH)
        answer = invoke("pull")
        assert answer.exit_code == 1
        assert "not committed" in answer.output
        assert (room.articles / PATH).read_text() == "half done"
        assert PATH in invoke("status").output

    def test_without_git_it_says_so(self, room, invoke, monkeypatch):
        monkeypatch.setenv("PORTAL_ARTICLES_GIT", "")
        answer = invoke("status")
        assert answer.exit_code == 2
