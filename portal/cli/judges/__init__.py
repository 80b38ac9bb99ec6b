"""What `portal try` asks: one module for each kind, with the same code behind as the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class LineError(ValueError):
    """A line cannot be judged; the message says what is wrong with it."""


class Line(dict[str, str]):
    """The fields of one line, all of them texts; asking for one that is missing is a LineError."""

    def __missing__(self, key: str) -> str:
        raise LineError(f'"{key}" is missing')


@dataclass(frozen=True)
class Verdict:
    """What was found: one of the kind's labels, and in a few words each why."""

    label: str
    why: tuple[str, ...] = ()


Judge = Callable[[Mapping[str, str]], Verdict]
"""Judges the fields of one line. Raises LineError where it cannot."""
