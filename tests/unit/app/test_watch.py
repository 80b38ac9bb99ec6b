import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.app.watch import changes, follow

NEVER = timedelta(hours=1)


class Ear:
    """Counts what `changes` says, in a thread."""

    def __init__(self, folder: Path, quiet: timedelta = NEVER) -> None:
        self.stop = threading.Event()
        self._heard = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._listen, args=(folder, quiet), daemon=True)
        self.thread.start()

    def _listen(self, folder: Path, quiet: timedelta) -> None:
        for _ in changes(folder, self.stop, quiet):
            self._heard.release()

    def hears(self, seconds: float = 3) -> bool:
        return self._heard.acquire(timeout=seconds)

    def settle(self) -> None:
        """Let what it says at the start pass by."""
        assert self.hears()
        while self.hears(0.7):  # a tick of the watch, what it gathers, and a little
            pass

    def close(self) -> None:
        self.stop.set()
        self.thread.join(5)


@pytest.fixture(autouse=True)
def _short_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.app.watch._TICK_MS", 200)


@pytest.fixture
def listen() -> Iterator[object]:
    ears: list[Ear] = []

    def make(folder: Path, quiet: timedelta = NEVER) -> Ear:
        ears.append(Ear(folder, quiet))
        return ears[-1]

    yield make
    for ear in ears:
        ear.close()


def test_a_changed_file_at_any_depth_is_heard_within_a_second(listen: Any, tmp_path: Path) -> None:
    (tmp_path / "en" / "network").mkdir(parents=True)
    ear = listen(tmp_path)
    ear.settle()

    (tmp_path / "en" / "network" / "one.md").write_text("x")

    assert ear.hears(1)


def test_a_folder_that_comes_later_is_heard_and_then_its_files(listen: Any, tmp_path: Path) -> None:
    folder = tmp_path / "later" / "articles"
    ear = listen(folder)
    ear.settle()

    folder.mkdir(parents=True)
    ear.settle()
    (folder / "one.md").write_text("x")

    assert ear.hears(1)


def test_a_folder_that_is_replaced_by_another_is_followed(listen: Any, tmp_path: Path) -> None:
    folder, other = tmp_path / "articles", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    ear = listen(folder)
    ear.settle()

    folder.rename(tmp_path / "old")
    other.rename(folder)
    ear.settle()
    (folder / "one.md").write_text("x")

    assert ear.hears(1)


def test_it_looks_by_itself_now_and_then(listen: Any, tmp_path: Path) -> None:
    ear = listen(tmp_path, timedelta(seconds=0.3))
    assert ear.hears()

    assert ear.hears(4)
    assert ear.hears(4)


def test_it_ends_soon_after_being_told(listen: Any, tmp_path: Path) -> None:
    ear = listen(tmp_path)
    started = time.monotonic()

    ear.close()

    assert not ear.thread.is_alive()
    assert time.monotonic() - started < 2


def test_a_look_that_fails_is_not_the_last(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looked = threading.Semaphore(0)

    def look() -> None:
        looked.release()
        raise ValueError("no")

    stop = follow(tmp_path, look)
    assert looked.acquire(timeout=3)
    (tmp_path / "one.md").write_text("x")

    assert looked.acquire(timeout=3)
    stop.set()


def test_it_looks_at_once_where_another_reason_wants_it(tmp_path: Path) -> None:
    stop, wanted = threading.Event(), iter([False, True])
    looks = changes(tmp_path, stop, NEVER, lambda: next(wanted))
    next(looks)
    next(looks)
    assert next(wanted, None) is None
    stop.set()
