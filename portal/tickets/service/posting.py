"""What a customer sends to a ticket: words and files together, or neither."""

from dataclasses import dataclass

from portal.kernel.errors import PortalError
from portal.tickets.service.customer import Added, CustomerTickets
from portal.tickets.service.uploads import Incoming, UploadDesk


@dataclass(frozen=True)
class Posting:
    """A message as it was sent; the same `message_id` twice is the same message."""

    message_id: str
    text: str
    files: tuple[Incoming, ...] = ()


class Correspondence:
    """Takes messages with their files."""

    def __init__(self, customers: CustomerTickets, uploads: UploadDesk) -> None:
        self._customers, self._uploads = customers, uploads

    def post(self, visitor: str, reference: str, posting: Posting) -> Added:
        """Add `posting` to the ticket; files that end up in no message are deleted.

        Raises NotFound, FilesRefused, StepRefused or Unavailable.
        """
        held = self._customers.bytes_of(visitor, reference)
        files = self._uploads.take_all(posting.files, held)
        try:
            added = self._customers.add(visitor, reference, posting.message_id, posting.text, files)
        except PortalError:
            self._drop(files)
            raise
        if not added.is_new:
            self._drop(files)
        return added

    def _drop(self, files: tuple[tuple[object, str], ...]) -> None:
        for _, stored in files:
            self._uploads.drop(stored)
