"""The accounts that we keep ourselves: brought in from a table, and given out as one."""

from collections.abc import Callable, Mapping

from portal.identity.directories import imported
from portal.identity.model import Account
from portal.identity.rules.accounts import AccountChanges, compare
from portal.storage.database import Database


class Accounts:
    """Keeps accounts as the table of the provider has them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def everything(self) -> list[Account]:
        """Return all accounts by number."""
        with self._database.read() as connection:
            return imported.load(connection)

    def plan(self, wanted: Mapping[str, Account]) -> AccountChanges:
        """Return what `bring_in` would change."""
        return compare({account.id: account for account in self.everything()}, wanted)

    def bring_in(
        self, wanted: Mapping[str, Account], step: Callable[[], object] = lambda: None
    ) -> AccountChanges:
        """Make the accounts kept those of `wanted`, all or nothing; `step` is called for each."""
        with self._database.write() as connection:
            kept = {account.id: account for account in imported.load(connection)}
            changes = compare(kept, wanted)
            imported.forget(connection, (*changes.removed, *(a.id for a in changes.changed)))
            for account in (*changes.changed, *changes.added):
                imported.keep(connection, account)
                step()
        return changes
