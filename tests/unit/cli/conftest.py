from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main


@dataclass(frozen=True)
class Shop:
    """Empty folders for articles and data, and the command that works on them."""

    articles: Path
    data: Path
    run: Callable[..., Result]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    articles, data = tmp_path / "articles", tmp_path / "data"
    articles.mkdir()
    monkeypatch.setenv("PORTAL_ARTICLES", str(articles))
    monkeypatch.setenv("PORTAL_DATA", str(data))
    monkeypatch.setenv("PORTAL_INDEX", str(tmp_path / "index"))

    def run(*arguments: str, input: str | None = None) -> Result:  # noqa: A002  # click's name
        return CliRunner().invoke(main, arguments, input=input)

    return Shop(articles, data, run)
