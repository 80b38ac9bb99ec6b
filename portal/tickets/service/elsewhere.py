"""R23: what other features keep of an address, beside its tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.storage.database import Transaction


class Part(StrEnum):
    """What it is; the interface has the words."""

    DRAFTS = "drafts"
    NOTICES = "notices"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Elsewhere:
    """One part of it: counted for its owner, and deleted when they wish.

    Both are given an address. `forget` returns the stored names of files that nobody needs then.
    """

    part: Part
    count: Callable[[Transaction, str], int]
    forget: Callable[[Transaction, str], Sequence[str]]
