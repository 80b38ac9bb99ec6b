"""Pictures beside articles: made anew like a customer's, saved whole, written into the text."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portal.articles.catalogue import Library
from portal.articles.files import picture_size
from portal.kernel.errors import Invalid, Unavailable
from portal.kernel.text import clip, slugify, squeeze, strip_controls
from portal.storage.files import write_durably
from portal.tickets.rules.uploads import Refusal, UploadRefused
from portal.tickets.service.uploads import UploadDesk

_LONGEST_ALT = 300
_LONGEST_NAME = 60
_MOST_ALIKE = 100


class AltMissing(Invalid):
    """A picture is only taken with words that say what it shows."""


@dataclass(frozen=True)
class Placed:
    """A picture that lies beside an article, and how the text shows it."""

    name: str
    markdown: str


class PictureDesk:
    """Takes writers' pictures."""

    def __init__(self, library: Library, uploads: UploadDesk) -> None:
        self._library, self._uploads = library, uploads

    def place(self, article: PurePosixPath, name: str, content: bytes, alt: str) -> Placed:
        """Save a picture beside `article`. Raises AltMissing, UploadRefused or Unavailable."""
        words = clip(squeeze(strip_controls(alt)).translate(_NO_BRACKETS), _LONGEST_ALT)
        if not words:
            raise AltMissing
        clean = self._uploads.clean(name, content)
        if not clean.mime.startswith("image/"):
            raise UploadRefused(Refusal.TYPE)
        stem, _, ending = clean.name.rpartition(".")
        wanted = slugify(stem)[:_LONGEST_NAME].strip("-") or article.stem[:_LONGEST_NAME]
        folder = self._library.folder.root / article.parent
        found = _free(folder, wanted, ending.lower(), clean.content)
        try:
            write_durably(folder / found, clean.content)
        except OSError as error:
            raise Unavailable("the picture could not be written") from error
        width, height = picture_size(clean.content)
        return Placed(found, f"![{words}]({found}){{width={width} height={height}}}")


_NO_BRACKETS = str.maketrans("[]", "()")


def _free(folder: Path, stem: str, ending: str, content: bytes) -> str:
    """Return a name that no other picture has; the same picture keeps its own."""
    for number in range(1, _MOST_ALIKE):
        name = f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}"
        path = folder / name
        if not path.exists() or path.read_bytes() == content:
            return name
    raise UploadRefused(Refusal.TOO_MANY)
