from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import Kind
from portal.kernel.locale import LOCALES
from portal.writing.rules.beginning import front_matter, short_slug


def test_a_new_article_of_any_kind_has_no_errors_from_the_start(shop: Any) -> None:
    paths = []
    for locale, kind in product(LOCALES, Kind):
        title = f'A "title": {kind}'
        made = shop.run("new", f"{locale}", "network", title, "--kind", f"{kind}")
        paths.append(Path(made.stdout.strip()))
        assert paths[-1] == shop.articles / locale / "network" / f"a-title-{kind}.md"

    said = shop.run("check").stdout.splitlines()

    for path in paths:
        about = [line for line in said if line.startswith(f"{path}:")]
        assert about
        assert all(": warning: " in line for line in about)


def test_a_translation_gets_the_key_of_its_article(shop):
    path = shop.run("new", "cs", "network", "Změřte si připojení", "--key", "speed-test").stdout

    assert "key: speed-test\n" in Path(path.strip()).read_text(encoding="utf-8")


def test_an_article_that_exists_is_left_alone(shop):
    path = Path(shop.run("new", "en", "network", "Title").stdout.strip())
    path.write_text("mine")

    assert shop.run("new", "en", "network", "Title").exit_code == 2
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ("en", "no-such-topic", "Title"),
        ("en", "network", "¿?"),
        ("en", "network", "Title", "--key", "Two Words"),
        ("de", "network", "Titel"),
    ],
)
def test_what_cannot_be_an_article_is_refused(shop: Any, arguments: tuple[str, ...]) -> None:
    assert shop.run("new", *arguments).exit_code == 2
    assert list(shop.articles.rglob("*.md")) == []


def test_a_long_title_gives_an_address_cut_between_words():
    title = "Why the messages that I send to my customers are returned to me all the time"

    assert short_slug(title) == "why-the-messages-that-i-send-to-my-customers-are-returned-to"


@given(st.text(max_size=200))
def test_an_address_never_gets_too_long_nor_ends_in_a_hyphen(title: str) -> None:
    slug = short_slug(title)

    assert len(slug) <= 60
    assert slug == slug.strip("-")


def test_a_review_is_due_in_a_year_also_from_a_leap_day():
    assert "review_by: 2029-02-28" in front_matter("k", "t", Kind.HOW, date(2028, 2, 29))
