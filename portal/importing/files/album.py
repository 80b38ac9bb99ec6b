"""The pictures of a source: which one an address means, whether it is one, and its size.

One that tells more than it shows, such as where it was taken, is made anew like a customer's.
"""

import posixpath
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from PIL import Image

from portal.articles.files import PICTURES, picture_size
from portal.importing.files.tree import LARGEST_PICTURE, Tree
from portal.importing.model import Form, Page, Stock
from portal.importing.rules.addresses import Addresses
from portal.importing.rules.drawings import size_of
from portal.importing.rules.telling import KINDS, tells
from portal.storage.pictures import PictureDamaged, PictureTooLarge, reencode

_MOST_PIXELS = 60_000_000
_KEPT = 64_000_000
_EXPORTS = frozenset({Form.ZENDESK, Form.HELPSCOUT})


class Album:
    """Finds pictures; each is looked at once."""

    def __init__(self, tree: Tree, stock: Stock, addresses: Addresses) -> None:
        self._tree, self._stock, self._addresses = tree, stock, addresses
        self._sizes: dict[PurePosixPath, tuple[int, int] | str] = {}
        self._anew: dict[PurePosixPath, bytes] = {}
        self._by_name = dict[str, PurePosixPath]()
        if stock.form in _EXPORTS:
            for path in sorted(p for p in tree.files if p.suffix.lower() in PICTURES):
                self._by_name.setdefault(path.name.lower(), path)
                self._by_name.setdefault(path.stem.lower(), path)

    def find(self, source: str, page: Page) -> PurePosixPath | str:
        """Return the file that `source` means in `page`, or why there is none."""
        path = self._path(source, page)
        if isinstance(path, str):
            return path
        size = self.size(path)
        return size if isinstance(size, str) else path

    def size(self, path: PurePosixPath) -> tuple[int, int] | str:
        """Return the size of the picture at `path`, or why it is none."""
        if path not in self._sizes:
            try:
                self._sizes[path] = self._measure(path)
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
                said = str(error) if isinstance(error, ValueError) else "is no picture"
                self._sizes[path] = said or "is no picture"
        return self._sizes[path]

    def read(self, path: PurePosixPath) -> bytes:
        """Return the picture at `path` without what it tells of its maker.

        Raises OSError and ValueError, and Unavailable where none can be made anew now.
        """
        if path in self._anew:
            return self._anew[path]
        content = self._tree.read(path, LARGEST_PICTURE)
        kind = KINDS.get(path.suffix.lower(), "")
        if path.suffix.lower() == ".svg" or not tells(content, kind):
            return content
        anew = _made_anew(content, kind)
        if sum(map(len, self._anew.values())) + len(anew) <= _KEPT:
            self._anew[path] = anew
        return anew

    def _measure(self, path: PurePosixPath) -> tuple[int, int]:
        if path.suffix.lower() not in PICTURES:
            raise ValueError(f"use one of {', '.join(sorted(PICTURES))}")
        content = self.read(path)
        if path.suffix.lower() == ".svg":
            return size_of(content.decode("utf-8"))
        return picture_size(content)

    def _path(self, source: str, page: Page) -> PurePosixPath | str:
        inside = self._addresses.path_of(source)
        if inside is None and not self._by_name:
            return "lies on another site and was not fetched"
        try:
            named = unquote(urlsplit(inside if inside is not None else source).path)
        except ValueError:
            return "is no address"
        if "\0" in named or not named.strip("/"):
            return "is no address"
        found = next((p for p in self._candidates(named, page) if p in self._tree.files), None)
        if found is None and self._by_name:
            parts = [part.lower() for part in PurePosixPath(named).parts]
            found = next((self._by_name[p] for p in reversed(parts) if p in self._by_name), None)
        return found or "there is no such file"

    def _candidates(self, named: str, page: Page) -> list[PurePosixPath]:
        """Return where the picture may lie; a path out of the source is none of its files."""
        starts = [] if named.startswith("/") else [page.place.parent, page.place.with_suffix("")]
        rooted = named.lstrip("/")
        folders = [*starts, *self._stock.roots]
        return [PurePosixPath(posixpath.normpath(posixpath.join(str(f), rooted))) for f in folders]


def _made_anew(content: bytes, kind: str) -> bytes:
    """Return the picture turned as it is to be seen, with nothing else in it. Raises ValueError."""
    if not kind:
        raise ValueError("tells of its maker: save it as PNG or JPEG")
    try:
        return reencode(content, kind, _MOST_PIXELS)
    except PictureTooLarge as error:
        raise ValueError("has too many pixels") from error
    except PictureDamaged as error:
        raise ValueError("is no picture") from error
