"""A flow as Mermaid text, for whoever keeps pictures beside other documents."""

from collections.abc import Iterator, Mapping

from portal.wizard.rules.palette import COLOURS, Colour
from portal.wizard.rules.picture import Box

_BRACKETS: Mapping[str, tuple[str, str]] = {
    "question": ('["', '"]'),
    "check": ('{{"', '"}}'),
    "branch": ('{"', '"}'),
    "outcome": ('(["', '"])'),
}


def to_mermaid(boxes: tuple[Box, ...]) -> str:
    """Return a Mermaid flowchart from left to right."""
    return "\n".join(["flowchart LR", *_nodes(boxes), *_edges(boxes), *_classes(boxes)]) + "\n"


def _nodes(boxes: tuple[Box, ...]) -> Iterator[str]:
    for box in boxes:
        opening, closing = _BRACKETS[box.shape]
        words = f"<b>{_safe(box.caption)}</b><br>{_safe(box.words)}"
        yield f"  {box.id}{opening}{words}{closing}:::{box.kind}"


def _edges(boxes: tuple[Box, ...]) -> Iterator[str]:
    for box in boxes:
        for row in box.rows:
            yield f'  {box.id} -- "{_safe(row.words)}" --> {row.target}'


def _classes(boxes: tuple[Box, ...]) -> Iterator[str]:
    for kind in sorted({box.kind for box in boxes}):
        colour: Colour = COLOURS[kind]
        yield f"  classDef {kind} fill:{colour.fill},stroke:{colour.line},color:{colour.ink}"


def _safe(words: str) -> str:
    """Write what Mermaid would take for its own signs as entities."""
    signs = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}
    return "".join(signs.get(sign, sign) for sign in words)
