"""Takes a file in: judged, made anew if it is a picture, and safely on the disk."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from portal.kernel.errors import Invalid
from portal.kernel.ids import new_id
from portal.site import Uploads
from portal.storage.files import FileName, FileStore
from portal.storage.pictures import PictureDamaged, PictureTooLarge, reencode
from portal.storage.scanner import trust
from portal.tickets.model import Attachment
from portal.tickets.rules.uploads import (
    Candidate,
    CleanUpload,
    Limits,
    Refusal,
    UploadRefused,
    clean_name,
    demand_room,
    judge,
)

_log = logging.getLogger(__name__)
_MB = 1_000_000


@dataclass(frozen=True)
class Incoming:
    """A file as it comes in: `read` returns at most so many bytes of it."""

    name: str
    read: Callable[[int], bytes]


@dataclass(frozen=True)
class FileRefused:
    """A file that is not taken; `position` counts from 0 in the order sent."""

    position: int
    name: str
    reason: Refusal


class FilesRefused(Invalid):
    """Some of the files sent together are not taken, so none of them was kept."""

    def __init__(self, files: Sequence[FileRefused]) -> None:
        super().__init__(", ".join(file.name for file in files))
        self.files = tuple(files)


class UploadDesk:
    """Takes files for tickets. `mask_name` hides secrets in file names (R18).

    `scan` returns what is harmful in a file, or an empty text; it raises Unavailable where it
    cannot tell, and then no file is taken.
    """

    def __init__(
        self,
        files: FileStore,
        uploads: Uploads,
        mask_name: Callable[[str], str],
        scan: Callable[[bytes], str] = trust,
    ) -> None:
        self._files, self._mask_name, self._scan = files, mask_name, scan
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
        return self._store(self._clean(candidate, content))

    def take_all(
        self, incoming: Sequence[Incoming], held: int = 0
    ) -> tuple[tuple[Attachment, str], ...]:
        """Store all of `incoming`, or nothing; returns each one's facts and stored name.

        `held` is how many bytes the ticket's files have already. No file is read further than
        the limit. Raises FilesRefused with every reason, or Unavailable.
        """
        room = replace(self.limits, ticket_bytes=self.limits.ticket_bytes - held)
        clean: list[CleanUpload] = []
        sizes: list[int] = []
        refused: list[FileRefused] = []
        for position, one in enumerate(incoming):
            content = one.read(room.file_bytes + 1)
            try:
                candidate = judge(one.name, content, room)
                demand_room(sizes, len(content), room)
                clean.append(self._clean(candidate, content))
            except UploadRefused as error:
                refused.append(FileRefused(position, clean_name(one.name), error.reason))
            else:
                sizes.append(len(content))
        if refused:
            raise FilesRefused(refused)
        return tuple(self._store(one) for one in clean)

    def clean(self, name: str, content: bytes) -> CleanUpload:
        """Return a file that is kept elsewhere. Raises UploadRefused or Unavailable."""
        return self._clean(judge(name, content, self.limits), content)

    def _store(self, clean: CleanUpload) -> tuple[Attachment, str]:
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
        found = self._scan(content)
        if found:
            _log.warning("a file was refused: the scanner found %s", found)
            raise UploadRefused(Refusal.HARMFUL)
        if not candidate.picture:
            return CleanUpload(candidate.name, candidate.mime, content)
        try:
            anew = reencode(content, candidate.picture, self.limits.pixels)
        except PictureTooLarge as error:
            raise UploadRefused(Refusal.TOO_MANY_PIXELS) from error
        except PictureDamaged as error:
            raise UploadRefused(Refusal.DAMAGED) from error
        return CleanUpload(candidate.name, candidate.mime, anew)
