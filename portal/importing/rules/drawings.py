"""SVG pictures: their size, and whether they only draw."""

import re

from portal.importing.rules.markup import attributes

_ROOT = re.compile(r"<svg\b(?P<rest>[^>]*)>", re.IGNORECASE)
_DOES_MORE = re.compile(
    r"<\s*(?:script|foreignObject|iframe|embed|object|animate|set|handler)\b|<!(?:DOCTYPE|ENTITY)"
    r"|\bon\w+\s*=|javascript:|(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/)|@import|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_USUAL = (640, 360)


def size_of(text: str) -> tuple[int, int]:
    """Return width and height of the drawing `text`. Raises ValueError where it may do more."""
    root = _ROOT.search(text)
    if root is None:
        raise ValueError("is no picture")
    if _DOES_MORE.search(text):
        raise ValueError("the drawing runs or loads something")
    said = attributes(root["rest"])
    sides = [_NUMBER.fullmatch(said.get(name, "")) for name in ("width", "height")]
    box = re.split(r"[\s,]+", said.get("viewbox", "").strip())
    if all(sides):
        width, height = (float(side.group(1)) for side in sides if side)
    elif len(box) == 4 and all(_NUMBER.fullmatch(side) for side in box[2:]):  # noqa: PLR2004  # x y w h
        width, height = float(box[2]), float(box[3])
    else:
        width, height = _USUAL
    return max(1, round(width)), max(1, round(height))
