from typing import Any


def write(shop: Any, slug: str) -> None:
    path = shop.articles / "en" / "network" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {slug}\n---\nText\n")


def test_an_index_that_was_never_made_is_missing(shop):
    result = shop.run("index", "--verify")

    assert (result.exit_code, result.stdout.splitlines()[0]) == (1, "es: missing")


def test_an_index_once_made_is_good_and_takes_only_what_is_new(shop):
    write(shop, "one")
    assert "made anew: es, en, cs" in shop.run("index").stdout
    write(shop, "two")

    assert shop.run("index").stdout == "The index is up to date: 1 in, 0 out.\n"
    assert shop.run("index", "--verify").exit_code == 0


def test_the_whole_index_can_be_made_anew(shop):
    shop.run("index")

    assert "made anew: es, en, cs" in shop.run("index", "--full").stdout
