"""What people type to sign in."""

from dataclasses import dataclass
from typing import Self

from flask import request

from portal.delivery.rules import is_address
from portal.identity.rules import LONGEST_ADDRESS
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
