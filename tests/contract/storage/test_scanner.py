"""The virus scanner: its protocol against a server as told, and a real clamd with our signature."""

import hashlib
import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.kernel.errors import Unavailable
from portal.site import Uploads
from portal.storage.files import LocalFiles
from portal.storage.scanner import Clamd
from portal.tickets.rules.uploads import Refusal, UploadRefused
from portal.tickets.service.uploads import UploadDesk

# The test file of https://www.eicar.org/download-anti-malware-testfile/, in two halves so that no
# scanner finds it in this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"


@contextmanager
def answering(answer: bytes, *, most: int = 10**9) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the address of a scanner that answers `answer`, and what it was sent."""
    got: list[bytes] = []

    def serve(door: socket.socket) -> None:
        caller, _ = door.accept()
        with caller, caller.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                return
            while length := struct.unpack("!I", stream.read(4))[0]:
                got.append(stream.read(length))
                if sum(map(len, got)) > most:
                    break
            caller.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=(door,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}", got
        thread.join(5)


def test_the_content_goes_in_pieces_and_ok_means_nothing_was_found():
    content = os.urandom(200_000)
    with answering(b"stream: OK\0") as (address, got):
        assert Clamd(address).scan(content) == ""
    assert b"".join(got) == content
    assert max(map(len, got)) <= 65536


def test_what_is_found_is_named():
    with answering(b"stream: Eicar-Test FOUND\0") as (address, _):
        assert Clamd(address).scan(b"x") == "Eicar-Test"


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: ERROR\0", b"OK", b"x" * 9000],
)
def test_without_a_verdict_nothing_is_taken(answer):
    with answering(answer) as (address, _), pytest.raises(Unavailable):
        Clamd(address).scan(b"x")


def test_one_that_hangs_up_on_a_large_file_is_heard():
    answer = b"INSTREAM size limit exceeded. ERROR\0"
    with answering(answer, most=70_000) as (address, _), pytest.raises(Unavailable):
        Clamd(address).scan(bytes(5_000_000))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "no-port", "a:b"])
def test_one_that_is_not_there_is_said(address):
    with pytest.raises(Unavailable):
        Clamd(address, seconds=1).scan(b"x")


def test_one_that_says_nothing_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as door:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            Clamd(f"127.0.0.1:{door.getsockname()[1]}", seconds=0.3).scan(b"x")
        assert time.monotonic() - began < 5


def test_a_file_is_neither_taken_without_the_scanners_word_nor_against_it(tmp_path):
    uploads = Uploads(file_mb=1, files=3, ticket_mb=2, megapixels=4)

    def out_of_reach(_content: bytes) -> str:
        raise Unavailable("the virus scanner does not answer")

    desk = UploadDesk(LocalFiles(tmp_path), uploads, str, out_of_reach)
    with pytest.raises(Unavailable):
        desk.take("a.txt", b"x", [])
    desk = UploadDesk(LocalFiles(tmp_path), uploads, str, lambda _: "Eicar-Test")
    with pytest.raises(UploadRefused) as caught:
        desk.take("a.txt", b"x", [])

    assert caught.value.reason is Refusal.HARMFUL
    assert list(tmp_path.rglob("*")) == []


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The socket of a real scanner that knows one signature of our own: that of the test file."""
    folder = tmp_path_factory.mktemp("clamd")
    signature = f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Our.Eicar-1"
    (folder / "ours.hdb").write_text(signature + "\n")
    path = folder / "clamd.sock"
    config = folder / "clamd.conf"
    config.write_text(
        f"Foreground yes\nLocalSocket {path}\nDatabaseDirectory {folder}\n"
        f"PidFile {folder / 'pid'}\nStreamMaxLength 1M\n"
    )
    process = subprocess.Popen(
        [_CLAMD, "--config-file", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            if path.exists() or process.poll() is not None:
                break
            time.sleep(0.1)
        yield str(path)
    finally:
        process.terminate()
        process.wait()


@pytest.mark.clamd
class TestRealClamd:
    def test_it_finds_the_test_file_by_our_signature(self, clamd: str) -> None:
        assert Clamd(clamd).scan(EICAR) == "Our.Eicar-1.UNOFFICIAL"

    def test_it_lets_everything_else_pass(self, clamd: str) -> None:
        for content in (b"", b"plain words", os.urandom(300_000)):
            assert Clamd(clamd).scan(content) == ""

    def test_it_takes_nothing_larger_than_its_own_limit(self, clamd: str) -> None:
        with pytest.raises(Unavailable):
            Clamd(clamd).scan(bytes(3_000_000))

    def test_a_ticket_cannot_carry_it(self, clamd: str, tmp_path: Path) -> None:
        uploads = Uploads(file_mb=1, files=3, ticket_mb=2, megapixels=4)
        desk = UploadDesk(LocalFiles(tmp_path), uploads, str, Clamd(clamd).scan)
        assert desk.take("note.txt", b"plain words", [])

        with pytest.raises(UploadRefused):
            desk.take("eicar.txt", EICAR, [])
