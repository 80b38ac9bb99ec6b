"""The colours of a flow's picture, by kind of node; the ink on each fill passes WCAG AA."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """The fill of a box, the line around it, and the ink on it."""

    fill: str
    line: str
    ink: str


_BLUE = Colour("#e4eefc", "#3f6fb5", "#12305c")
_TEAL = Colour("#dcf3f0", "#2b857a", "#0c3f39")
_GREY = Colour("#eeeeea", "#7b7b72", "#33332e")
_GREEN = Colour("#e2f3e1", "#3f8a3c", "#163f15")
_AMBER = Colour("#fbeed3", "#a87a17", "#4d3705")
_RED = Colour("#fbe3df", "#b5523f", "#571a0f")
_VIOLET = Colour("#ebe5fa", "#6d54b3", "#2d1c5e")

COLOURS: Mapping[str, Colour] = {
    "choice": _BLUE,
    "task": _BLUE,
    "input": _BLUE,
    "find": _BLUE,
    "check": _TEAL,
    "branch": _GREY,
    "self_help": _GREEN,
    "action": _GREEN,
    "known_incident": _RED,
    "out_of_scope": _AMBER,
    "third_party": _AMBER,
    "chargeable": _AMBER,
    "continue": _GREY,
    "ticket": _VIOLET,
}
