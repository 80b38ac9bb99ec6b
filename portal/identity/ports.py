"""What directories of accounts promise, and services that sign staff in.

A directory is never needed to take a ticket: where it cannot say, the ticket goes on and support
is told that nobody vouched for it.
"""

from typing import Protocol

from portal.identity.model import Account, Arrived, Departure


class DirectoryUnknown(Exception):  # noqa: N818  # an outcome, not a fault of ours
    """The directory cannot say now; asking later may help."""


class Directory(Protocol):
    """Knows accounts, their domains and their contacts.

    - Every method answers within a few seconds, whatever the other side does, and raises
      DirectoryUnknown and nothing else.
    - It may be asked by several threads at once, and never inside a transaction.
    - What it answers may be some minutes old.
    """

    def find_by_domain(self, domain: str) -> Account | None:
        """Return the account that `domain` (small letters) or a parent of it belongs to."""
        ...

    def of_contact(self, email: str) -> tuple[Account, ...]:
        """Return the accounts that the person with this address is a contact of."""
        ...


class SignInProvider(Protocol):
    """Another service that says who somebody is."""

    def depart(self) -> Departure:
        """Return where to send the browser. Raises Unavailable."""
        ...

    def arrive(self, code: str, nonce: str, verifier: str) -> Arrived:
        """Return who came back with `code`.

        Raises Refused where the service does not vouch for them, Unavailable where it fails.
        """
        ...
