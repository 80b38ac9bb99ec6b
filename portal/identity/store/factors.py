"""Second factors of staff: the secret, codes for emergencies, and the step between the two.

Secrets come and go locked; see `store.sealing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.identity.store.staff import members
from portal.kernel.ids import TokenHash
from portal.storage.database import Moment, metadata

recovery_codes = sa.Table(
    "staff_recovery_code",
    metadata,
    sa.Column("member_id", sa.ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("hash", sa.String(64), primary_key=True),
)

steps = sa.Table(
    "staff_sign_in_step",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("member_id", sa.ForeignKey("staff_member.id", ondelete="CASCADE"), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Factor:
    """A member's authenticator: its secret, and the newest step of time that was used."""

    secret: str
    last_step: int


class FactorStore:
    """Keeps second factors, in the transaction of the caller."""

    def find(self, connection: Connection, member_id: str) -> Factor | None:
        """Return the member's authenticator, locked until the transaction ends, or None."""
        row = connection.execute(
            sa.select(members.c.factor_secret, members.c.factor_step)
            .where(members.c.id == member_id)
            .with_for_update()
        ).first()
        if row is None or row.factor_secret is None:
            return None
        return Factor(row.factor_secret, row.factor_step or 0)

    def secrets(self, connection: Connection) -> dict[str, str]:
        """Return the locked secret of every member who has one, by the member's number."""
        query = sa.select(members.c.id, members.c.factor_secret).where(
            members.c.factor_secret.is_not(None)
        )
        return {row.id: row.factor_secret for row in connection.execute(query)}

    def pending(self, connection: Connection, member_id: str) -> str | None:
        """Return the secret that the member is setting up, or None."""
        query = sa.select(members.c.factor_pending).where(members.c.id == member_id)
        found: str | None = connection.execute(query).scalar()
        return found

    def set_pending(self, connection: Connection, member_id: str, secret: str | None) -> None:
        """Keep the secret that is being set up; it is asked for only once it was confirmed."""
        self._update(connection, member_id, factor_pending=secret)

    def switch_on(
        self, connection: Connection, member_id: str, factor: Factor, codes: Iterable[TokenHash]
    ) -> None:
        """Ask for codes from now on; `codes` are good once each instead."""
        self._update(
            connection,
            member_id,
            factor_secret=factor.secret,
            factor_step=factor.last_step,
            factor_pending=None,
        )
        self._forget_codes(connection, member_id)
        rows = [{"member_id": member_id, "hash": code} for code in codes]
        connection.execute(sa.insert(recovery_codes), rows)

    def switch_off(self, connection: Connection, member_id: str) -> None:
        """Ask for no codes any more."""
        self._update(
            connection, member_id, factor_secret=None, factor_step=None, factor_pending=None
        )
        self._forget_codes(connection, member_id)

    def set_step(self, connection: Connection, member_id: str, step: int) -> None:
        """Note that a code of this step of time was used."""
        self._update(connection, member_id, factor_step=step)

    def use_recovery(self, connection: Connection, member_id: str, code: TokenHash) -> bool:
        """Use a code up; False where there is none such."""
        mine = (recovery_codes.c.member_id == member_id) & (recovery_codes.c.hash == code)
        return connection.execute(sa.delete(recovery_codes).where(mine)).rowcount == 1

    def codes_left(self, connection: Connection, member_id: str) -> int:
        """Return how many codes for emergencies are left."""
        mine = recovery_codes.c.member_id == member_id
        query = sa.select(sa.func.count()).select_from(recovery_codes).where(mine)
        return int(connection.execute(query).scalar_one())

    def begin_step(
        self, connection: Connection, token: TokenHash, member_id: str, until: datetime
    ) -> None:
        """Keep that the member gave the right password, and may give the code until then."""
        connection.execute(
            sa.insert(steps).values(hash=token, member_id=member_id, expires_at=until)
        )

    def find_step(self, connection: Connection, token: TokenHash, now: datetime) -> str | None:
        """Return who gave the right password in this browser, or None."""
        alive = (steps.c.hash == token) & (steps.c.expires_at > now)
        found: str | None = connection.execute(sa.select(steps.c.member_id).where(alive)).scalar()
        return found

    def end_step(self, connection: Connection, token: TokenHash, now: datetime) -> None:
        """Forget the step, and those that have expired."""
        over = (steps.c.hash == token) | (steps.c.expires_at <= now)
        connection.execute(sa.delete(steps).where(over))

    def end_steps_of(self, connection: Connection, member_id: str) -> None:
        """Let nobody who gave the member's password before go on."""
        connection.execute(sa.delete(steps).where(steps.c.member_id == member_id))

    def _forget_codes(self, connection: Connection, member_id: str) -> None:
        connection.execute(sa.delete(recovery_codes).where(recovery_codes.c.member_id == member_id))

    def _update(self, connection: Connection, member_id: str, **values: object) -> None:
        connection.execute(sa.update(members).where(members.c.id == member_id).values(**values))
