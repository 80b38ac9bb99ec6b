"""What people type to sign in."""

from dataclasses import dataclass
from typing import Self

from flask import request

from portal.delivery.rules import is_address
from portal.identity.model import AuditAct, AuditEntry, Role
from portal.identity.rules import LONGEST_ADDRESS, Weakness
from portal.identity.rules.staff import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class SignInForm:
    """Address and password as they were sent; `target` is where the person wanted to go."""

    email: str = ""
    password: str = ""
    target: str = ""

    @classmethod
    def read(cls) -> Self:
        """Read it from the request."""
        sent = request.form
        return cls(sent.get("email", ""), sent.get("password", ""), sent.get("next", ""))

    def find_gaps(self) -> list[tuple[str, str]]:
        """Return what is missing: the field, and what to do."""
        gaps = []
        if not self.email.strip():
            gaps.append(("email", _("Write your email address")))
        if not self.password:
            gaps.append(("password", _("Write your password")))
        return gaps


def read_address() -> tuple[str, bool]:
    """Return the address that was typed, and whether mail can be sent there."""
    email = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    return email, is_address(email)


def weakness_words(weakness: Weakness) -> str:
    """Return why a password will not do, as what to do."""
    return {
        Weakness.TOO_SHORT: _("Take at least %(num)d characters", num=SHORTEST_PASSWORD),
        Weakness.TOO_LONG: _("Take at most %(num)d characters", num=LONGEST_PASSWORD),
        Weakness.PERSONAL: _("Leave out your name and address"),
        Weakness.COMMON: _("Take one that is not on everybody's list: three unrelated words do"),
    }[weakness]


def role_words(role: Role) -> str:
    """Return what a role may do, in words."""
    return {
        Role.WRITER: _("Writer: articles"),
        Role.SUPPORT: _("Support: tickets"),
        Role.ADMIN: _("Administrator: everything"),
    }[role]


def refusal_title(role: Role) -> str:
    """Return for whom a page is that was made for `role`."""
    return {
        Role.WRITER: _("This page is for writers"),
        Role.SUPPORT: _("This page is for support"),
        Role.ADMIN: _("This page is for administrators"),
    }[role]


def act_words(entry: AuditEntry) -> str:
    """Return what a line of the audit log says; who did it stands beside it."""
    words = {
        AuditAct.ADDED: _("Added: %(name)s", name=entry.about),
        AuditAct.SIGNED_IN: _("Signed in"),
        AuditAct.SIGNED_OUT_EVERYWHERE: _("Signed out everywhere"),
        AuditAct.SESSIONS_ENDED: _("Sessions ended: %(name)s", name=entry.about),
        AuditAct.PASSWORD_CHANGED: _("Password changed"),
        AuditAct.FACTOR_ON: _("Second factor switched on"),
        AuditAct.FACTOR_OFF: _("Second factor switched off: %(name)s", name=entry.about)
        if entry.about
        else _("Second factor switched off"),
        AuditAct.RECOVERY_USED: _("Emergency code used"),
        AuditAct.ROLE_CHANGED: _("Role changed: %(name)s", name=entry.about),
        AuditAct.DEACTIVATED: _("Deactivated: %(name)s", name=entry.about),
        AuditAct.ACTIVATED: _("Let in again: %(name)s", name=entry.about),
    }[entry.act]
    return f"{words} ({_detail_words(entry.detail)})" if entry.detail else words


def _detail_words(detail: str) -> str:
    """Return a role, or two with an arrow, by the names that people know; the rest as it is."""
    names = {str(role): role_words(role) for role in Role}
    return " → ".join(names.get(part, part) for part in detail.split(" → "))
