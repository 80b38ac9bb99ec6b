"""The second factor of staff: set up with a code, given at sign-in, replaced in an emergency."""

from portal.identity.model import AuditAct, AuditEntry, StaffMember
from portal.identity.rules import account_key
from portal.identity.rules.totp import (
    accepted_step,
    new_recovery_codes,
    new_secret,
    plain_code,
)
from portal.identity.service.errors import SignInRefused
from portal.identity.service.tries import TryCounter
from portal.identity.store import AttemptStore
from portal.identity.store.audit import AuditStore
from portal.identity.store.factors import Factor, FactorStore
from portal.kernel.clock import Clock
from portal.kernel.ids import hash_token
from portal.storage.database import Database, Transaction


class SecondFactors:
    """Switches codes on and off, and checks them."""

    def __init__(self, database: Database, clock: Clock, tries: TryCounter) -> None:
        self._database, self._clock, self._tries = database, clock, tries
        self._store, self._attempts, self._audit = FactorStore(), AttemptStore(), AuditStore()

    def check(self, connection: Transaction, member: StaffMember, code: str) -> bool:
        """Return whether the code is good now; it is used up by this."""
        factor = self._store.find(connection, member.id)
        if factor is None:
            return False
        seconds = self._clock.now().timestamp()
        step = accepted_step(factor.secret, code, seconds, factor.last_step)
        if step is not None:
            self._store.set_step(connection, member.id, step)
            return True
        plain = plain_code(code)
        if not plain or not self._store.use_recovery(connection, member.id, hash_token(plain)):
            return False
        self._note(connection, member.name, AuditAct.RECOVERY_USED)
        return True

    def begin(self, member: StaffMember) -> str:
        """Return the secret to set up an authenticator with; the same until it is confirmed."""
        with self._database.write() as connection:
            secret = self._store.pending(connection, member.id)
            if secret is None:
                secret = new_secret()
                self._store.set_pending(connection, member.id, secret)
        return secret

    def switch_on(self, member: StaffMember, code: str) -> list[str]:
        """Ask for codes from now on, if `code` shows that the authenticator has the secret.

        Returns the codes for emergencies, which nobody can see again. Raises SignInRefused.
        """
        codes = new_recovery_codes()
        with self._database.write() as connection:
            secret = self._store.pending(connection, member.id)
            seconds = self._clock.now().timestamp()
            step = accepted_step(secret, code, seconds, 0) if secret else None
            if secret is None or step is None:
                raise SignInRefused("the code is not right")
            hashed = [hash_token(plain_code(one)) for one in codes]
            self._store.switch_on(connection, member.id, Factor(secret, step), hashed)
            self._note(connection, member.name, AuditAct.FACTOR_ON)
        return codes

    def switch_off(self, member: StaffMember, code: str, network: str) -> None:
        """Ask for no codes any more. Raises SignInRefused where `code` is wrong, or TooMany."""
        attempt = self._tries.begin(account_key(member.email), network)
        with self._database.write() as connection:
            if not self.check(connection, member, code):
                raise SignInRefused("the code is not right")
            self._attempts.succeed(connection, attempt)
            self._store.switch_off(connection, member.id)
            self._note(connection, member.name, AuditAct.FACTOR_OFF)

    def codes_left(self, member: StaffMember) -> int:
        """Return how many codes for emergencies are left."""
        with self._database.read() as connection:
            return self._store.codes_left(connection, member.id)

    def _note(self, connection: Transaction, actor: str, act: AuditAct) -> None:
        self._audit.note(connection, AuditEntry(self._clock.now(), actor, act))
