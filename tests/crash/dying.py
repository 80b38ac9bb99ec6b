"""Processes that end as in a power cut, at a chosen line of what they do."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def in_a_fork(work: Callable[[], object]) -> int:
    """Return how a copy of this process ended that did `work`."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def dies_at(line: int, files: tuple[str, ...], work: Callable[[], object]) -> bool:
    """Do `work` in a copy of this process that is killed at the `line`th line run in `files`.

    Return whether it was killed; it was not where it runs fewer lines. The names in `files` are
    parts of paths.
    """

    def begin() -> None:
        seen = 0

        def trace(frame: FrameType, event: str, _arg: Any) -> Any:
            nonlocal seen
            if not any(name in frame.f_code.co_filename for name in files):
                return None
            seen += event == "line"
            if seen == line:
                os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        try:
            work()
        finally:
            sys.settrace(None)

    ended = in_a_fork(begin)
    if ended not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"it ended with {ended} at line {line}")
    return ended == -signal.SIGKILL
