"""The second factor of staff: set up with a code, given at sign-in, replaced in an emergency.

Its secret lies locked with the installation's key. Where that key was changed, no code can be
checked any more: the emergency codes still work, and an administrator can drop the factor.
"""

from portal.identity.model import AuditAct, AuditEntry, StaffMember
from portal.identity.rules import account_key
from portal.identity.rules.totp import (
    accepted_step,
    new_recovery_codes,
    new_secret,
    plain_code,
)
from portal.identity.service.errors import FactorUnreadable, SignInRefused
from portal.identity.service.tries import TryCounter
from portal.identity.store import AttemptStore
from portal.identity.store.audit import AuditStore
from portal.identity.store.factors import Factor, FactorStore
from portal.identity.store.sealing import Seal
from portal.kernel.clock import Clock
from portal.kernel.ids import hash_token
from portal.storage.database import Database, Transaction


class SecondFactors:
    """Switches codes on and off, and checks them."""

    def __init__(self, database: Database, clock: Clock, tries: TryCounter, seal: Seal) -> None:
        self._database, self._clock, self._tries, self._seal = database, clock, tries, seal
        self._store, self._attempts, self._audit = FactorStore(), AttemptStore(), AuditStore()

    def check(self, connection: Transaction, member: StaffMember, code: str) -> bool:
        """Return whether the code is good now; it is used up by this.

        Raises FactorUnreadable where it is no emergency code, and nothing else can be checked.
        """
        factor = self._store.find(connection, member.id)
        if factor is None:
            return False
        secret, seconds = self._seal.unlock(factor.secret), self._clock.now().timestamp()
        step = accepted_step(secret, code, seconds, factor.last_step) if secret else None
        if step is not None:
            self._store.set_step(connection, member.id, step)
            return True
        plain = plain_code(code)
        if plain and self._store.use_recovery(connection, member.id, hash_token(plain)):
            self._note(connection, member.name, AuditAct.RECOVERY_USED)
            return True
        if secret is None:
            raise FactorUnreadable("the key has changed since the second factor was set up")
        return False

    def unreadable(self) -> frozenset[str]:
        """Return the numbers of the members who have to set theirs up again."""
        with self._database.read() as connection:
            locked = self._store.secrets(connection)
        return frozenset(m for m, secret in locked.items() if self._seal.unlock(secret) is None)

    def begin(self, member: StaffMember) -> str:
        """Return the secret to set up an authenticator with; the same until it is confirmed."""
        with self._database.write() as connection:
            secret = self._pending(connection, member)
            if secret is None:
                secret = new_secret()
                self._store.set_pending(connection, member.id, self._seal.lock(secret))
        return secret

    def _pending(self, connection: Transaction, member: StaffMember) -> str | None:
        locked = self._store.pending(connection, member.id)
        return self._seal.unlock(locked) if locked else None

    def switch_on(self, member: StaffMember, code: str) -> list[str]:
        """Ask for codes from now on, if `code` shows that the authenticator has the secret.

        Returns the codes for emergencies, which nobody can see again. Raises SignInRefused.
        """
        codes = new_recovery_codes()
        with self._database.write() as connection:
            secret = self._pending(connection, member)
            seconds = self._clock.now().timestamp()
            step = accepted_step(secret, code, seconds, 0) if secret else None
            if secret is None or step is None:
                raise SignInRefused("the code is not right")
            hashed = [hash_token(plain_code(one)) for one in codes]
            factor = Factor(self._seal.lock(secret), step)
            self._store.switch_on(connection, member.id, factor, hashed)
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
