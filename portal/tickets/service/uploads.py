"""Takes a file in: judged, made anew if it is a picture, and safely on the disk."""

import hashlib
from collections.abc import Callable

from portal.kernel.ids import new_id
from portal.site import Uploads
from portal.storage.files import FileName, LocalFiles
from portal.storage.pictures import PictureDamaged, PictureTooLarge, reencode
from portal.tickets.model import Attachment
from portal.tickets.rules.uploads import (
    Candidate,
    CleanUpload,
    Limits,
    Refusal,
    UploadRefused,
    demand_room,
    judge,
)

_MB = 1_000_000


class UploadDesk:
    """Takes files for tickets. `mask_name` hides secrets in file names (R18)."""

    def __init__(
        self, files: LocalFiles, uploads: Uploads, mask_name: Callable[[str], str]
    ) -> None:
        self._files, self._mask_name = files, mask_name
        self.limits = Limits(
            file_bytes=uploads.file_mb * _MB,
            files=uploads.files,
            ticket_bytes=uploads.ticket_mb * _MB,
            pixels=uploads.megapixels * 1_000_000,
        )

    def take(self, name: str, content: bytes, held: list[int]) -> tuple[Attachment, str]:
        """Store a file beside those of the sizes `held`; returns its facts and stored name.

        Raises UploadRefused, or Unavailable where the disk is full.
        """
        candidate = judge(name, content, self.limits)
        demand_room(held, len(content), self.limits)
        clean = self._clean(candidate, content)
        stored = self._files.save(clean.content)
        attachment = Attachment(
            id=new_id(),
            name=self._mask_name(clean.name),
            size=len(clean.content),
            mime=clean.mime,
            sha256=hashlib.sha256(clean.content).hexdigest(),
        )
        return attachment, stored

    def load(self, stored: str) -> bytes:
        """Return the content of a stored file. Raises NotFound."""
        return self._files.load(FileName(stored))

    def drop(self, stored: str) -> None:
        """Delete a stored file that no row names any more."""
        self._files.delete(FileName(stored))

    def _clean(self, candidate: Candidate, content: bytes) -> CleanUpload:
        if not candidate.picture:
            return CleanUpload(candidate.name, candidate.mime, content)
        try:
            anew = reencode(content, candidate.picture, self.limits.pixels)
        except PictureTooLarge as error:
            raise UploadRefused(Refusal.TOO_MANY_PIXELS) from error
        except PictureDamaged as error:
            raise UploadRefused(Refusal.DAMAGED) from error
        return CleanUpload(candidate.name, candidate.mime, anew)
