"""All pages as texts of ours, their links leading to each other."""

import logging
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from portal.articles.files import MAX_BYTES
from portal.articles.rules import read_source
from portal.importing.files.album import Album
from portal.importing.files.ledger import Ledger
from portal.importing.files.shelf import Standing
from portal.importing.files.tree import Tree
from portal.importing.model import Line, Notes, Page, Picture, Place, Stock
from portal.importing.rules.addresses import Addresses, old_slugs
from portal.importing.rules.composing import article, to_lines
from portal.importing.rules.headings import name_anchors
from portal.importing.rules.linking import PageLinker, settle_anchors
from portal.kernel.findings import Finding
from portal.kernel.text import slugify
from portal.writing.rules.body import is_kept
from portal.writing.rules.front import Value

log = logging.getLogger(__name__)

_LONGEST_NAME = 60
_EVERY = 50


class Converter:
    """Converts the pages of `stock`, each of which goes to its place."""

    def __init__(self, stock: Stock, tree: Tree, places: dict[str, Place]) -> None:
        self._stock, self._places = stock, places
        self._addresses = Addresses(stock, places)
        self._album = Album(tree, stock, self._addresses)
        self._standing = Standing()
        self._names: dict[tuple[PurePosixPath, PurePosixPath], str] = {}
        self._into, self._owner = Path(), ""
        self._lines: dict[str, list[Line]] = {}
        self._linkers: dict[str, PageLinker] = {}
        self.findings: list[Finding] = []
        self.used: dict[PurePosixPath, PurePosixPath] = {}
        """The pictures that come along: where to, and where from."""

    def recall(self, ledger: Ledger, standing: Standing, into: Path, owner: str) -> None:
        """Take in what was brought before, what there is, and whose the articles are to be."""
        self._standing, self._into, self._owner = standing, into, owner
        for path, drawn in ledger.pictures.items():
            self._names.setdefault((path.parent, drawn.source), path.name)

    def run(self, tell: Callable[[int, int], None]) -> dict[str, str]:
        """Return the texts by the pages' origins; a page that cannot be brought has none."""
        pages = self._stock.pages
        for done, page in enumerate(pages):
            if done % _EVERY == 0:
                tell(done, len(pages))
            self._attempt(page, self._read)
        ids = self._name_anchors()
        texts: dict[str, str] = {}
        for page in pages:
            text = self._attempt(page, lambda page: self._compose(page, ids))
            if text is not None:
                texts[page.origin] = text
        tell(len(pages), len(pages))
        return texts

    def read_picture(self, path: PurePosixPath) -> bytes:
        """Return the picture at `path` of the source. Raises OSError and ValueError."""
        return self._album.read(path)

    def _attempt(self, page: Page, act: Callable[[Page], str | None]) -> str | None:
        """Return what `act` makes of `page`: one text that a parser trips over stops no other."""
        try:
            return act(page)
        except Exception as error:  # whatever a library raises over a text that nobody has seen
            log.warning("cannot convert %s", page.place, exc_info=error)
            said = f"the text cannot be converted: {type(error).__name__}"
            self.findings.append(Finding(page.place, page.first_line, "unreadable", said))
            return None

    def _read(self, page: Page) -> None:
        notes = Notes(page.place)
        place = self._places[page.origin]
        linker = PageLinker(page, place, self._addresses, self._find_picture, notes)
        self._lines[page.origin] = to_lines(page, self._stock.form, linker, is_kept, notes)
        self._linkers[page.origin] = linker

    def _find_picture(self, source: str, page: Page) -> Picture | str:
        path = self._album.find(source, page)
        if isinstance(path, str):
            return path
        size = self._album.size(path)
        if isinstance(size, str):
            return size
        folder = self._places[page.origin].path.parent
        name = self._name(folder, path)
        self.used[folder / name] = path
        return Picture(path, name, *size)

    def _name(self, folder: PurePosixPath, path: PurePosixPath) -> str:
        """Return what a picture is called in `folder`: as before, or by its own name."""
        known = self._names.get((folder, path))
        if known is not None:
            return known
        ending = path.suffix.lower()
        stem = slugify(path.stem)[:_LONGEST_NAME].strip("-") or "picture"
        number, name = 1, f"{stem}{ending}"
        while folder / name in self.used or (self._into / folder / name).exists():
            number += 1
            name = f"{stem}-{number}{ending}"
        self._names[folder, path] = name
        return name

    def _name_anchors(self) -> dict[tuple[str, str], str]:
        wanted: dict[str, set[str]] = {}
        for linker in self._linkers.values():
            for origin, fragment, _ in linker.anchors:
                wanted.setdefault(origin, set()).add(fragment)
        ids: dict[tuple[str, str], str] = {}
        for origin in sorted(wanted.keys() & self._lines.keys()):
            lines, found = name_anchors(self._lines[origin], sorted(wanted[origin]))
            self._lines[origin] = lines
            ids |= {(origin, fragment): name for fragment, name in found.items()}
        return ids

    def _compose(self, page: Page, ids: dict[tuple[str, str], str]) -> str | None:
        linker = self._linkers.get(page.origin)
        if linker is None:
            return None  # said already
        place, notes = self._places[page.origin], linker.notes
        lines = settle_anchors(self._lines[page.origin], linker, ids)
        text = article(page, place, lines, self._extra(page, place))
        if not lines:
            notes.warn(page.first_line, "empty", "left out: there is no text")
        problems = read_source(place.path, text)[1]
        for problem in problems:
            notes.fail(page.first_line, "front-matter", problem.message)
        if len(text.encode()) > MAX_BYTES:
            notes.fail(page.first_line, "too-large", f"is larger than {MAX_BYTES} bytes")
            problems.append(problems[0] if problems else notes.found[-1])
        self.findings += notes.found
        return text if lines and not problems else None

    def _extra(self, page: Page, place: Place) -> dict[str, Value]:
        keys = (self._places[o].key for o in page.related if o in self._places)
        owners, kept = self._standing.owners, list[str]()
        for slug in old_slugs(page.addresses, place.slug):
            address = (place.locale, slug)
            is_free = address not in self._standing.taken.slugs
            if owners.get(address) == place.path or (address not in owners and is_free):
                owners[address] = place.path
                kept.append(slug)
        return {
            "related": tuple(k for k in dict.fromkeys(keys) if k != place.key),
            "owner": self._owner,
            "redirect_from": tuple(kept),
        }
