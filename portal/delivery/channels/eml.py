"""Mails as files that any mail program opens: for trying the portal out, and for tests.

A message always gets the same file name, so that a repeat replaces it: exactly once.
"""

import logging
from email.message import EmailMessage
from pathlib import Path

from typing_extensions import override

from portal.delivery.channels.message import MailCarrier, build_message
from portal.delivery.model import OutboxRow, Sender
from portal.delivery.ports import TemporaryFailure
from portal.storage.files import write_durably

_log = logging.getLogger(__name__)


class EmlFolder(MailCarrier):
    """Writes each mail to `<time>-<id>.eml` in a folder that only we can read."""

    def __init__(self, folder: Path, sender: Sender) -> None:
        self._folder, self._sender = folder, sender

    @override
    def deliver(self, row: OutboxRow) -> None:
        self.carry(row, build_message(row, self._sender, "8bit"))

    @override
    def carry(self, row: OutboxRow, message: EmailMessage) -> None:
        path = self._folder / f"{row.created_at:%Y%m%dT%H%M%SZ}-{row.id}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(path, message.as_bytes())
        except OSError as error:
            reason = f"the mail folder cannot be written to: {error.strerror or error}"
            raise TemporaryFailure(reason, whole_channel=True) from error
        _log.info("mail written to %s", path)

    @override
    def close(self) -> None:
        """Do nothing: no file stays open."""
