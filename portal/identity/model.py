"""Staff members and what is known of their sessions, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a staff member may do: writers the articles, support the tickets, admins both."""

    WRITER = "writer"
    SUPPORT = "support"
    ADMIN = "admin"


@dataclass(frozen=True)
class StaffMember:
    """Somebody who works here; who is not `active` cannot sign in."""

    id: str
    name: str
    email: str
    role: Role
    active: bool = True


@dataclass(frozen=True)
class StaffSession:
    """A browser in which somebody is signed in. Times are aware.

    `network` and `agent` (the browser's family) let its owner recognise it.
    """

    member_id: str
    created_at: datetime
    seen_at: datetime
    network: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Tries:
    """Failed tries to sign in within the counted time.

    `by_pair` are those for this account from this network. `is_known_network` says that the
    account was signed in to from there before.
    """

    by_pair: int = 0
    by_network: int = 0
    in_total: int = 0
    is_known_network: bool = False
