"""What `pictures` and its keeper say to each other, over a pair of sockets.

A question is a head (format, most pixels, length) and the picture; an answer is a head (what came
of it, length) and the new picture, or the reason as text.
"""

import socket
import struct
import time
from enum import IntEnum
from typing import NamedTuple

_QUESTION = struct.Struct("!8sQQ")
_ANSWER = struct.Struct("!BQ")


class Question(NamedTuple):
    """A picture in the format `kind`, to be made anew where it has at most `pixels`."""

    kind: str
    pixels: int
    content: bytes


class Outcome(IntEnum):
    """What came of a picture."""

    MADE = 0
    DAMAGED = 1
    TOO_MANY_PIXELS = 2


class Answer(NamedTuple):
    """`content` is the new picture, or in words why there is none."""

    outcome: Outcome
    content: bytes


def send_question(to: socket.socket, question: Question) -> None:
    """Ask for a picture. Raises OSError."""
    kind, pixels, content = question
    to.sendall(_QUESTION.pack(kind.encode(), pixels, len(content)))
    to.sendall(content)


def read_question(of: socket.socket) -> Question:
    """Return what is asked. Raises EOFError when nobody asks any more, or OSError."""
    kind, pixels, length = _QUESTION.unpack(_read(of, _QUESTION.size))
    return Question(kind.rstrip(b"\0").decode(), pixels, _read(of, length))


def send_answer(to: socket.socket, answer: Answer) -> None:
    """Answer a question. Raises OSError."""
    to.sendall(_ANSWER.pack(answer.outcome, len(answer.content)))
    to.sendall(answer.content)


def read_answer(of: socket.socket, seconds: float) -> Answer:
    """Return the answer. Raises TimeoutError after `seconds`, EOFError, or OSError."""
    until = time.monotonic() + seconds
    outcome, length = _ANSWER.unpack(_read(of, _ANSWER.size, until))
    return Answer(Outcome(outcome), _read(of, length, until))


def _read(of: socket.socket, length: int, until: float | None = None) -> bytes:
    content = bytearray(length)
    rest = memoryview(content)
    while rest:
        if until is not None:
            of.settimeout(max(until - time.monotonic(), 0.001))
        count = of.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return bytes(content)
