"""An account with its contacts, and customers who sign in as they do: by the mailed link."""

import re

from flask.testing import FlaskClient

from portal.delivery.model import Mail
from portal.identity.model import Account, Contact, Permission
from portal.identity.service import Accounts
from tests.factories import Portal, send_form

OWNER = "olga@example.com"
TECHNICIAN = "tomas@example.com"
CLERK = "blanca@example.com"
OUTSIDER = "eva@example.net"

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
    """Return a browser in which the person with this address is signed in."""
    client = portal.app.test_client()
    portal.clock.advance(hours=1)  # mails to an address are limited, and the newest is the last
    send_form(client, "/en/sign-in/", email=email)
    rows = portal.services.outbox.waiting(limit=1000)
    sent = [Mail.from_payload(row.payload) for row in rows if row.purpose == "sign-in"]
    found = re.search(r"/en/sign-in/[\w-]+", [m for m in sent if m.to == email][-1].text)
    assert found is not None
    assert send_form(client, found[0]).status_code == 303
    return client
