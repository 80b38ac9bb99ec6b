"""Accounts kept in our own tables, filled by `portal accounts import`."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.identity.model import Account, Contact, Permission
from portal.identity.ports import DirectoryUnknown
from portal.identity.rules.customers import domain_and_parents
from portal.identity.rules.staff import account_key
from portal.kernel.errors import Unavailable
from portal.storage.database import Database, metadata

accounts = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("products", sa.JSON, nullable=False),
)

domains = sa.Table(
    "account_domain",
    metadata,
    sa.Column("domain", sa.String(253), primary_key=True),
    sa.Column("account", sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    sa.Index("ix_account_domain_account", "account"),
)

contacts = sa.Table(
    "account_contact",
    metadata,
    sa.Column("account", sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("mailbox", sa.String(254), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("permissions", sa.JSON, nullable=False),
    sa.Index("ix_account_contact_mailbox", "mailbox"),
)


class ImportedDirectory:
    """Answers from the tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_by_domain(self, domain: str) -> Account | None:
        """Return the account of `domain` or of the nearest name above it.

        Raises DirectoryUnknown.
        """
        names = domain_and_parents(domain)
        try:
            with self._database.read() as connection:
                query = sa.select(domains).where(domains.c.domain.in_(names))
                owners = {row.domain: row.account for row in connection.execute(query)}
                nearest = next((owners[name] for name in names if name in owners), None)
                return next(iter(load(connection, [nearest] if nearest else [])), None)
        except Unavailable as error:
            raise DirectoryUnknown("the database does not answer") from error

    def of_contact(self, email: str) -> tuple[Account, ...]:
        """Return the accounts of the person with this address. Raises DirectoryUnknown."""
        query = sa.select(contacts.c.account).where(contacts.c.mailbox == account_key(email))
        try:
            with self._database.read() as connection:
                return tuple(load(connection, list(connection.execute(query).scalars())))
        except Unavailable as error:
            raise DirectoryUnknown("the database does not answer") from error


def load(connection: Connection, ids: Sequence[str] | None = None) -> list[Account]:
    """Return the accounts with these numbers, or all, in the order of their numbers."""
    chosen = sa.true() if ids is None else accounts.c.id.in_(ids)
    rows = connection.execute(sa.select(accounts).where(chosen).order_by(accounts.c.id)).all()
    names: dict[str, list[str]] = {row.id: [] for row in rows}
    people: dict[str, list[Contact]] = {row.id: [] for row in rows}
    theirs = sa.true() if ids is None else domains.c.account.in_(ids)
    for row in connection.execute(sa.select(domains).where(theirs).order_by(domains.c.domain)):
        names[row.account].append(row.domain)
    theirs = sa.true() if ids is None else contacts.c.account.in_(ids)
    for row in connection.execute(sa.select(contacts).where(theirs).order_by(contacts.c.mailbox)):
        allowed = frozenset(Permission(one) for one in row.permissions)
        people[row.account].append(Contact(row.email, row.name, allowed))
    return [
        Account(r.id, r.plan, tuple(r.products), tuple(names[r.id]), tuple(people[r.id]))
        for r in rows
    ]


def keep(connection: Connection, account: Account) -> None:
    """Keep `account` in place of what there was of it."""
    forget(connection, [account.id])
    connection.execute(
        sa.insert(accounts).values(
            id=account.id, plan=account.plan, products=list(account.products)
        )
    )
    if account.domains:
        rows = [{"domain": name, "account": account.id} for name in account.domains]
        connection.execute(sa.insert(domains), rows)
    if account.contacts:
        connection.execute(
            sa.insert(contacts),
            [
                {
                    "account": account.id,
                    "mailbox": account_key(contact.email),
                    "email": contact.email,
                    "name": contact.name,
                    "permissions": sorted(one.value for one in contact.permissions),
                }
                for contact in account.contacts
            ],
        )


def forget(connection: Connection, ids: Iterable[str]) -> None:
    """Delete these accounts with their domains and contacts."""
    connection.execute(sa.delete(accounts).where(accounts.c.id.in_(list(ids))))
