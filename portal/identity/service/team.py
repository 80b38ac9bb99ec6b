"""Who works here, as administrators see to it; every act is on the record."""

from collections.abc import Sequence

from portal.identity.model import AuditAct, AuditEntry, Role, StaffMember
from portal.identity.store import StaffStore
from portal.identity.store.audit import AuditStore
from portal.identity.store.factors import FactorStore
from portal.kernel.clock import Clock
from portal.kernel.errors import NotFound, Refused
from portal.storage.database import Database, Transaction

PAGE = 100


class LastAdministrator(Refused):
    """Nobody would be left who could undo it."""


class Team:
    """Changes roles, lets people in or not, and reads the audit log. `actor` is who does it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._staff, self._factors, self._audit = StaffStore(), FactorStore(), AuditStore()

    def set_role(self, actor: StaffMember, member_id: str, role: Role) -> None:
        """Give the member another role. Raises NotFound or LastAdministrator."""
        with self._database.write() as connection:
            member = self._get(connection, member_id, keeps_admin=role is Role.ADMIN)
            if member.role is role:
                return
            self._staff.set_role(connection, member.id, role)
            detail = f"{member.role} → {role}"
            self._note(connection, actor, AuditAct.ROLE_CHANGED, member, detail)

    def set_active(self, actor: StaffMember, member_id: str, *, active: bool) -> None:
        """Let the member in again or no more; then their sessions end.

        Raises NotFound or LastAdministrator.
        """
        with self._database.write() as connection:
            member = self._get(connection, member_id, keeps_admin=active)
            self._staff.set_active(connection, member.id, active=active)
            if not active:
                self._end_sessions(connection, member)
            act = AuditAct.ACTIVATED if active else AuditAct.DEACTIVATED
            self._note(connection, actor, act, member)

    def end_sessions(self, actor: StaffMember, member_id: str) -> None:
        """Sign the member out everywhere. Raises NotFound."""
        with self._database.write() as connection:
            member = self._get(connection, member_id, keeps_admin=True)
            self._end_sessions(connection, member)
            self._note(connection, actor, AuditAct.SESSIONS_ENDED, member)

    def drop_second_factor(self, actor: StaffMember, member_id: str) -> None:
        """Ask the member for no code, as after a lost phone, and end their sessions.

        Raises NotFound.
        """
        with self._database.write() as connection:
            member = self._get(connection, member_id, keeps_admin=True)
            self._factors.switch_off(connection, member.id)
            self._end_sessions(connection, member)
            self._note(connection, actor, AuditAct.FACTOR_OFF, member)

    def audit(self, page: int = 1) -> Sequence[AuditEntry]:
        """Return a page of the audit log, the newest lines first."""
        with self._database.read() as connection:
            return self._audit.latest(connection, PAGE, PAGE * (max(page, 1) - 1))

    def _get(self, connection: Transaction, member_id: str, *, keeps_admin: bool) -> StaffMember:
        everybody = self._staff.lock_everybody(connection)
        member = next((one for one in everybody if one.id == member_id), None)
        if member is None:
            raise NotFound("no such staff member")
        others = [m for m in everybody if m.active and m.role is Role.ADMIN and m.id != member.id]
        if member.role is Role.ADMIN and not keeps_admin and not others:
            raise LastAdministrator("nobody else administers the portal")
        return member

    def _end_sessions(self, connection: Transaction, member: StaffMember) -> None:
        self._staff.end_sessions_of(connection, member.id)
        self._factors.end_steps_of(connection, member.id)

    def _note(
        self,
        connection: Transaction,
        actor: StaffMember,
        act: AuditAct,
        member: StaffMember,
        detail: str = "",
    ) -> None:
        entry = AuditEntry(self._clock.now(), actor.name, act, member.name, detail)
        self._audit.note(connection, entry)
