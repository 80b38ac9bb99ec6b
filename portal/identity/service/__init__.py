"""Who comes in, and how: staff with a password, customers with a mailed link."""

from portal.identity.service.accounts import Accounts
from portal.identity.service.authority import Authority
from portal.identity.service.customers import Customers, CustomerTools, Hooks
from portal.identity.service.errors import (
    FactorUnreadable,
    SecondFactorNeeded,
    SignInRefused,
    WeakPassword,
    WrongRole,
)
from portal.identity.service.factors import SecondFactors
from portal.identity.service.single import SingleSignOn, Visit
from portal.identity.service.staff import Identity
from portal.identity.service.team import LastAdministrator, Team

__all__ = [
    "Accounts",
    "Authority",
    "CustomerTools",
    "Customers",
    "FactorUnreadable",
    "Hooks",
    "Identity",
    "LastAdministrator",
    "SecondFactorNeeded",
    "SecondFactors",
    "SignInRefused",
    "SingleSignOn",
    "Team",
    "Visit",
    "WeakPassword",
    "WrongRole",
]
