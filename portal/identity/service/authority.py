"""R16: who may ask for something on an account, by the directory.

A directory that does not answer stops no ticket: what people say about themselves stands beside
it for support to see.
"""

from portal.identity.model import Account, Grant, Permission, Ruling
from portal.identity.ports import Directory, DirectoryUnknown
from portal.identity.rules.customers import approvers, grants_of, may_ask


class Authority:
    """Asks the directory; never call it inside a transaction."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def rule(self, email: str, domain: str, team: Permission) -> Ruling:
        """Return whose account `domain` is, and who has to approve what `email` asks `team`.

        Without a domain it is the person's own account, where they have just one.
        """
        try:
            account = self._find(email, domain)
        except DirectoryUnknown:
            return Ruling()
        if account is None:
            return Ruling()
        if may_ask(email, account, team):
            return Ruling(account.id)
        return Ruling(account.id, approvers(account))

    def _find(self, email: str, domain: str) -> Account | None:
        if domain:
            return self.directory.find_by_domain(domain)
        own = self.directory.of_contact(email)
        return own[0] if len(own) == 1 else None

    def may_approve(self, email: str, account: str) -> bool:
        """Return whether the person may approve on the account with this number, as of now.

        Who was asked may answer while the directory does not.
        """
        try:
            own = self.directory.of_contact(email)
        except DirectoryUnknown:
            return True
        return Grant(account, Permission.APPROVE) in grants_of(email, own)
