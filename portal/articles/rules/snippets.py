"""Snippets: passages that several articles share, each a file of its own in every language.

`{{ snippet.open-panel }}` stands for the text of `<locale>/_snippets/open-panel.md`. On a line of
its own it is a block, which keeps the line's indent; a snippet may use others.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

FOLDER = "_snippets"
PREFIX = "snippet."
_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_USE = re.compile(
    rf"^(?P<indent>[ \t]*)\{{\{{\s*snippet\.(?P<block>{_NAME})\s*\}}\}}[ \t]*$"
    rf"|\{{\{{\s*snippet\.(?P<inline>{_NAME})\s*\}}\}}",
    re.MULTILINE,
)
_LONGEST = 200_000
"""Characters that a text may grow to: snippets in snippets multiply."""


def is_snippet(path: PurePosixPath) -> bool:
    """Return whether the file at `path`, relative to the articles folder, is no article."""
    return FOLDER in path.parts[:-1]


def name_of(path: PurePosixPath) -> str:
    """Return what a text calls the snippet at `path`."""
    return path.stem


def used(text: str) -> frozenset[str]:
    """Return the names of the snippets that `text` itself asks for."""
    return frozenset(match["block"] or match["inline"] for match in _USE.finditer(text))


def expand(text: str, snippets: Mapping[str, str]) -> str:
    """Return `text` with its snippets in place.

    One that is missing, uses itself, or makes the text too long stays a name in braces.
    """
    return _Kept(snippets).put_into(text) if PREFIX in text else text


class _Kept:
    """Snippets as they are with others in them, each made once: they may name others often."""

    def __init__(self, snippets: Mapping[str, str]) -> None:
        self._snippets = snippets
        self._whole: dict[str, str | None] = {}
        self._uses: dict[str, frozenset[str]] | None = None

    def put_into(self, text: str) -> str:
        room = _LONGEST - len(text)

        def put(match: re.Match[str]) -> str:
            nonlocal room
            whole = self._find(match["block"] or match["inline"])
            if whole is None or len(whole) > room:
                return match[0]
            room -= len(whole)
            return _indented(whole, match["indent"]) if match["block"] else whole.strip()

        return _USE.sub(put, text)

    def _find(self, name: str) -> str | None:
        if name not in self._whole:
            found = self._snippets.get(name)
            if found is None or circle(name, self._known_uses()):
                self._whole[name] = None
            else:
                self._whole[name] = self.put_into(found.strip("\n"))
        return self._whole[name]

    def _known_uses(self) -> Mapping[str, frozenset[str]]:
        if self._uses is None:
            self._uses = {name: used(text) for name, text in self._snippets.items()}
        return self._uses


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else "" for line in text.split("\n"))


def users_of(names: Iterable[str], uses: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the snippets `names` and all that use them, by way of others too."""
    found, fresh = set(names), set(names)
    while fresh:
        fresh = {name for name, used_ in uses.items() if used_ & fresh} - found
        found |= fresh
    return frozenset(found)


def circle(name: str, uses: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the way on which the snippet `name` comes back to itself, or nothing."""
    return next(_ways_back(name, uses), ())


def _ways_back(name: str, uses: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, ...]]:
    seen: set[str] = set()
    waiting: list[tuple[str, ...]] = [(name,)]
    while waiting:
        way = waiting.pop()
        for following in sorted(uses.get(way[-1], frozenset()), reverse=True):
            if following == name:
                yield (*way, name)
            elif following not in seen:
                seen.add(following)
                waiting.append((*way, following))
