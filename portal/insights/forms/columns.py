"""What the tables of figures are made of."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.insights.rules.tables import Cell, Column


@dataclass(frozen=True)
class Names:
    """How what is counted by its key is called: an article, a flow, a page of a flow."""

    article: Callable[[str], Cell]
    flow: Callable[[str], Cell]
    node: Callable[[str, str], Cell]


def main(name: str) -> Column:
    """Return the column that names the rows."""
    return Column(name, is_main=True)


def number(name: str) -> Column:
    """Return a column of numbers."""
    return Column(name, is_number=True)


def share(name: str) -> Column:
    """Return a column of shares of a hundred, which are drawn too."""
    return Column(name, is_number=True, is_share=True)
