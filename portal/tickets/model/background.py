"""Who is behind a ticket, and who else has a hand in what it is about (R16, R26)."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Person:
    """Who asks: what they call themselves and where they can be reached."""

    name: str
    email: str


class Relation(StrEnum):
    """What a person is to the account, by their own word (R16)."""

    HOLDER = "holder"
    CONTACT = "contact"
    AGENT = "agent"
    OTHER = "other"


class Operator(StrEnum):
    """Who else changes things there (R26)."""

    NOBODY = "nobody"
    TECHNICIAN = "technician"
    AGENCY = "agency"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


class Keeper(StrEnum):
    """Where something is kept: with us, with somebody else (R26)."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


KEPT = ("domain", "dns", "mail", "site")
"""What may be kept in different places, in the order of `Background.kept`."""


@dataclass(frozen=True)
class Background:
    """Who asks, to the account, and who else has a hand in it; asked once and remembered.

    `acts_for` is whom they act for. `kept` says of each of KEPT where it is kept, as far as it
    was said. `consented_at` is when the permission of R17 was given, an aware moment in ISO form.
    """

    relation: Relation | None = None
    acts_for: str = ""
    operator: Operator | None = None
    operator_name: str = ""
    kept: tuple[tuple[str, Keeper], ...] = ()
    consented_at: str = ""
