"""An account with its contacts, staff, and browsers in which either are signed in."""

import re

from flask.testing import FlaskClient

from portal.identity.model import Account, Contact, Permission, Role, StaffMember
from portal.identity.service import Accounts
from tests.factories import NETWORK, Portal, send_form

OWNER = "olga@example.com"
TECHNICIAN = "tomas@example.com"
CLERK = "blanca@example.com"
OUTSIDER = "eva@example.net"
PASSWORD = "a lamp above the grey sea"

ACCOUNT = Account(
    "10482",
    "Web M",
    ("website", "mail"),
    ("example.com",),
    (
        Contact(OWNER, "Olga Prieto", frozenset({Permission.APPROVE})),
        Contact(TECHNICIAN, "Tomás Gil", frozenset({Permission.TECHNICAL})),
        Contact(CLERK, "Blanca Ruiz", frozenset({Permission.BILLING})),
    ),
)


def keep_accounts(portal: Portal, *accounts: Account) -> None:
    """Make `accounts` all that the directory knows; everybody's permissions are read anew."""
    wanted = accounts or (ACCOUNT,)
    Accounts(portal.services.database).bring_in({account.id: account for account in wanted})
    portal.services.people.check_all_again()


def sign_in_customer(portal: Portal, email: str) -> FlaskClient:
    """Return a browser in which the person with this address came in by the mailed link."""
    client = portal.app.test_client()
    portal.clock.advance(hours=1)  # mails to an address are limited, and the newest is the last
    send_form(client, "/en/sign-in/", email=email)
    sent = [mail for mail in portal.sent("sign-in") if mail.to == email]
    found = re.search(r"/en/sign-in/[\w-]+", sent[-1].text)
    assert found is not None
    assert send_form(client, found[0]).status_code == 303
    return client


def add_staff(portal: Portal, role: Role, name: str = "") -> StaffMember:
    """Add a member whose address says the role, and whose name too unless one is given."""
    email, name = f"{role}@staff.example", name or f"Tomás {role}"
    return portal.services.identity.add_staff(email, name, role, PASSWORD)


def sign_in_staff(portal: Portal, email: str) -> FlaskClient:
    """Return a browser in which the member with this address is signed in."""
    client = portal.app.test_client()
    client.set_cookie("staff", portal.services.identity.sign_in(email, PASSWORD, NETWORK))
    return client
