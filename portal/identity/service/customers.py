"""Customers come in by a mailed link: no password, nothing to enumerate.

Every address is answered alike, in words, in time and in what is done: whoever reads the mailbox
gets the link, whether there are tickets or not. How many mails a visitor may cause is counted in
the database.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.delivery.rules import network_key
from portal.delivery.service import Outbox
from portal.identity.mails import IdentityMails
from portal.identity.model import Customer, CustomerSession, Grant, SignInLink
from portal.identity.ports import Directory, DirectoryUnknown
from portal.identity.rules import customers as rules
from portal.identity.store.customers import CustomerStore
from portal.kernel.clock import Clock
from portal.kernel.errors import Gone, NotFound, Unavailable
from portal.kernel.ids import TokenHash, hash_token, new_token
from portal.kernel.locale import Locale
from portal.storage.database import Database, Transaction

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a session counts as last checked that has to ask the directory anew."""


@dataclass(frozen=True)
class Hooks:
    """What belongs to a browser beside its session, kept by other features.

    `carry` hands it from one secret to the next, `drop` forgets it; both in the transaction.
    """

    carry: Callable[[Transaction, TokenHash, TokenHash], None]
    drop: Callable[[Transaction, TokenHash], None]


@dataclass(frozen=True)
class CustomerTools:
    """What customers' sign-in works with, built once."""

    database: Database
    clock: Clock
    outbox: Outbox
    mails: IdentityMails
    directory: Directory
    hooks: Hooks
    link_minutes: int


class Customers:
    """Mails links, opens and ends sessions. `secret` is the browser's, empty where it has none."""

    def __init__(self, tools: CustomerTools) -> None:
        self._tools = tools
        self._store = CustomerStore()

    def mail_link(self, email: str, locale: Locale, network: str) -> None:
        """Mail a link to the address; one that was mailed too often gets none, in silence."""
        tools, now, token = self._tools, self._tools.clock.now(), new_token()
        mail = tools.mails.sign_in(email, token, locale)
        until = now + timedelta(minutes=tools.link_minutes)
        with tools.database.write() as connection:
            if not tools.outbox.may_mail(connection, email, network, now, mail.purpose):
                return
            self._store.add_link(connection, hash_token(token), SignInLink(email, until))
            tools.outbox.enqueue(connection, mail, now, network=network)

    def get_address(self, token: str) -> str:
        """Return whom the link `token` signs in.

        Raises NotFound, or Gone where it was used or has expired.
        """
        with self._tools.database.read() as connection:
            return self._living(connection, token).email

    def _living(self, connection: Transaction, token: str) -> SignInLink:
        link = self._store.find_link(connection, hash_token(token))
        if link is None:
            raise NotFound("no such link")
        if link.used_at is not None or link.expires_at <= self._tools.clock.now():
            raise Gone("the link was used or has expired")
        return link

    def sign_in(self, token: str, secret: str, network: str, agent: str = "") -> str:
        """Use the link up and return the browser's new secret; what the old one held goes along.

        Raises NotFound or Gone.
        """
        tools, now, fresh = self._tools, self._tools.clock.now(), new_token()
        allowed = self._ask(self.get_address(token))
        with tools.database.write() as connection:
            link = self._living(connection, token)
            if not self._store.use_link(connection, hash_token(token), now):
                raise Gone("the link was used")
            self._store.revoke_links(connection, link.email)
            if secret:
                self._store.end(connection, hash_token(secret))
                tools.hooks.carry(connection, hash_token(secret), hash_token(fresh))
            session = CustomerSession(link.email, now, now, now, network_key(network), agent)
            self._store.open(connection, hash_token(fresh), session)
            self._store.set_grants(connection, hash_token(fresh), allowed or (), now)
        return fresh

    def find(self, secret: str) -> Customer | None:
        """Return who is signed in, with what the directory lets them see; note the visit."""
        if not secret:
            return None
        tools, now, hashed = self._tools, self._tools.clock.now(), hash_token(secret)
        with tools.database.read() as connection:
            session = self._store.find_session(connection, hashed)
        if session is None or not rules.is_customer_alive(session, now):
            return None
        with suppress(Unavailable):
            self._freshen(hashed, session, now)
        with tools.database.read() as connection:
            return self._store.find(connection, hashed, now)

    def _freshen(self, hashed: TokenHash, session: CustomerSession, now: datetime) -> None:
        if rules.is_check_due(session, now):
            allowed = self._ask(session.email)
            with self._tools.database.write() as connection:
                if allowed is not None:
                    self._store.set_grants(connection, hashed, allowed, now)
                elif not rules.holds_unchecked(session, now):
                    self._store.drop_grants(connection, hashed)
        if rules.is_customer_seen_anew(session, now):
            with self._tools.database.write() as connection:
                self._store.see(connection, hashed, now)

    def _ask(self, email: str) -> tuple[Grant, ...] | None:
        try:
            return rules.grants_of(email, self._tools.directory.of_contact(email))
        except DirectoryUnknown:
            return None

    def sessions(self, secret: str) -> list[CustomerSession]:
        """Return where the person of this browser is signed in; nowhere if not here."""
        customer, now = self.find(secret), self._tools.clock.now()
        if customer is None:
            return []
        with self._tools.database.read() as connection:
            found = self._store.sessions_of(connection, customer.email)
        return [session for session in found if rules.is_customer_alive(session, now)]

    def sign_out(self, secret: str) -> None:
        """End the session, and let the browser see no ticket any more."""
        with self._tools.database.write() as connection:
            self._end(connection, hash_token(secret))

    def sign_out_everywhere(self, secret: str) -> None:
        """End every session of the person of this browser, and their links not yet used."""
        customer = self.find(secret)
        with self._tools.database.write() as connection:
            for hashed in self._store.secrets_of(connection, customer.email) if customer else ():
                self._end(connection, hashed)
            if customer is not None:
                self._store.revoke_links(connection, customer.email)
            self._end(connection, hash_token(secret))

    def _end(self, connection: Transaction, hashed: TokenHash) -> None:
        self._store.end(connection, hashed)
        self._tools.hooks.drop(connection, hashed)

    def check_all_again(self) -> None:
        """Ask the directory anew about everybody who is signed in, as each comes by."""
        with self._tools.database.write() as connection:
            self._store.check_all_again(connection, LONG_AGO)

    def purge(self) -> None:
        """Delete links and sessions that have expired."""
        with self._tools.database.write() as connection:
            self._store.purge(connection, self._tools.clock.now())
