"""Takes events off the request's hands: kept in memory, written together by a thread of its own."""

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds
FULL = 200
MOST = 10_000
"""What waits while the database is silent; older events give way, nobody's page does."""

T = TypeVar("T")


class Recorder(Generic[T]):
    """Gathers what is heard and hands it to `write`, a second later or when there is much.

    Without `start` nothing is written but by `flush`.
    """

    def __init__(self, write: Callable[[Sequence[T]], None]) -> None:
        self._write = write
        self._waiting: deque[T] = deque(maxlen=MOST)
        self._lock = threading.Lock()  # of the writing alone: adding needs none
        self._due = threading.Event()
        self._stopped = threading.Event()

    def add(self, item: T) -> None:
        """Take `item`; returns at once."""
        self._waiting.append(item)
        if len(self._waiting) >= FULL:
            self._due.set()

    def start(self) -> None:
        """Write from now on, in a thread of its own, and what is left when the process ends."""
        atexit.register(self.stop)
        threading.Thread(target=self._run, name="insights", daemon=True).start()

    def stop(self) -> None:
        """End the thread, and write what is left."""
        self._stopped.set()
        self._due.set()
        self.flush()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._due.wait(EVERY)
            self._due.clear()
            self.flush()

    def flush(self) -> None:
        """Write what waits. What cannot be written now waits on."""
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not batch:
                return
            try:
                self._write(batch)
            except Exception:
                log.exception("%d events wait to be counted", len(batch))
                self._waiting.extendleft(reversed(batch))
