"""The engines that keep the contract, and what tests of all of them share."""

from collections.abc import Callable
from pathlib import Path

from portal.search.engines.whoosh import whoosh_engine
from portal.search.model import Window
from portal.search.ports import SearchEngine
from tests.unit.search.made import asked

Make = Callable[[Path], SearchEngine]


def _tantivy(root: Path) -> SearchEngine:
    from portal.search.engines.tantivy import tantivy_engine  # an extra: not every run has it

    return tantivy_engine(root, patience=10)


ENGINES: dict[str, Make] = {
    "whoosh": lambda root: whoosh_engine(root, patience=10),
    "tantivy": _tantivy,
}


def quiet(_done: int) -> None:
    """Take no notice of progress."""


def found(engine: SearchEngine, text: str, window: Window | None = None) -> list[str]:
    """Return the slugs that `text` finds, in order."""
    answer = engine.search(asked(text), window or Window())
    return [match.document.slug for match in answer.matches]
