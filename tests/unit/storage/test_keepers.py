"""The processes behind `reencode`: each its own server's, and none hurt by a picture."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from portal.storage.pictures import PictureDamaged, reencode
from tests.unit.storage.made import BOMB, drawing, opened, saved

PIXELS = 40_000_000
WHOLE = saved(drawing(), "PNG")


def keepers(of: int | None = None) -> set[int]:
    """The processes that make pictures for the process `of`, ours unless given."""
    listed = (path for path in Path("/proc").iterdir() if path.name.isdecimal())
    return {int(path.name) for path in listed if is_keeper(path, of or os.getpid())}


def is_keeper(process: Path, of: int) -> bool:
    with contextlib.suppress(OSError):
        parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        return parent == of and b"portal.storage.reencode" in (process / "cmdline").read_bytes()
    return False


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_pictures_after_each_other_are_made_by_the_same_keeper():
    reencode(WHOLE, "PNG", PIXELS)
    before = keepers()
    reencode(WHOLE, "PNG", PIXELS)

    assert before
    assert keepers() == before


def test_a_picture_that_bursts_leaves_the_next_one_alone():
    first = reencode(WHOLE, "PNG", PIXELS)
    before = keepers()
    with pytest.raises(PictureDamaged):
        reencode(BOMB, "PNG", PIXELS)

    assert reencode(WHOLE, "PNG", PIXELS) == first
    assert keepers() == before  # it took a copy of the keeper with it, no more


def test_a_keeper_that_was_killed_is_followed_by_another():
    reencode(WHOLE, "PNG", PIXELS)
    killed = keepers()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: not any(is_alive(pid) for pid in killed))

    assert opened(reencode(WHOLE, "PNG", PIXELS)).size == (24, 16)
    assert keepers()
    assert not keepers() & killed


def test_many_threads_get_each_their_own_picture_from_two_keepers():
    sizes = [(20 + number, 10) for number in range(24)]
    pictures = [saved(drawing(size), "PNG") for size in sizes]

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda content: reencode(content, "PNG", PIXELS), pictures))

    assert [opened(content).size for content in made] == sizes
    assert len(keepers()) <= 2


def own_keepers(answers: Connection) -> None:
    answers.send((opened(reencode(WHOLE, "PNG", PIXELS)).size, keepers()))


def test_a_copy_of_a_process_has_keepers_of_its_own():
    reencode(WHOLE, "PNG", PIXELS)
    ours, theirs = get_context("fork").Pipe()
    copy = get_context("fork").Process(target=own_keepers, args=(theirs,))
    copy.start()
    size, of_the_copy = ours.recv() if ours.poll(30) else (None, set())
    copy.join(30)

    assert size == (24, 16)
    assert of_the_copy
    assert not of_the_copy & keepers()
    assert until(lambda: not any(is_alive(pid) for pid in of_the_copy))
    assert opened(reencode(WHOLE, "PNG", PIXELS)).size == (24, 16)


SERVER = """
import os, socket, sys, time
from portal.storage.pictures import reencode
listener = socket.create_server(("127.0.0.1", 0))
os.set_inheritable(listener.fileno(), True)
reencode(sys.stdin.buffer.read(), "PNG", 10_000)
print("made", flush=True)
time.sleep(60)
"""


@pytest.fixture
def server() -> Iterator[subprocess.Popen[bytes]]:
    """A process that listens, and has a keeper."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PORTAL_SECRET_WORD": "whisper"},
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(WHOLE)
        process.stdin.close()
        assert process.stdout.readline() == b"made\n"
        yield process
        process.kill()


def test_a_keeper_ends_with_its_process_however_that_ends(server):
    (keeper,) = keepers(server.pid)
    server.kill()
    server.wait()

    assert until(lambda: not is_alive(keeper))


def test_a_keeper_has_nothing_of_its_process_but_the_line_to_it(server):
    (keeper,) = keepers(server.pid)
    names = [str(path.readlink()) for path in Path(f"/proc/{keeper}/fd").iterdir()]
    lines = {name for name in names if name.startswith("socket:")}

    assert len(lines) == 1
    assert set(names) - lines <= {"/dev/null", str(Path(f"/proc/{server.pid}/fd/2").readlink())}
    assert b"whisper" not in Path(f"/proc/{keeper}/environ").read_bytes()
