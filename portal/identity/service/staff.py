"""Who works here, and how they come in.

Whether an address is known shows neither in words nor in time: every try is counted and every
password is compared with some hash.
"""

from datetime import timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.identity.model import AuditAct, Role, StaffMember, StaffSession
from portal.identity.rules import (
    LONGEST_PASSWORD,
    TryLimits,
    account_key,
    find_weaknesses,
)
from portal.identity.service.errors import SecondFactorNeeded, SignInRefused, WeakPassword
from portal.identity.service.factors import SecondFactors
from portal.identity.service.sessions import StaffSessions
from portal.identity.service.tries import TryCounter
from portal.identity.store import AttemptStore
from portal.identity.store.sealing import Seal
from portal.kernel.clock import Clock
from portal.kernel.errors import Conflict, Gone, Invalid, NotFound
from portal.kernel.ids import TokenHash, hash_token, new_id, new_token
from portal.kernel.text import squeeze
from portal.storage.database import Database, Transaction

STEP_SPAN = timedelta(minutes=5)
"""How long the code may follow the password."""


class Identity(StaffSessions):
    """Staff members, their passwords and their sessions.

    `network` is the visitor's, shortened to what counts as one (`delivery.rules.network_key`);
    `key` is the installation's own, which locks the second factors.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hasher: PasswordHasher | None = None,
        limits: TryLimits | None = None,
        *,
        key: bytes,
    ) -> None:
        super().__init__(database, clock)
        self._hasher = hasher or PasswordHasher()
        self._tries = TryCounter(database, clock, limits or TryLimits())
        self._attempts = AttemptStore()
        self._factors = SecondFactors(database, clock, self._tries, Seal(key))

    @property
    def factors(self) -> SecondFactors:
        """The second factors of these members."""
        return self._factors

    @cached_property
    def _nobodys_hash(self) -> str:
        return self._hasher.hash(new_token())

    def add_staff(self, email: str, name: str, role: Role, password: str) -> StaffMember:
        """Keep a new member, who can sign in at once.

        Raises Invalid without an address or a name, WeakPassword, or Conflict where the address
        is taken.
        """
        email, name = email.strip(), squeeze(name)
        if "@" not in email or not name:
            raise Invalid("an address and a name are needed")
        self._demand_strong(password, name, email)
        member = StaffMember(new_id(), name, email, role)
        hashed = self._hasher.hash(password)
        with self._database.write() as connection:
            if self._staff.find_by_account(connection, account_key(email)) is not None:
                raise Conflict("somebody has this address already")
            now = self._clock.now()
            self._staff.add(connection, member, account_key(email), hashed, now)
            self._note(connection, "", AuditAct.ADDED, name, role.value)
        return member

    def list_staff(self) -> list[StaffMember]:
        """Return all members by name, inactive ones included."""
        with self._database.read() as connection:
            return self._staff.everybody(connection)

    def sign_in(self, email: str, password: str, network: str, agent: str = "") -> str:
        """Return the token of a new session; `agent` is the browser's family.

        Raises SignInRefused, SecondFactorNeeded, or TooMany where this was tried too often.
        """
        account, nobodys = account_key(email), self._nobodys_hash
        attempt = self._tries.begin(account, network)
        with self._database.read() as connection:
            found = self._staff.find_by_account(connection, account)
        member, kept = found or (None, nobodys)
        is_right = self._verify(kept, password)
        if member is None or not member.active or not is_right:
            raise SignInRefused("address and password do not belong together")
        token, now = new_token(), self._clock.now()
        rehashed = self._rehashed(kept, password)
        with self._database.write() as connection:
            self._demand_unchanged(connection, member, kept)
            self._attempts.succeed(connection, attempt)
            self._staff.set_password(connection, member.id, rehashed)
            session = StaffSession(member.id, now, now, network, agent)
            self._let_in(connection, token, session, member)
        if member.has_second_factor:
            raise SecondFactorNeeded(token)
        return token

    def _let_in(
        self, connection: Transaction, token: str, session: StaffSession, member: StaffMember
    ) -> None:
        """Open the session; with a second factor, `token` is only good for giving the code."""
        if not member.has_second_factor:
            self._open(connection, token, session, member)
            return
        until = session.created_at + STEP_SPAN
        self._steps.begin_step(connection, hash_token(token), member.id, until)

    def add_vouched(self, email: str, name: str, role: Role) -> StaffMember:
        """Keep a member for whom the house's sign-in service vouches; they have no password.

        Raises Conflict where the address is taken, Invalid where it is none.
        """
        return self.add_staff(email, name, role, new_token())

    def sign_in_vouched(self, email: str, network: str, agent: str = "") -> str:
        """Return the token of a new session for whom the house's sign-in service vouches.

        Raises SignInRefused, or SecondFactorNeeded.
        """
        token, now = new_token(), self._clock.now()
        with self._database.write() as connection:
            found = self._staff.find_by_account(connection, account_key(email))
            if found is None or not found[0].active:
                raise SignInRefused("nobody here has this address")
            member = found[0]
            session = StaffSession(member.id, now, now, network, agent)
            self._let_in(connection, token, session, member)
        if member.has_second_factor:
            raise SecondFactorNeeded(token)
        return token

    def finish_sign_in(self, step: str, code: str, network: str, agent: str = "") -> str:
        """Return the token of a new session for who gave the password and now the code.

        Raises SignInRefused, Gone where the password has to be given anew, or TooMany.
        """
        now, hashed, token = self._clock.now(), hash_token(step), new_token()
        with self._database.read() as connection:
            member = self._half_in(connection, hashed)
        attempt = self._tries.begin(account_key(member.email), network)
        with self._database.write() as connection:
            member = self._half_in(connection, hashed)
            if not self._factors.check(connection, member, code):
                raise SignInRefused("the code is not right")
            self._attempts.succeed(connection, attempt)
            self._steps.end_step(connection, hashed, now)
            self._open(connection, token, StaffSession(member.id, now, now, network, agent), member)
        return token

    def must_set_up_again(self, step: str) -> bool:
        """Return whether who gave the password has a second factor that nobody can check."""
        with self._database.read() as connection:
            member_id = self._steps.find_step(connection, hash_token(step), self._clock.now())
        return member_id in self._factors.unreadable()

    def _half_in(self, connection: Transaction, step: TokenHash) -> StaffMember:
        member_id = self._steps.find_step(connection, step, self._clock.now())
        found = self._staff.find(connection, member_id) if member_id else None
        if found is None or not found[0].active:
            raise Gone("the time to give the code is over")
        return found[0]

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False

    def _rehashed(self, kept: str, password: str) -> str:
        """Return `kept`, or a new hash where the parameters have changed since."""
        return self._hasher.hash(password) if self._hasher.check_needs_rehash(kept) else kept

    def _demand_unchanged(self, connection: Transaction, member: StaffMember, kept: str) -> None:
        """Refuse where the password was changed, or the member left, while we compared."""
        if self._staff.find(connection, member.id) != (member, kept):
            raise SignInRefused("address and password do not belong together")

    def deactivate(self, member_id: str) -> None:
        """Let the member in no more, and end their sessions. Raises NotFound."""
        with self._database.write() as connection:
            found = self._staff.find(connection, member_id)
            if found is None:
                raise NotFound("no such staff member")
            self._staff.set_active(connection, member_id, active=False)
            self._end_sessions(connection, member_id)
            self._note(connection, "", AuditAct.DEACTIVATED, found[0].name)

    def change_password(self, member_id: str, current: str, new: str, network: str) -> None:
        """Replace the password and end every session of the member.

        Raises NotFound, WeakPassword, SignInRefused where `current` is wrong, or TooMany.
        """
        with self._database.read() as connection:
            found = self._staff.find(connection, member_id)
        if found is None:
            raise NotFound("no such staff member")
        member, kept = found
        attempt = self._tries.begin(account_key(member.email), network)
        if not self._verify(kept, current):
            raise SignInRefused("the password is not right")
        self._demand_strong(new, member.name, member.email)
        hashed = self._hasher.hash(new)
        with self._database.write() as connection:
            self._attempts.succeed(connection, attempt)
            self._staff.set_password(connection, member.id, hashed)
            self._end_sessions(connection, member.id)
            self._note(connection, member.name, AuditAct.PASSWORD_CHANGED)

    def _demand_strong(self, password: str, name: str, email: str) -> None:
        weaknesses = find_weaknesses(password, name, email)
        if weaknesses:
            raise WeakPassword(weaknesses)
