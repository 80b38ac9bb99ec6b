"""Time limits that steps share: each gets what is left."""

import time
from dataclasses import dataclass

_ENDLESS = 1e9


@dataclass(frozen=True)
class Until:
    """A deadline at a moment of the monotonic clock."""

    at: float

    def left(self, at_most: float = _ENDLESS) -> float:
        """Return the seconds left, at most `at_most`. Raises TimeoutError when none is left."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds, at_most)


def within(seconds: float) -> Until:
    """Return the deadline `seconds` from now."""
    return Until(time.monotonic() + seconds)
