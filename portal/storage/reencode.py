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

from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.MpoImagePlugin import MpoImageFile

from portal.storage.frames import Outcome, read_question, send_answer

SECONDS = 20
"""How long one picture may take by the clock."""

_CPU_SECONDS = 10
_LIMITS = {
    resource.RLIMIT_AS: 1_500_000_000,
    resource.RLIMIT_CPU: _CPU_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,  # a customer's picture would be in it
}
_PLUGINS = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": (JpegImagePlugin.JpegImageFile, MpoImageFile),  # a phone's JPEG may be an MPO
    "GIF": GifImagePlugin.GifImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
}
_JPEG_QUALITY = 88
_PNG_LEVEL = 2  # as small as 6 on screenshots, in half the time; from 4 on both get worse


def main() -> int:
    """Answer questions on standard input until it is closed."""
    asker = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and refuse instead of warning
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # whoever started us may have held some back
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    gc.freeze()  # a copy then shares this memory instead of touching it
    while True:
        try:
            question = read_question(asker)
            send_answer(asker, *_in_a_copy(*question))
        except (EOFError, OSError):
            return 0
        del question  # nothing of it stays for the next one


def _in_a_copy(kind: str, pixels: int, content: bytes) -> tuple[Outcome, bytes]:
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _work(writing, kind, pixels, content)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status or not said:
        return Outcome.DAMAGED, f"ended with {status}".encode()
    return Outcome(said[0]), said[1:]


def _work(writing: int, kind: str, pixels: int, content: bytes) -> None:
    """Write outcome and picture, and end; never returns."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        os.closerange(sys.stderr.fileno() + 1, writing)  # those who ask wait for the keeper only
        for limit, most in _LIMITS.items():
            resource.setrlimit(limit, (most, most))
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        outcome, said = anew(kind, pixels, content)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(bytes([outcome]))
            pipe.write(said)
        os._exit(0)
    finally:
        os._exit(1)


def anew(kind: str, pixels: int, content: bytes) -> tuple[Outcome, bytes]:
    """Return the picture made anew; call it only where bursting does no harm."""
    if kind not in _PLUGINS:
        return Outcome.DAMAGED, b"unknown format"
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height * _frames(picture, kind) > pixels:
                return Outcome.TOO_MANY_PIXELS, b""
            return Outcome.MADE, _saved(picture, kind)
    except Exception as error:  # the libraries raise whatever comes; nothing of it is ours
        return Outcome.DAMAGED, repr(error)[:200].encode()


def _frames(picture: Image.Image, kind: str) -> int:
    """Return how many frames move; a phone's JPEG may carry further pictures that do not."""
    return 1 if kind == "JPEG" else getattr(picture, "n_frames", 1)


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if _frames(picture, kind) > 1:
        bare = {"comment": b"", "icc_profile": None, "exif": b"", "xmp": b""}
        picture.save(out, kind, save_all=True, **bare)
        return out.getvalue()
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    clean = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        clean = upright.convert("RGBA")
    else:
        clean.paste(upright)
    clean.info.clear()
    options = {"quality": _JPEG_QUALITY} if kind in {"JPEG", "WEBP"} else {}
    if kind == "PNG":
        options = {"compress_level": _PNG_LEVEL}
    if kind == "JPEG" and clean.mode not in {"RGB", "L"}:
        clean = clean.convert("RGB")
    clean.save(out, kind, **options)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
