"""The little markup that the catalogue's texts may hold, taken apart for a template.

`code`, **names of menus**, [links](address) and values of the provider, as {{ mail.host }}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_VARIABLE = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
_PIECE = re.compile(
    r"`(?P<code>[^`]{1,200})`"
    r"|\*\*(?P<strong>[^*]{1,200})\*\*"
    r"|\[(?P<link>[^\]]{1,100})\]\((?P<address>[^)\s]{1,300})\)"
)


class Tone(StrEnum):
    """How a piece is shown; a value is a code that is worth copying."""

    PLAIN = "plain"
    CODE = "code"
    VALUE = "value"
    STRONG = "strong"
    LINK = "link"


@dataclass(frozen=True)
class Piece:
    """A run of text in one tone; a link has an address."""

    text: str
    tone: Tone = Tone.PLAIN
    address: str = ""


def variables(text: str) -> list[str]:
    """Return the names of the values that `text` asks for."""
    return _VARIABLE.findall(text)


def pieces(text: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return `text` in pieces, with the provider's values filled in."""

    def fill(part: str) -> str:
        return _VARIABLE.sub(lambda m: values.get(m[1], m[1]), part)

    found: list[Piece] = []
    at = 0
    hidden = _VARIABLE.sub(lambda m: f"{{{{{m[1]}}}}}", text)  # no blanks inside an address
    for match in _PIECE.finditer(hidden):
        found.append(Piece(fill(hidden[at : match.start()])))
        found.append(_piece(match, fill(match.group(match.lastgroup or 0))))
        if found[-1].tone is Tone.LINK:
            found[-1] = _link(match["link"], fill(match["address"]))
        at = match.end()
    found.append(Piece(fill(hidden[at:])))
    return tuple(piece for piece in found if piece.text)


def _piece(match: re.Match[str], text: str) -> Piece:
    if match["code"] is not None:
        return Piece(text, Tone.VALUE if _VARIABLE.search(match["code"]) else Tone.CODE)
    return Piece(text, Tone.STRONG if match["strong"] is not None else Tone.LINK)


def _link(text: str, address: str) -> Piece:
    is_safe = address.startswith("https://")
    return Piece(text, Tone.LINK, address) if is_safe else Piece(text)


def plain(text: str, values: Mapping[str, str]) -> str:
    """Return `text` without markup, with the provider's values filled in."""
    return "".join(piece.text for piece in pieces(text, values))
