"""The lists that a member keeps for themselves."""

from portal.kernel.errors import Invalid, TooMany
from portal.kernel.ids import new_id
from portal.kernel.text import squeeze, strip_controls
from portal.staff.model import Filters, SavedView
from portal.staff.rules.listing import write_filters
from portal.staff.store import ViewStore
from portal.storage.database import Database

LONGEST_NAME = 40
MOST_VIEWS = 12


class SavedViews:
    """Keeps named filters, each member's own."""

    def __init__(self, database: Database) -> None:
        self._database, self._store = database, ViewStore()

    def of(self, member_id: str) -> tuple[SavedView, ...]:
        """Return what the member kept, by name."""
        with self._database.read() as connection:
            return tuple(self._store.of(connection, member_id))

    def keep(self, member_id: str, name: str, filters: Filters) -> SavedView:
        """Keep `filters` under `name`; the same name again is replaced.

        Raises Invalid without a name, TooMany where there are enough.
        """
        name = squeeze(strip_controls(name))[:LONGEST_NAME].strip()
        if not name:
            raise Invalid("a list needs a name")
        view = SavedView(new_id(), name, write_filters(filters))
        with self._database.write() as connection:
            others = [v for v in self._store.of(connection, member_id) if v.name != name]
            if len(others) >= MOST_VIEWS:
                raise TooMany("too many lists")
            self._store.keep(connection, member_id, view)
        return view

    def forget(self, member_id: str, view_id: str) -> None:
        """Forget a list of the member; nothing happens where it is not theirs."""
        with self._database.write() as connection:
            self._store.forget(connection, member_id, view_id)
