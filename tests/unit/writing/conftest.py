from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pytest

from portal.site import DEFAULTS, SiteFiles
from portal.writing.files import read_provider
from portal.writing.service import CheckService, Report


@dataclass(frozen=True)
class _Noon:
    def now(self) -> datetime:
        return datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A folder of articles and a data folder, both empty, and the check over them."""

    articles: Path
    data: Path

    def write(self, path: str, text: str | bytes) -> None:
        full = self.articles / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())

    def write_site(self, name: str, text: str) -> None:
        path = self.data / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def service(self) -> CheckService:
        return CheckService(self.articles, SiteFiles(self.data), _Noon())

    @cached_property
    def at_the_desk(self) -> CheckService:
        """The same check as the portal runs it: with the provider's files read once."""
        provider = read_provider(SiteFiles(self.data))
        flows = frozenset(path.stem for path in (DEFAULTS / "flows").glob("*.yml"))
        return replace(self.service, in_use=lambda: (provider, flows))

    def run(self) -> Report:
        return self.service.run()

    def said(self, folder: Path | None = None) -> list[str]:
        """Return `path line level code` of what is wrong in `folder`, the articles by default."""
        where = folder or self.articles
        return [
            f"{Path(f.path).relative_to(where).as_posix()} {f.line} {f.level} {f.code}"
            for f in self.run().findings
            if Path(f.path).is_relative_to(where)
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return _desk_in(tmp_path)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk for the tests that look at one and the same folder."""
    return _desk_in(tmp_path_factory.mktemp("desk"))


def _desk_in(folder: Path) -> Desk:
    (folder / "articles").mkdir()
    return Desk(folder / "articles", folder / "data")
