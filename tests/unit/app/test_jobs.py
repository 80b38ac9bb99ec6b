import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale, format_date

from portal.app.jobs import Job, jobs, sweep_files
from portal.app.services import Services, build
from portal.cli.worker import finish, start
from portal.kernel.errors import Unavailable
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.storage import migrate
from portal.web.i18n import gettext, speaking_app

SOON = timedelta(milliseconds=1)
VOICE = speaking_app(Locale.ES, "Europe/Madrid")


class Late:
    """A clock that is some days ahead of the files' own."""

    def __init__(self, days: int) -> None:
        self._ahead = timedelta(days=days)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def make(tmp_path: Path, days: int) -> Services:
    settings = Settings(
        data=tmp_path / "data", articles=tmp_path / "articles", index=tmp_path / "index"
    )
    services = build(settings, Late(days))
    migrate.upgrade(services.database)
    return services


@pytest.mark.parametrize("error", [ValueError("ours"), Unavailable("not now")])
def test_a_job_that_fails_is_logged_and_done_again(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    runs, stop = threading.Semaphore(0), threading.Event()

    def run(_: threading.Event) -> None:
        runs.release()
        raise error

    threads = start([Job("sweeping", SOON, run)], stop, VOICE)
    assert runs.acquire(timeout=5)
    assert runs.acquire(timeout=5)
    stop.set()
    finish(threads, 5)
    assert "sweeping" in caplog.text
    assert str(error) in caplog.text


def test_a_job_may_wait_before_its_first_time():
    stop = threading.Event()
    stop.set()

    Job("tidying", timedelta(days=1), lambda _: pytest.fail("ran"), at_start=False).repeat(stop)


def test_what_is_done_seldom_lets_mail_and_the_index_go_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.app.jobs._LATER", timedelta(seconds=0.05))
    stop, began, ran = threading.Event(), time.monotonic(), list[float]()

    def run(_: threading.Event) -> None:
        ran.append(time.monotonic() - began)
        stop.set()

    Job("forgetting", timedelta(hours=1), run).repeat(stop)
    assert ran[0] >= 0.05


def test_what_a_job_writes_is_in_its_readers_language():
    said, done = list[str](), threading.Event()

    def run(_: threading.Event) -> None:
        with force_locale("cs"):
            said.append(f"{gettext('Hello,')} {format_date(datetime(2026, 11, 2), 'd MMMM')}")  # noqa: DTZ001  # a day
        done.set()

    threads = start([Job("writing", timedelta(minutes=1), run)], stop := threading.Event(), VOICE)
    assert done.wait(5)
    stop.set()
    finish(threads, 5)
    assert said == ["Dobrý den, 2 listopadu"]


def test_a_job_that_does_not_end_is_named(caplog: pytest.LogCaptureFixture) -> None:
    stop, release = threading.Event(), threading.Event()
    threads = start([Job("hanging", SOON, lambda _: release.wait(10))], stop, VOICE)

    stop.set()
    finish(threads, 0.05)

    release.set()
    assert "hanging was not finished in time" in caplog.text


def test_every_job_runs_once_without_a_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    services = make(tmp_path, days=0)
    threads = start(jobs(services), stop := threading.Event(), VOICE)

    stop.wait(2)
    stop.set()
    finish(threads, 20)

    services.database.close()
    assert [r.message for r in caplog.records if r.levelname in {"WARNING", "ERROR"}] == []


@pytest.mark.parametrize(("days", "left"), [(0, 1), (2, 0)])
def test_only_old_files_that_nothing_names_are_swept(tmp_path: Path, days: int, left: int) -> None:
    services = make(tmp_path, days)
    services.attachments.save(b"left over from a crash")

    sweep_files(services)

    services.database.close()
    assert len(list((tmp_path / "data" / "files").rglob("*"))) - 1 == left
