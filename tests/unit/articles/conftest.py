from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.articles.service import ArticleService
from portal.articles.store import VoteStore, votes
from portal.storage.database import Database
from tests.fakes import FixedClock

VARIABLES = {"mail.host": "mail.faro.example", "panel.url": "https://panel.faro.example:2083"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of articles."""
    found = tmp_path / "articles"
    found.mkdir()
    return found


Write = Callable[..., None]


@pytest.fixture
def write(folder: Path) -> Write:
    """Write an article: `write("en/mail/x.md", "Text", title="X")`."""

    def written(path: str, body: str = "Text.", **head: object) -> None:
        head.setdefault("title", Path(path).stem.replace("-", " "))
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"---\n{lines}---\n{body}\n", encoding="utf-8")

    return written


@pytest.fixture
def open_library(folder: Path, tmp_path: Path) -> Callable[[], Library]:
    """Open the library as a process that starts does."""

    def opened() -> Library:
        return Library(
            ArticleFolder(folder),
            GoodVersions(tmp_path / "good"),
            Renderings(tmp_path / "rendered"),
            lambda _locale: VARIABLES,
        )

    return opened


@pytest.fixture
def library(open_library: Callable[[], Library]) -> Library:
    return open_library()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    votes.create(found.engine)
    yield found
    found.close()


@pytest.fixture
def events() -> list[object]:
    return []


@pytest.fixture
def service(library: Library, database: Database, events: list[object]) -> ArticleService:
    return ArticleService(
        library,
        VoteStore(database),
        FixedClock(),
        lambda text: text.replace("hunter2", "••••"),
        events.append,
    )
