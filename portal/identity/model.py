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
    """Somebody who works here; who is not `active` cannot sign in.

    `has_second_factor` says that a code is asked for beside the password.
    """

    id: str
    name: str
    email: str
    role: Role
    active: bool = True
    has_second_factor: bool = False


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


class AuditAct(StrEnum):
    """What the audit log keeps."""

    ADDED = "added"
    SIGNED_IN = "signed_in"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the name of an act
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    RECOVERY_USED = "recovery_used"
    ROLE_CHANGED = "role_changed"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"


@dataclass(frozen=True)
class AuditEntry:
    """Who did what, when, about whom; names as they were then. `at` is aware."""

    at: datetime
    actor: str
    act: AuditAct
    about: str = ""
    detail: str = ""


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


class Permission(StrEnum):
    """What a contact may do on an account: ask one team or the other, and approve for others."""

    TECHNICAL = "technical"
    BILLING = "billing"
    APPROVE = "approve"


@dataclass(frozen=True)
class Contact:
    """A person of an account, by the address that they prove when they sign in."""

    email: str
    name: str = ""
    permissions: frozenset[Permission] = frozenset()


@dataclass(frozen=True)
class Account:
    """What an organisation has with the provider, and who may speak for it.

    `id` is the provider's own number; `domains` are in small letters.
    """

    id: str
    plan: str = ""
    products: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Grant:
    """That a person may do something on an account."""

    account: str
    permission: Permission


@dataclass(frozen=True)
class Ruling:
    """Whose account a ticket is about, as far as it is known, and who has to approve it.

    Nobody has to where its writer may ask, where the account is not known, or has nobody who can.
    """

    account: str = ""
    approvers: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Customer:
    """Somebody who proved an address by a mailed link, and what they may see beside their own."""

    email: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class CustomerSession:
    """A browser in which a customer is signed in. Times are aware.

    `checked_at` is when the directory was last asked what this person may do.
    """

    email: str
    created_at: datetime
    seen_at: datetime
    checked_at: datetime
    network: str = ""
    agent: str = ""


@dataclass(frozen=True)
class SignInLink:
    """A mailed link that signs in once."""

    email: str
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True)
class Departure:
    """Where a browser goes to sign in elsewhere, and what has to be the same when it is back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Arrived:
    """Who another service says that it is; the address is one that it has verified."""

    email: str
    name: str
