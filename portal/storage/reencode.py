"""Runs in a process of its own, the keeper: makes pictures anew, each in a copy of itself.

What a picture brought along (position, camera, hidden data after the end) is not in the new one.
The copy may use only so much memory and time, so a picture made to burst bursts there, and the
next one is not touched. The keeper itself has the libraries loaded, which takes longer than a
picture, and never looks into one. It ends when nobody can ask any more.
"""

import gc
import io
import os
import resource
import signal
import socket
import sys
from typing import Any, NoReturn

from PIL import Image, ImageOps, MpoImagePlugin, WebPImagePlugin  # noqa: F401  # not in each copy

from portal.storage.frames import Answer, Outcome, Question, read_question, send_answer

SECONDS = 20
"""How long one picture may take by the clock."""

_CPU_SECONDS = 10
_LIMITS = {
    resource.RLIMIT_AS: 1_500_000_000,
    resource.RLIMIT_CPU: _CPU_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,  # a customer's picture would be in it
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 2},  # smaller than 6 on screenshots, in half the time
    "JPEG": {"quality": 88},
    "GIF": {},
    "WEBP": {"quality": 88},
}


def main() -> int:
    """Answer questions on standard input until it is closed."""
    asker = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and refuse instead of warning
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # whoever started us may have held some back
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    gc.freeze()  # a copy then shares this memory instead of touching it
    while True:
        try:
            question = read_question(asker)
            send_answer(asker, in_a_copy(question))
        except (EOFError, OSError):
            return 0
        del question  # nothing of it stays for the next one


def in_a_copy(question: Question) -> Answer:
    """Return what `anew` says in a copy of this process; one that bursts is a damaged picture."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _work(writing, question)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status or not said:
        return Answer(Outcome.DAMAGED, f"ended with {status}".encode())
    return Answer(Outcome(said[0]), said[1:])


def _work(writing: int, question: Question) -> NoReturn:
    """Write outcome and picture, and end."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        os.closerange(sys.stderr.fileno() + 1, writing)  # those who ask wait for the keeper only
        _limit()
        answer = anew(question)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(bytes([answer.outcome]))
            pipe.write(answer.content)
        os._exit(0)
    finally:
        os._exit(1)


def _limit() -> None:
    for limit, wanted in _LIMITS.items():
        hard = resource.getrlimit(limit)[1]  # nobody may raise what the system allows
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (most, most))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)


def anew(question: Question) -> Answer:
    """Return the picture made anew; call it only where bursting does no harm."""
    kind, pixels, content = question
    if kind not in _OPTIONS:
        return Answer(Outcome.DAMAGED, b"unknown format")
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height * _frames(picture, kind) > pixels:
                return Answer(Outcome.TOO_MANY_PIXELS, b"")
            return Answer(Outcome.MADE, _saved(picture, kind))
    except Exception as error:  # the libraries raise whatever comes; nothing of it is ours
        return Answer(Outcome.DAMAGED, repr(error)[:200].encode())


def _frames(picture: Image.Image, kind: str) -> int:
    """Return how many frames move; a phone's JPEG may carry further pictures that do not."""
    return 1 if kind == "JPEG" else getattr(picture, "n_frames", 1)


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if _frames(picture, kind) > 1:
        bare = {"comment": b"", "icc_profile": None, "exif": b"", "xmp": b""}
        picture.save(out, kind, save_all=True, **bare, **_OPTIONS[kind])
        return out.getvalue()
    picture.load()
    clean = ImageOps.exif_transpose(picture)  # always a new one
    if clean.mode == "P" or (kind == "JPEG" and clean.mode not in {"RGB", "L"}):
        clean = clean.convert("RGB" if kind == "JPEG" else "RGBA")
    clean.info.clear()
    clean.save(out, kind, **_OPTIONS[kind])
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
