"""Drawings beside articles: safe to show, readable in the dark, and there in every language."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from portal.kernel.locale import LOCALES, Locale

ARTICLES = Path(__file__).parents[2] / "articles"
DRAWINGS = sorted(path.relative_to(ARTICLES) for path in ARTICLES.rglob("*.svg"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_a_drawing_runs_nothing_and_fetches_nothing(drawing: Path) -> None:
    for part in ET.parse(ARTICLES / drawing).iter():  # our own files
        assert not part.tag.endswith(("script", "foreignObject", "image"))
        assert not [name for name in part.attrib if name.lower().startswith("on")]
        links = [value for name, value in part.attrib.items() if name.endswith("href")]
        assert all(link.startswith("#") for link in links)
        assert "@import" not in (part.text or "")


@pytest.mark.parametrize("drawing", DRAWINGS, ids=str)
def test_a_drawing_says_what_it_shows_and_knows_the_dark(drawing: Path) -> None:
    text = (ARTICLES / drawing).read_text(encoding="utf-8")
    assert "prefers-color-scheme" in text
    assert "<title>" in text or "<title " in text
    assert 'role="img"' in text


def test_every_drawing_is_there_in_every_language() -> None:
    there = {
        locale: {d.relative_to(locale) for d in DRAWINGS if d.parts[0] == locale}
        for locale in LOCALES
    }
    assert there[Locale.ES] == there[Locale.EN] == there[Locale.CS] != set()
