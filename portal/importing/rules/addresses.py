"""Where the old addresses lead now."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from portal.importing.model import Form, Page, Place, Stock
from portal.kernel.text import slugify

_INDEX = re.compile(r"/(?:index|_index|readme)$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:html?|md|markdown|mkd|mdown)$", re.IGNORECASE)
_SOURCE = re.compile(r"\.(?:md|markdown|mkd|mdown)$", re.IGNORECASE)
_LONGEST = 100
_NUMBER = re.compile(r"/(?:hc/(?:[\w-]+/)?articles|article)/(\w+)")


def bare(address: str) -> str:
    """Return an address without what two addresses of one page may differ in."""
    path = _ENDING.sub("", unquote(address).strip())
    path = posixpath.normpath("/" + path.lstrip("/"))
    return (_INDEX.sub("", path) or "/").lower()


class Addresses:
    """Every address of every page, and where it leads."""

    def __init__(self, stock: Stock, places: dict[str, Place]) -> None:
        self._found: dict[str, list[tuple[Page, Place]]] = {}
        self._bases = tuple(base.rstrip("/") for base in stock.bases if base.strip("/"))
        self._by_name = stock.form is Form.HUGO
        for page in stock.pages:
            place = places.get(page.origin)
            if place is None:
                continue
            for address in {bare(a) for a in (*page.addresses, page.origin)}:
                self._found.setdefault(address, []).append((page, place))
            if self._by_name:  # `ref` finds a page by its name alone
                name = "ref:" + posixpath.basename(bare(page.origin))
                self._found.setdefault(name, []).append((page, place))

    def find(self, target: str, page: Page, place: Place) -> tuple[Page, Place] | None:
        """Return where `target`, written in `page`, leads: in its own locale where it can."""
        for candidate in self._candidates(target, page):
            found = self._found.get(candidate)
            if found:
                same = [pair for pair in found if pair[1].locale == place.locale]
                return (same or found)[0]
        return None

    def path_of(self, target: str) -> str | None:
        """Return the path of `target` on the old site, or None where it leads elsewhere."""
        for base in self._bases:
            if target == base or target.startswith((f"{base}/", f"{base}#", f"{base}?")):
                return target[len(base) :] or "/"
        parts = _split(target)
        return None if parts is None or parts.scheme or parts.netloc else target

    def _candidates(self, target: str, page: Page) -> Iterator[str]:
        path = self.path_of(target)
        parts = _split(path) if path is not None else None
        if parts is None or not parts.path:
            return
        number = _NUMBER.search(parts.path)
        if parts.path.startswith("/"):
            yield from _rooted(parts.path, page)
        else:
            yield bare(posixpath.join("/", str(page.folder), parts.path))
            for address in page.addresses[:1]:
                folder = address if address.endswith("/") else posixpath.dirname(address)
                yield bare(posixpath.join("/", folder, parts.path))
            if self._by_name:
                yield "ref:" + posixpath.basename(bare(parts.path))
        if number:
            yield from (
                f"/hc/articles/{number.group(1).split('-')[0]}",
                f"/article/{number.group(1)}",
            )


def _rooted(path: str, page: Page) -> Iterator[str]:
    yield bare(path)
    first = str(page.origin).partition("/")[0]
    yield bare(f"/{first}{path}")  # relative to `content` or to a locale's folder in it
    if page.language:
        yield bare(f"/{page.language}{path}")


def _split(target: str) -> SplitResult | None:
    try:
        return urlsplit(target)
    except ValueError:
        return None


def public(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return those of `addresses` that readers used: not the ones of the files they come from."""
    return tuple(a for a in addresses if not _SOURCE.search(a))


def old_slugs(addresses: Iterable[str], slug: str) -> list[str]:
    """Return the last parts of old addresses, as slugs of ours; `slug` itself is none."""
    found = (slugify(posixpath.basename(bare(address))) for address in public(addresses))
    return list(dict.fromkeys(n for n in found if n and n != slug and len(n) <= _LONGEST))
