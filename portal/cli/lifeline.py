"""How a process notices that the one that started it is gone, also when it was killed.

A pipe is open as long as its writing end is; the system closes that with its owner, however the
owner dies. Nothing has to be asked again and again, and there is no moment at which it is missed.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import wait


class Lifeline:
    """The writing end, held by the parent. Children get `fd` passed on."""

    def __init__(self) -> None:
        self.fd, self._held = os.pipe()

    def close(self) -> None:
        """Let go: children take it as our end."""
        os.close(self._held)
        os.close(self.fd)


def on_end_of(fd: int, act: Callable[[], object]) -> None:
    """Call `act`, in a thread, when the parent that passed `fd` is gone."""

    def run() -> None:
        while os.read(fd, 1):
            pass
        act()

    threading.Thread(target=run, name="lifeline", daemon=True).start()


def end_with_parent() -> None:
    """End this process at once when the one that `multiprocessing` started it from is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def run() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=run, name="lifeline", daemon=True).start()
