"""What `pictures` and its keeper say to each other, over a pair of sockets.

A question is a head (format, most pixels, length) and the picture; an answer is a head (what came
of it, length) and the new picture, or the reason as text.
"""

import socket
import struct
import time
from enum import IntEnum

_QUESTION = struct.Struct("!8sQQ")
_ANSWER = struct.Struct("!BQ")


class Outcome(IntEnum):
    """What came of a picture."""

    MADE = 0
    DAMAGED = 1
    TOO_MANY_PIXELS = 2


def send_question(to: socket.socket, kind: str, pixels: int, content: bytes) -> None:
    """Ask for `content`, of the format `kind`, made anew. Raises OSError."""
    to.sendall(_QUESTION.pack(kind.encode(), pixels, len(content)))
    to.sendall(content)


def read_question(of: socket.socket) -> tuple[str, int, bytes]:
    """Return format, most pixels and picture. Raises EOFError when nobody asks any more."""
    kind, pixels, length = _QUESTION.unpack(_read(of, _QUESTION.size))
    return kind.rstrip(b"\0").decode(), pixels, bytes(_read(of, length))


def send_answer(to: socket.socket, outcome: Outcome, content: bytes) -> None:
    """Answer a question. Raises OSError."""
    to.sendall(_ANSWER.pack(outcome, len(content)))
    to.sendall(content)


def read_answer(of: socket.socket, seconds: float) -> tuple[Outcome, bytes]:
    """Return the answer. Raises TimeoutError after `seconds`, EOFError, or OSError."""
    until = time.monotonic() + seconds
    outcome, length = _ANSWER.unpack(_read(of, _ANSWER.size, until))
    return Outcome(outcome), bytes(_read(of, length, until))


def _read(of: socket.socket, length: int, until: float | None = None) -> bytearray:
    content = bytearray(length)
    view = memoryview(content)
    while view:
        if until is not None:
            of.settimeout(max(until - time.monotonic(), 0.001))
        count = of.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return content
