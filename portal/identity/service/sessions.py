"""Where staff are signed in: browsers, each with a token of which only a hash is kept."""

from contextlib import suppress
from datetime import datetime

from portal.identity.model import AuditAct, AuditEntry, StaffMember, StaffSession
from portal.identity.rules import is_alive, is_seen_anew
from portal.identity.store import StaffStore
from portal.identity.store.audit import AuditStore
from portal.identity.store.factors import FactorStore
from portal.kernel.clock import Clock
from portal.kernel.errors import Unavailable
from portal.kernel.ids import TokenHash, hash_token
from portal.storage.database import Database, Transaction


class StaffSessions:
    """Opens, finds and ends sessions; every end is on the record."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._staff, self._audit = StaffStore(), AuditStore()
        self._steps = FactorStore()

    def _open(
        self, connection: Transaction, token: str, session: StaffSession, member: StaffMember
    ) -> None:
        self._staff.open_session(connection, hash_token(token), session)
        self._note(connection, member.name, AuditAct.SIGNED_IN, detail=session.network)

    def _note(
        self,
        connection: Transaction,
        actor: str,
        act: AuditAct,
        about: str = "",
        detail: str = "",
    ) -> None:
        self._audit.note(connection, AuditEntry(self._clock.now(), actor, act, about, detail))

    def sessions_of(self, member_id: str) -> list[StaffSession]:
        """Return where the member is signed in, the browser used last first."""
        with self._database.read() as connection:
            found = self._staff.sessions_of(connection, member_id)
        return [session for session in found if is_alive(session, self._clock.now())]

    def find_member(self, token: str) -> StaffMember | None:
        """Return whose living session `token` is, and note that it is in use; None if nobody's."""
        if not token:
            return None
        hashed, now = hash_token(token), self._clock.now()
        with self._database.read() as connection:
            found = self._staff.find_session(connection, hashed)
        if found is None:
            return None
        session, member = found
        if not member.active or not is_alive(session, now):
            return None
        if is_seen_anew(session, now):
            self._see(hashed, now)
        return member

    def _see(self, hashed: TokenHash, now: datetime) -> None:
        with suppress(Unavailable), self._database.write() as connection:
            self._staff.see(connection, hashed, now)

    def sign_out(self, token: str) -> None:
        """End the session `token`; nothing happens where there is none."""
        with self._database.write() as connection:
            self._staff.end_session(connection, hash_token(token))

    def sign_out_everywhere(self, member_id: str) -> None:
        """End every session of the member."""
        with self._database.write() as connection:
            found = self._staff.find(connection, member_id)
            self._end_sessions(connection, member_id)
            if found is not None:
                self._note(connection, found[0].name, AuditAct.SIGNED_OUT_EVERYWHERE)

    def _end_sessions(self, connection: Transaction, member_id: str) -> None:
        self._staff.end_sessions_of(connection, member_id)
        self._steps.end_steps_of(connection, member_id)
