"""Makes pictures from strangers anew, in processes that may use only so much.

A process of ours that accepts pictures has up to two keepers (see `reencode`), started when they
are needed: no picture waits for libraries to load, and none comes near the database.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from portal.kernel.errors import Unavailable
from portal.storage.frames import Answer, Outcome, Question, read_answer, send_question

_KEEPERS = 2
_KEEPER = [sys.executable, "-W", "ignore", "-m", "portal.storage.reencode"]
_SECONDS = 25  # more than the keeper gives one picture: it answers before
_PATIENCE = 20  # seconds that a picture waits for its turn
_ROOT = Path(__file__).parent.parent.parent


class PictureDamaged(Exception):  # noqa: N818  # a fact about a picture
    """It cannot be read as what it says it is."""


class PictureTooLarge(Exception):  # noqa: N818
    """It has more pixels than allowed."""


def reencode(content: bytes, kind: str, pixels: int) -> bytes:
    """Return the picture `content` (PNG, JPEG, GIF or WEBP) made anew, without metadata.

    Raises PictureDamaged, PictureTooLarge (more than `pixels`), or Unavailable.
    """
    try:
        outcome, made = _keepers.ask(Question(kind, pixels, content))
    except (OSError, EOFError) as error:
        raise Unavailable("pictures cannot be checked now") from error
    if outcome is Outcome.TOO_MANY_PIXELS:
        raise PictureTooLarge
    if outcome is Outcome.DAMAGED:
        raise PictureDamaged(made.decode(errors="replace"))
    return made


class _Keeper:
    """One process that makes pictures anew; it ends when `_line` is closed, also by our death."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module, nothing from users
                _KEEPER,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=_ROOT,
                env={},
                start_new_session=True,  # Ctrl-C is for us; the keeper ends after us
            )

    def ask(self, question: Question) -> Answer:
        """Raise OSError or EOFError where the keeper is gone, TimeoutError where it hangs."""
        self._line.settimeout(_SECONDS)
        send_question(self._line, question)
        return read_answer(self._line, _SECONDS)

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()

    def let_go(self) -> None:
        """Forget the keeper, which is our parent's."""
        self._line.close()
        self._process.returncode = 0  # it is no child of ours to wait for


class _Keepers:
    """The keepers of this process. Safe to share between threads."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(_KEEPERS)
        self._all: set[_Keeper] = set()
        self._idle: list[_Keeper] = []

    def ask(self, question: Question) -> Answer:
        """Raise OSError, EOFError, or Unavailable where others take too long."""
        if not self._turns.acquire(timeout=_PATIENCE):
            raise Unavailable("too many pictures at once")
        try:
            return self._ask_idle(question) or self._ask(self._start(), question)
        finally:
            self._turns.release()

    def _ask_idle(self, question: Question) -> Answer | None:
        """Return None where no keeper is left; some may have been killed meanwhile."""
        while True:
            try:
                keeper = self._idle.pop()
            except IndexError:
                return None
            with contextlib.suppress(ConnectionError, EOFError):
                return self._ask(keeper, question)

    def _start(self) -> _Keeper:
        keeper = _Keeper()
        self._all.add(keeper)
        return keeper

    def _ask(self, keeper: _Keeper, question: Question) -> Answer:
        try:
            answer = keeper.ask(question)
        except BaseException:
            self._all.discard(keeper)
            keeper.end()
            raise
        self._idle.append(keeper)
        return answer

    def end(self) -> None:
        """End every keeper."""
        for keeper in list(self._all):
            keeper.end()

    def let_go(self) -> None:
        """Forget every keeper, in a copy of the process that they belong to."""
        for keeper in self._all:
            keeper.let_go()


_keepers = _Keepers()


def _start_over() -> None:
    """Have own keepers in a copy of this process: two that share a line would mix up answers."""
    global _keepers  # it is the process that changed
    _keepers.let_go()
    _keepers = _Keepers()


os.register_at_fork(after_in_child=_start_over)
atexit.register(lambda: _keepers.end())
