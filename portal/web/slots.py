"""Places in a page that a higher feature may fill.

A lower feature's template says `{{ slot("home.notices") }}`; the higher feature registers a
function that returns markup. An empty slot shows nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Filler = Callable[..., Markup]


class Slots:
    """The fillers by slot name, in the order in which they were registered."""

    def __init__(self) -> None:
        self._fillers: dict[str, list[Filler]] = defaultdict(list)

    def fill(self, name: str, filler: Filler) -> None:
        """Show what `filler` returns wherever the slot `name` stands."""
        self._fillers[name].append(filler)

    def render(self, name: str, /, **values: Any) -> Markup:  # noqa: ANN401  # whatever the page knows
        """Return the markup for the slot `name`; `values` go to the fillers."""
        return Markup("").join(filler(**values) for filler in self._fillers[name])
