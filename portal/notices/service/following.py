"""Following a notice by mail: asked for by anybody, confirmed by whoever reads the address."""

from datetime import timedelta

from portal.delivery.rules import is_address
from portal.kernel.errors import Gone, Invalid, NotFound, TooMany
from portal.kernel.ids import hash_token, new_token
from portal.kernel.locale import Locale
from portal.notices.model import Follower, Notice, Phase
from portal.notices.rules.phases import is_open, phase
from portal.notices.service.tools import NoticeTools
from portal.notices.store import Purpose
from portal.storage.database import Transaction

_HOUR = 3600


class Following:
    """What followers can do."""

    def __init__(self, tools: NoticeTools) -> None:
        self._tools = tools

    def ask(self, notice: Notice, email: str, locale: Locale, network: str) -> None:
        """Mail a link to confirm with; the answer is the same whether they follow already.

        Raises Invalid where that is no address, Gone where the notice is over, TooMany where the
        address or the network was mailed too often.
        """
        email = email.strip()
        if not is_address(email):
            raise Invalid("not an address")
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            self._demand_open(connection, notice.id)
            if not tools.outbox.may_mail(connection, email, network, now):
                raise TooMany("too many mails to this address or from this network", _HOUR)
            follower = tools.followers.ask(connection, notice.id, email, locale, now)
            token = new_token()
            expires_at = now + timedelta(days=tools.policy.confirmation_days)
            tools.followers.add_link(
                connection, hash_token(token), follower, Purpose.CONFIRM, expires_at
            )
            mail = tools.mails.confirmation(notice, follower, token, expires_at)
            tools.outbox.enqueue(connection, mail, now, network=network)

    def _demand_open(self, connection: Transaction, notice_id: int) -> Notice:
        found = self._tools.notices.find(connection, notice_id)
        if found is None:
            raise NotFound("no such notice")
        if not is_open(found, self._tools.clock.now()):
            raise Gone("the notice is over")
        return found

    def peek(self, token: str, purpose: Purpose) -> Notice:
        """Return the notice that a mailed link is about. Raises NotFound or Gone."""
        with self._tools.database.read() as connection:
            follower = self._linked(connection, token, purpose)
            found = self._tools.notices.find(connection, follower.notice_id)
        if found is None:
            raise NotFound("no such notice")
        return found

    def confirm(self, token: str) -> Notice:
        """Take the address as proven; updates are mailed from now on. Again changes nothing.

        Raises NotFound, or Gone where the link has expired or the notice is over.
        """
        tools = self._tools
        with tools.database.write() as connection:
            follower = self._linked(connection, token, Purpose.CONFIRM)
            notice = self._demand_open(connection, follower.notice_id)
            tools.followers.confirm(connection, follower, tools.clock.now())
        return notice

    def stop(self, token: str) -> Notice:
        """Delete the follower to whom the link was mailed. Raises NotFound."""
        tools = self._tools
        with tools.database.write() as connection:
            follower = self._linked(connection, token, Purpose.STOP)
            notice = tools.notices.find(connection, follower.notice_id)
            tools.followers.forget(connection, follower)
        if notice is None:
            raise NotFound("no such notice")
        return notice

    def _linked(self, connection: Transaction, token: str, purpose: Purpose) -> Follower:
        found = self._tools.followers.find_by_link(connection, hash_token(token), purpose)
        if found is None:
            raise NotFound("no such link")
        follower, expires_at = found
        if expires_at is not None and expires_at <= self._tools.clock.now():
            raise Gone("the link has expired")
        return follower

    def purge(self) -> None:
        """Forget the addresses that nobody confirmed in time, and those of what ended by itself."""
        tools, now = self._tools, self._tools.clock.now()
        with tools.database.write() as connection:
            before = now - timedelta(days=tools.policy.confirmation_days)
            tools.followers.purge(connection, before)
            for notice_id in tools.followers.counts(connection):
                found = tools.notices.find(connection, notice_id)
                if found is not None and phase(found, now) is Phase.PAST:
                    tools.followers.forget_all(connection, notice_id)
