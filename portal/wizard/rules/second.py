"""R8: the second problem of a text that held two. It waits beside the first until its turn.

It is kept among the notes of the first one's draft, and outlives the sending of that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

NOTE = "second"
"""The name of the note that a draft keeps them under."""

_REQUEST = "request"


@dataclass(frozen=True)
class Second:
    """A problem that waits: its words, and the flow to go on with; empty for the start page."""

    text: str
    flow: str = ""


def read_seconds(notes: Mapping[str, Any]) -> tuple[Second, ...]:
    """Return the problems that wait, in order."""
    return tuple(Second(**one) for one in notes.get(NOTE, ()))


def note_of(seconds: Sequence[Second]) -> dict[str, Any]:
    """Return `seconds` as a draft keeps them."""
    return {NOTE: [asdict(second) for second in seconds]}


def choose_flow(group: str, flows: Mapping[str, str], *, is_wish: bool) -> str:
    """Return the flow for a problem with a thing of `group`, or an empty text.

    `flows` are the flows to begin with and the product of each; a wish has a flow of its own.
    """
    if is_wish and _REQUEST in flows:
        return _REQUEST
    if group in flows:
        return group
    return next((name for name, product in flows.items() if product == group), "")


def owned_part(groups: tuple[str, str], mine: Collection[str]) -> int:
    """Return which part of a text stays: the first, unless only the second is about `mine`."""
    first, second = groups
    return 1 if second in mine and first not in mine else 0
