"""Harmless stand-ins for what a test must be able to set: here, the time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that stands still until a test moves it."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        """Move on by a timedelta's arguments: `clock.advance(minutes=40)`."""
        self.at += timedelta(**span)
