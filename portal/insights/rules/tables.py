"""Figures in rows and columns, the same for a page and for a spreadsheet."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True)
class Column:
    """A column. `is_main`: its cells name their rows; `is_share`: numbers of a hundred, drawn."""

    name: str
    is_number: bool = False
    is_main: bool = False
    is_share: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a row: words, or a number; `note` is small beside them."""

    value: str | int
    url: str = ""
    lang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `name` is what it is called in an address, `total` how many rows there are in all.

    Where there are none, `empty` says so.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    total: int = 0

    def first(self, most: int) -> "Table":
        """Return the same with `most` rows at most."""
        total = self.total or len(self.rows)
        return Table(self.name, self.caption, self.columns, self.rows[:most], self.empty, total)


def cells(*values: str | int | Cell) -> tuple[Cell, ...]:
    """Return a row of plain values."""
    return tuple(value if isinstance(value, Cell) else Cell(value) for value in values)


def to_csv(table: Table) -> str:
    """Return `table` as a spreadsheet reads it; no cell of it is a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_safe(column.name for column in table.columns))
    for row in table.rows:
        writer.writerow(_safe(cell.value for cell in row))
    return out.getvalue()


def _safe(values: Iterable[str | int]) -> list[str | int]:
    """Return `values` as they may stand in a spreadsheet, which takes some texts for formulas."""
    return [f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in values]
