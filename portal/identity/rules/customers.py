"""How long customers stay signed in, and what they may do on an account (R16)."""

from datetime import datetime, timedelta

from portal.identity.model import Account, Contact, CustomerSession, Grant, Permission
from portal.identity.rules.staff import account_key

VISIT_DAYS = 30
"""How long a browser that opened a link may see its ticket, and keeps its secret."""

CUSTOMER_IDLE = timedelta(days=2)
CUSTOMER_ABSOLUTE = timedelta(days=14)

CHECK_EVERY = timedelta(minutes=5)
"""How old the directory's word about a person may be before it is asked again."""

LONGEST_UNCHECKED = timedelta(hours=1)
"""How long its last word holds while it does not answer."""

_SEEN_STEP = timedelta(minutes=5)


def is_customer_alive(session: CustomerSession, now: datetime) -> bool:
    """Return whether the session still counts: not idle for too long, and not too old."""
    return now < session.seen_at + CUSTOMER_IDLE and now < session.created_at + CUSTOMER_ABSOLUTE


def is_customer_seen_anew(session: CustomerSession, now: datetime) -> bool:
    """Return whether enough time has passed to note the visit; every click would be a write."""
    return now >= session.seen_at + _SEEN_STEP


def is_check_due(session: CustomerSession, now: datetime) -> bool:
    """Return whether the directory has to be asked again what this person may do."""
    return now >= session.checked_at + CHECK_EVERY


def holds_unchecked(session: CustomerSession, now: datetime) -> bool:
    """Return whether the last word still holds, though the directory does not answer."""
    return now < session.checked_at + LONGEST_UNCHECKED


def grants_of(email: str, accounts: tuple[Account, ...]) -> tuple[Grant, ...]:
    """Return what the person with this address may do on `accounts`, in a fixed order."""
    found = [
        Grant(account.id, permission)
        for account in accounts
        for contact in account.contacts
        if account_key(contact.email) == account_key(email)
        for permission in contact.permissions
    ]
    return tuple(sorted(set(found), key=lambda grant: (grant.account, grant.permission)))


def may_ask(email: str, account: Account, team: Permission) -> bool:
    """Return whether the person may ask `team` on the account without anybody's approval.

    Who approves for others needs nobody's approval.
    """
    own = {grant.permission for grant in grants_of(email, (account,))}
    return bool(own & {team, Permission.APPROVE})


def approvers(account: Account) -> tuple[Contact, ...]:
    """Return who may approve for others, each address once."""
    found = {
        account_key(c.email): c for c in account.contacts if Permission.APPROVE in c.permissions
    }
    return tuple(found.values())


def domain_and_parents(domain: str) -> tuple[str, ...]:
    """Return `domain` and the names above it that can be registered, the longest first.

    What a ticket is about may be a mailbox or an address on the web: then its domain counts.
    """
    host = domain.strip().lower().rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    labels = host.partition(":")[0].strip(". ").split(".")
    return tuple(".".join(labels[at:]) for at in range(len(labels) - 1))
