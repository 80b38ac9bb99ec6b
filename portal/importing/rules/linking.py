"""Where the links of one page lead now, and which pictures come with it."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from typing_extensions import override

from portal.importing.model import Line, Notes, Page, Picture, Place
from portal.importing.rules.addresses import Addresses
from portal.importing.rules.lines import as_code
from portal.importing.rules.links import Linker
from portal.importing.rules.markup import bracketed

_HARMLESS = frozenset({"https", "mailto", "tel"})
_OURS = frozenset({"article", "page", "flow"})
_UNSAFE = re.compile(r"[\s<>\"\\]")
_START, _NOWHERE = "\ue004", "\ue006"
_MARKED = re.compile("\\]\\((?P<to>[a-z0-9:-]*)\ue004(?P<number>\\d+)\ue005\\)")
_TO_NOWHERE = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(" + _NOWHERE + r"\)")
FindPicture = Callable[[str, Page], Picture | str]
"""Returns the picture that an address in a page means, or why there is none."""


class PageLinker(Linker):
    """Rewrites the links of `page`; `anchors` and `pictures` are what it came upon.

    A link to a heading is written with a mark, because whether there is such a heading shows when
    the other page has been read.
    """

    def __init__(
        self, page: Page, place: Place, addresses: Addresses, find: FindPicture, notes: Notes
    ) -> None:
        self._page, self._place, self._addresses = page, place, addresses
        self._find, self.notes = find, notes
        self.pictures: list[Picture] = []
        self.anchors: list[tuple[str, str, int]] = []  # whose heading, the fragment, our line

    @override
    def link(self, text: str, target: str, line: int) -> str:
        shown = text.strip() or target
        if target.startswith("#"):
            return self._written(shown, "", self._page.origin, target[1:], line)
        found = self._addresses.find(target, self._page, self._place)
        if found is not None:
            page, place = found
            fragment = target.partition("#")[2]
            is_self = page.origin == self._page.origin and fragment
            there = "" if is_self else f"article:{place.key}"
            return self._written(shown, there, page.origin, fragment, line)
        return self._elsewhere(shown, target, line)

    def _written(self, text: str, target: str, origin: str, fragment: str, line: int) -> str:
        if not fragment:
            return f"[{text}]({target})" if target else text
        self.anchors.append((origin, fragment, line))
        return f"[{text}]({target}{_START}{len(self.anchors) - 1}\ue005)"

    def _elsewhere(self, text: str, target: str, line: int) -> str:
        try:
            parts = urlsplit(target)
        except ValueError:
            parts = urlsplit("")
        host = parts.hostname or ""
        if parts.scheme == "http" and "." in host and not host.replace(".", "").isdigit():
            target = "https" + target[len("http") :]
            self.notes.warn(line, "http-link", f"now leads to {target}")
            return f"[{text}]({_UNSAFE.sub('%20', target)})"
        if target.startswith("//") and host:
            return f"[{text}]({_UNSAFE.sub('%20', 'https:' + target)})"
        if parts.scheme in _HARMLESS and (host or parts.path):
            return f"[{text}]({_UNSAFE.sub('%20', target)})"
        if parts.scheme in _OURS:
            self.notes.warn(line, "link", f"left out: {target}")
            return text
        code = "unsafe-link" if parts.scheme else "link"
        self.notes.warn(line, code, f"leads to nothing that was brought: {target or '(empty)'}")
        return text if not parts.scheme else f"{text} ({as_code(target)})"

    @override
    def picture(self, alt: str, source: str, line: int) -> str:
        words = bracketed(alt)
        found = self._find(source, self._page)
        if isinstance(found, str):
            self.notes.warn(line, "picture", f"{source or '(no address)'}: {found}; kept as text")
            return f"{words or 'Picture'} ({as_code(source)})" if source else words
        if not words:
            self.notes.warn(line, "picture-alt", f"{source}: say in the brackets what it shows")
        self.pictures.append(found)
        return f"![{words}]({found.name}){{width={found.width} height={found.height}}}"


def settle_anchors(
    lines: list[Line], linker: PageLinker, ids: Mapping[tuple[str, str], str]
) -> list[Line]:
    """Return `lines` with the headings' ids in their links; one that is not there is left out.

    `ids` are by page and fragment.
    """
    for origin, fragment, number in linker.anchors:
        if (origin, fragment) not in ids:
            linker.notes.warn(
                number, "anchor", f"no heading #{fragment}: the link leads to the article"
            )

    def anchor(match: re.Match[str]) -> str:
        origin, fragment, _ = linker.anchors[int(match["number"])]
        found = ids.get((origin, fragment))
        if found:
            return f"]({match['to']}#{found})"
        return f"]({match['to'] or _NOWHERE})"

    settled = []
    for line in lines:
        text = line.text
        if _START in text:
            text = _TO_NOWHERE.sub(r"\1", _MARKED.sub(anchor, text))
        settled.append(Line(line.number, text))
    return settled
