"""The supervisor over small programs, in a process of its own as in life."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from portal.cli.lifeline import Lifeline
from portal.cli.supervisor import Child, Event

CHILD = """
import os, pathlib, signal, sys, threading, time
from portal.cli.lifeline import on_end_of
name, folder, lifeline, how = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
on_end_of(lifeline, lambda: os._exit(1))
if how == "fails":
    sys.exit(7)
def stop(*_):
    if how != "deaf":
        with (folder / "log").open("a") as log: log.write(name + " stopped\\n")
        sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(folder / f"{name}.pid").write_text(str(os.getpid()))
while True: time.sleep(0.05)
"""

SUPERVISOR = """
import pathlib, sys
from portal.cli.supervisor import Child, Plan, Supervisor
folder, how = pathlib.Path(sys.argv[1]), sys.argv[2]
def child(name, how="lives"):
    def command(fd):
        return [sys.executable, "-c", {child!r}, name, str(folder), str(fd), how]
    return Child(name, command)
plan = Plan(
    web=child("web", how), worker=child("worker"),
    is_ready=lambda: (folder / "web.pid").exists() and how != "silent",
    on_ready=lambda: print("ready", flush=True),
    tell=lambda text: print(text, flush=True),
    start_patience=1.0 if how == "silent" else 30.0, stop_patience=1.0,
)
sys.exit(Supervisor(plan).run())
""".replace("{child!r}", repr(CHILD))


class Running:
    """A supervisor and what it leaves in its folder."""

    def __init__(self, folder: Path, how: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(folder), how],
            stdout=subprocess.PIPE,
            text=True,
        )

    def pid(self, name: str, other_than: int = 0) -> int:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError):
                pid = int((self.folder / f"{name}.pid").read_text())
                if pid != other_than:
                    return pid
            time.sleep(0.02)
        raise AssertionError(f"{name} did not start")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        said, _ = self.process.communicate(timeout=20)
        return self.process.returncode, said


def is_gone(pid: int) -> bool:
    """Return whether the process ends within some seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and " Z " in Path(f"/proc/{pid}/stat").read_text():
            return True  # dead; who adopted it has not looked yet
        time.sleep(0.02)
    return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    started: list[Running] = []

    def run(how: str = "lives") -> Running:
        started.append(Running(tmp_path, how))
        return started[-1]

    yield run
    for running in started:
        running.process.kill()
        running.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_web_first_then_the_worker(
    start: Any, tmp_path: Path, number: int
) -> None:
    running = start()
    pids = [running.pid("web"), running.pid("worker")]

    assert running.end(number) == (0, "ready\n")
    assert (tmp_path / "log").read_text() == "web stopped\nworker stopped\n"
    assert all(is_gone(pid) for pid in pids)


def test_a_worker_that_dies_is_started_again(start):
    running = start()
    first = running.pid("worker")

    os.kill(first, signal.SIGKILL)

    assert running.pid("worker", other_than=first) != first
    assert running.end()[1].splitlines() == ["ready", "The worker ended (-9); again in 0.5 s."]


def test_a_web_that_dies_later_is_started_again(start):
    running = start()
    running.pid("worker")
    first = running.pid("web")

    os.kill(first, signal.SIGKILL)

    assert running.pid("web", other_than=first) != first
    assert running.end()[0] == 0


def test_a_web_that_cannot_start_ends_everything_with_its_status(
    start: Any, tmp_path: Path
) -> None:
    assert start("fails").wait() == (7, "The web ended while starting (7).\n")
    assert not (tmp_path / "worker.pid").exists()


def test_a_web_that_never_answers_is_given_up(start):
    running = start("silent")

    status, said = running.wait()

    assert status == 1
    assert "does not answer" in said
    assert is_gone(running.pid("web"))


def test_a_web_that_does_not_listen_is_killed(start):
    running = start("deaf")
    running.pid("worker")

    status, said = running.end()

    assert status == 0
    assert "The web had to be killed." in said
    assert is_gone(running.pid("web"))


def test_children_of_a_killed_supervisor_end_by_themselves(start):
    running = start()
    pids = [running.pid("web"), running.pid("worker")]

    running.process.kill()

    assert all(is_gone(pid) for pid in pids)


WARM = """
import pathlib, sys
folder = pathlib.Path(sys.argv[1])
(folder / "loaded").touch()
sys.stdin.read()
(folder / "works").touch()
"""


def warm_child(folder: Path) -> tuple[Child, Lifeline]:
    child, lifeline = Child("web", lambda _: [sys.executable, "-c", WARM, str(folder)]), Lifeline()
    child.warm_up(lifeline)
    until = time.monotonic() + 20
    while not (folder / "loaded").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return child, lifeline


def test_a_process_that_is_warm_works_only_when_it_is_started(tmp_path):
    child, lifeline = warm_child(tmp_path)
    events: SimpleQueue[Event] = SimpleQueue()
    time.sleep(0.2)
    assert not (tmp_path / "works").exists()

    child.start(lifeline, events)

    assert events.get(timeout=20) == ("ended", child)
    assert child.status == 0
    assert (tmp_path / "works").exists()
    lifeline.close()


def test_a_process_that_ended_is_started_cold(tmp_path):
    child, lifeline = warm_child(tmp_path)
    events: SimpleQueue[Event] = SimpleQueue()
    child.start(lifeline, events)
    events.get(timeout=20)
    (tmp_path / "works").unlink()

    child.start(lifeline, events)

    assert events.get(timeout=20) == ("ended", child)
    assert (tmp_path / "works").exists()
    lifeline.close()
