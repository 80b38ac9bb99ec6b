"""What the channels to help desks over HTTP have in common."""

from abc import abstractmethod
from typing import ClassVar

from typing_extensions import override

from portal.delivery.channels.http import Door
from portal.delivery.channels.parcel import Parcel, pack
from portal.delivery.model import OutboxRow
from portal.delivery.ports import Channel, FileSource, TemporaryFailure, TooLarge


class WebDesk(Channel):
    """Brings tickets to a help desk; what is too large goes once more without its files."""

    name: ClassVar[str]
    """The product. Its names for our tickets are kept with it: those of another mean nothing."""

    def __init__(self, door: Door, source: FileSource) -> None:
        self._door, self._source = door, source

    @override
    def deliver(self, row: OutboxRow) -> str | None:
        parcel = pack(row, self._source)
        product, _, remote = row.remote.partition(":")
        known = remote if product == self.name else ""
        try:
            found = self.hand_over(parcel, known)
        except TooLarge:
            if not parcel.files:
                raise
            found = self.hand_over(parcel.keeping(()), known)
        return f"{self.name}:{found}" if found else None

    @override
    def close(self) -> None:
        self._door.close()

    @abstractmethod
    def hand_over(self, parcel: Parcel, remote: str) -> str:
        """Bring `parcel`, as a new ticket where `remote` is empty; return its name over there.

        Raises as `deliver` does, and TooLarge where it may be taken without files.
        """


def name_in(found: object) -> str:
    """Return a ticket's number in an answer. Raises TemporaryFailure where there is none.

    An answer that took the ticket and does not say so may be a proxy's page.
    """
    if isinstance(found, int | str) and not isinstance(found, bool) and str(found):
        return str(found)
    raise TemporaryFailure("the help desk's answer does not name the ticket: is this its API?")
