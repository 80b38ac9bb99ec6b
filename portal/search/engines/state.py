"""What a process knows of one locale's index."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from portal.search.engines.folder import IndexFolder
from portal.search.engines.library import Answering, Held
from portal.search.engines.stamp import Stamp

_RETRY_AFTER: Final = 5.0  # seconds before an index that could not be opened is tried again
_WISH_AGAIN: Final = 600.0  # seconds before a reader asks for a rebuild again


@dataclass
class State:
    """What this process knows of one locale's index. `lock` is for whoever opens a new state."""

    folder: IndexFolder
    answers: Answering | None = None
    stamp: Stamp | None = None
    files: dict[str, Held] = field(default_factory=dict)
    moment: tuple[int, int] | None = None
    look_at: float = 0.0
    retry_at: float = 0.0
    wish_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def complain(self) -> None:
        """Ask for a rebuild, not too often: a fault of the program survives any rebuild."""
        now = time.monotonic()
        self.retry_at = now + _RETRY_AFTER
        if now >= self.wish_at:
            self.wish_at = now + _WISH_AGAIN
            self.folder.ask_for_rebuild()
