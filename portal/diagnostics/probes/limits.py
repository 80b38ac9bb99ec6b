"""How often checks may run, counted in this process.

Several processes each count for themselves: the limit is for peace and quiet, not for money.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_HOUR = 3600.0
_MOST_KEYS = 20_000


@dataclass
class HourlyLimits:
    """Lets each key through `most` times in an hour."""

    most: int
    now: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _passed: dict[str, deque[float]] = field(default_factory=dict, repr=False)

    def take(self, keys: Iterable[str]) -> bool:
        """Count a run for all `keys`; return False, and count nothing, where one has had enough."""
        wanted = tuple(dict.fromkeys(keys))
        now = self.now()
        with self._lock:
            if len(self._passed) > _MOST_KEYS:
                self._forget(now)
            if any(self._is_full(key, now) for key in wanted):
                return False
            if len(self._passed) + len(wanted) > 2 * _MOST_KEYS:  # a flood: better no checks
                return False
            for key in wanted:
                self._passed.setdefault(key, deque()).append(now)
            return True

    def _is_full(self, key: str, now: float) -> bool:
        passed = self._passed.get(key)
        if passed is None:
            return False
        while passed and passed[0] <= now - _HOUR:
            passed.popleft()
        return len(passed) >= self.most

    def _forget(self, now: float) -> None:
        for key in [k for k, passed in self._passed.items() if passed[-1] <= now - _HOUR]:
            del self._passed[key]
