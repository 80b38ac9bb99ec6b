"""Why somebody is not let in yet.

Refused
├── WrongRole            the page is for people with another role
├── SignInRefused        address and password, or the code, do not belong together
│   └── FactorUnreadable     nobody can check the code, right or not
└── SecondFactorNeeded   they do, and a code is asked for too
Invalid
└── WeakPassword         the new password will not do
"""

from portal.identity.model import Role
from portal.identity.rules import Weakness
from portal.kernel.errors import Invalid, Refused


class WrongRole(Refused):
    """The page is for people with one of `roles`, the first of which it was made for."""

    def __init__(self, *roles: Role) -> None:
        super().__init__(f"for {', '.join(roles)}")
        self.roles = roles


class SignInRefused(Refused):
    """Address and password do not belong together; which of them is wrong stays open."""


class FactorUnreadable(SignInRefused):
    """The second factor was set up under another key: it has to be set up again."""


class WeakPassword(Invalid):
    """The password will not do; `weaknesses` is for the interface to put in words."""

    def __init__(self, weaknesses: tuple[Weakness, ...]) -> None:
        super().__init__(", ".join(weaknesses))
        self.weaknesses = weaknesses


class SecondFactorNeeded(Refused):
    """The password is right; `step` is the token with which the code is given."""

    def __init__(self, step: str) -> None:
        super().__init__("a code is needed too")
        self.step = step
