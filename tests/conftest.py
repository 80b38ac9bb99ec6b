"""A portal over a small folder of articles, for whoever needs one."""

from tests.surroundings import find_chromium  # isort: skip  # before all else is imported

import os
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from typing_extensions import override
from werkzeug.routing import Rule
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from portal.app import Services, build, create_app
from portal.kernel.yamlmap import Document, read_yaml
from portal.settings import Settings
from tests.conftest_postgres import find_programs
from tests.factories import empty_database, write_articles

# Two cores and many tests: a slow moment of the machine is no failure.
_SLACK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("quick", max_examples=60, **_SLACK)  # type: ignore[arg-type]  # of many types
hypothesis_settings.register_profile("thorough", max_examples=2000, **_SLACK)  # type: ignore[arg-type]  # the same
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


_PROGRAMS: dict[str, Callable[[], object]] = {
    "chromium": find_chromium,
    "postgres": lambda: os.environ.get("PORTAL_TEST_POSTGRES") or find_programs(),
    "clamd": lambda: shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin"),
}
_JOURNEYS = "tests/journeys"
_LEFT_OUT = pytest.StashKey[dict[str, int]]()


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """A worker takes a whole file, so that what its tests share is made once."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        """All journeys are one: they share a served portal."""
        path = nodeid.partition("::")[0]
        return _JOURNEYS if path.startswith(_JOURNEYS) else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _ByFile:
    """Give each worker whole files."""
    return _ByFile(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the rest unread where only the rules are asked for: reading it all takes longer."""
    if config.option.markexpr != "rules":
        return None
    tests = collection_path.rglob("test_*.py") if collection_path.is_dir() else [collection_path]
    return not any("pytest.mark.rules" in file.read_text("utf-8") for file in tests) or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a program that is not here; `PORTAL_TEST_REQUIRE` forbids that.

    The journeys come first: begun last, they would keep one worker busy and the others waiting.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(_JOURNEYS))
    required = os.environ.get("PORTAL_TEST_REQUIRE", "").split(",")
    left_out: dict[str, int] = {}
    for name, find in _PROGRAMS.items():
        if find():
            continue
        if name in required:
            raise pytest.UsageError(f"{name} is required and not here")
        gone = [item for item in items if item.get_closest_marker(name)]
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)
        left_out[name] = len(gone)
    config.stash[_LEFT_OUT] = left_out


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say aloud what is left out; with several workers, each program is named once before."""
    found = config.stash.get(_LEFT_OUT, {})
    return [f"LEFT OUT: {count} tests that need {name}" for name, count in found.items()]


def pytest_report_header() -> list[str]:
    """Name the programs that are missing, whatever runs the tests."""
    missing = [name for name, find in _PROGRAMS.items() if not find()]
    return [f"MISSING: {name}; tests that need it are left out" for name in missing]


@pytest.fixture(scope="session")
def sample_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of articles that no test changes."""
    return write_articles(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the portals of all workers share what templates compile to, most of a first page's time.

    It lives as long as the run: a template's text tells it apart, but not how we compile it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        cache = FileSystemBytecodeCache(str(folder))
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": cache})
        yield


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> Iterator[None]:
    """Let all portals share what their routes compile to: each has a few hundred, the same ones."""
    made: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, *rule._trace, append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_read_once() -> Iterator[None]:
    """Read a text as YAML once: every portal, and every check, begins with the same files."""
    read_once = lru_cache(maxsize=512)(read_yaml)

    def read(text: str, first_line: int = 1) -> Document:
        found = read_once(text, first_line)
        return Document(found.data, found.lines, list(found.problems))

    with pytest.MonkeyPatch.context() as patch:
        for reader in ("kernel.strict", "writing.files", "articles.rules.source"):
            patch.setattr(f"portal.{reader}.read_yaml", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords at the least cost: at the real one, signing in takes most tests' time.

    What is served in a process of its own keeps the real cost.
    """
    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.identity.service.staff.PasswordHasher", quick)
        yield


@pytest.fixture
def settings(tmp_path: Path, sample_articles: Path) -> Settings:
    (tmp_path / "data").mkdir()
    shutil.copy(empty_database(), tmp_path / "data" / "portal.db")
    return Settings(data=tmp_path / "data", index=tmp_path / "index", articles=sample_articles)


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    built = build(settings)
    yield built
    built.database.close()


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory, sample_articles: Path) -> Iterator[Flask]:
    """A portal that tests only read, or write to without a look at what others wrote."""
    folder = tmp_path_factory.mktemp("shared")
    services = build(Settings(data=folder / "data", index=folder / "i", articles=sample_articles))
    yield create_app(services=services)
    services.database.close()


@pytest.fixture
def visitor(shared_app: Flask) -> FlaskClient:
    """A browser without cookies in front of the shared portal."""
    return shared_app.test_client()
