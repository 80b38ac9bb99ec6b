"""What a name server said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How a question to a name server ended; `no_answer`: it was silent, or spoke nonsense."""

    OK = "ok"
    NXDOMAIN = "nxdomain"
    NODATA = "nodata"
    SERVFAIL = "servfail"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Answer:
    """The records of one kind of one name, in their text form.

    `ttl` is for how many seconds `server` keeps this answer, an empty one included.
    """

    name: str
    kind: str
    status: Status
    server: str
    seen_at: datetime
    records: tuple[str, ...] = ()
    ttl: int = 0
