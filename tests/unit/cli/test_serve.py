import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.cli.serve import is_ready, wait_for_port, where_mail_goes
from portal.kernel.errors import Conflict
from portal.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_port_in_use_is_named(taken: int) -> None:
    with pytest.raises(Conflict, match=str(taken)):
        wait_for_port("127.0.0.1", taken, patience=0)


def test_a_free_port_is_taken_at_once():
    wait_for_port("127.0.0.1", free_port(), patience=0)


def test_an_address_that_is_not_ours_is_named():
    with pytest.raises(OSError, match=r"192\.0\.2\.1"):
        wait_for_port("192.0.2.1", 8000, patience=0)


def test_a_web_that_does_not_listen_is_not_ready():
    assert not is_ready(Settings(port=free_port()))


def test_it_is_said_where_mail_goes(tmp_path: Path) -> None:
    assert str(tmp_path / "mail") in where_mail_goes(Settings(data=tmp_path))
    assert "smtp.example.com, port 587" in where_mail_goes(Settings(smtp_host="smtp.example.com"))


def answer(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def test_what_is_wrong_is_said_once_and_nothing_is_started(tmp_path: Path, taken: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal", "serve"],
        env={**os.environ, "PORTAL_DATA": str(tmp_path / "data"), "PORT": str(taken)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Port {taken} of 127.0.0.1 is in use: stop what uses it, or set PORT."
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_portal_starts_follows_the_articles_and_leaves_nothing_behind(
    tmp_path: Path, number: int
) -> None:
    port = free_port()
    folders = {"PORTAL_DATA": "data", "PORTAL_ARTICLES": "articles", "PORTAL_INDEX": "index"}
    environment = {**os.environ, **{k: str(tmp_path / v) for k, v in folders.items()}}
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve"],
        env={**environment, "PORT": str(port), "PORTAL_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout as said:
        assert any(f"http://127.0.0.1:{port}/" in line for line in said)
        article = tmp_path / "articles" / "en" / "network" / "one.md"
        article.parent.mkdir(parents=True)
        article.write_text("---\ntitle: One\n---\nText\n")
        assert eventually(lambda: answer(port, "/en/articles/one") == 200, seconds=5)
        process.send_signal(number)
        assert process.wait(timeout=25) == (0 if number == signal.SIGTERM else -number)
    assert eventually(lambda: not is_ready(Settings(port=port)), seconds=5)
    wait_for_port("127.0.0.1", port)


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if holds():
                return True
        time.sleep(0.1)
    return False
