from pathlib import PurePosixPath

import pytest

from portal.importing.model import Form, Line, Notes, Page, Picture, Place, Stock
from portal.importing.rules.addresses import Addresses, bare, old_slugs
from portal.importing.rules.lines import joined, set_apart
from portal.importing.rules.linking import PageLinker
from portal.kernel.locale import Locale


def _page(origin: str, *addresses: str, language: str = "") -> Page:
    path = PurePosixPath(origin)
    return Page(
        origin, path.stem, path, path.stem, "", language, addresses=addresses, folder=path.parent
    )


PAGES = (
    _page("mail/a.md", "/mail/a/"),
    _page("mail/b.md", "/mail/b/", "/old/b.html"),
    _page("dns/c/index.md", "/dns/c/"),
    _page("articles/77", "/hc/en-us/articles/77-Title", "/hc/articles/77"),
)
PLACES = {p.origin: Place(f"k{n}", Locale.EN, "x", f"s{n}") for n, p in enumerate(PAGES)}
STOCK = Stock(Form.HUGO, "site", PAGES, bases=("https://docs.example.com/help/",))


def _final(text: str) -> str:
    return joined(set_apart([Line(1, text)]))


@pytest.fixture
def linker() -> PageLinker:
    def find(source: str, _page: Page) -> Picture | str:
        return (
            "there is no such file" if "none" in source else Picture(PAGES[0].place, "p.png", 3, 2)
        )

    notes = Notes(PAGES[0].place)
    return PageLinker(PAGES[0], PLACES["mail/a.md"], Addresses(STOCK, PLACES), find, notes)


@pytest.mark.parametrize(
    "target",
    ["b.md", "./b.md", "../b/", "/mail/b/", "/mail/b/index.html", "/old/b", "b", "/mail/b?x=1",
     "https://docs.example.com/help/mail/b/", "mail/b.md", "../mail/b.md"],
)  # fmt: skip
def test_every_way_of_naming_a_page_leads_to_its_key(linker, target):
    assert linker.link("x", target, 1) == "[x](article:k1)"


def test_bundles_and_numbered_addresses_are_found_too(linker):
    assert linker.link("x", "c", 1) == "[x](article:k2)"
    assert linker.link("x", "/hc/en-gb/articles/77-Another-title", 1) == "[x](article:k3)"


@pytest.mark.parametrize(
    ("target", "ours", "code"),
    [
        ("https://example.com/a b", "[x](https://example.com/a%20b)", None),
        ("mailto:a@example.com", "[x](mailto:a@example.com)", None),
        ("http://example.com/", "[x](https://example.com/)", "http-link"),
        ("javascript:alert(1)", "x (`javascript:alert(1)`)", "unsafe-link"),
        ("ftp://example.com/", "x (`ftp://example.com/`)", "unsafe-link"),
        ("nowhere.md", "x", "link"),
        ("article:secret", "x", "link"),
        ("", "x", "link"),
        ("http://[bad", "x", "link"),
    ],
)
def test_what_leads_elsewhere_is_kept_safe_and_noted(linker, target, ours, code):
    assert _final(linker.link("x", target, 7)) == ours
    assert [(f.line, f.code) for f in linker.notes.found] == ([(7, code)] if code else [])


def test_a_picture_has_its_size_and_a_missing_one_stays_as_words(linker):
    assert linker.picture("A [b]", "a.png", 1) == "![A (b)](p.png){width=3 height=2}"
    assert linker.picture("", "a.png", 2) == "![](p.png){width=3 height=2}"
    assert _final(linker.picture("A", "none.png", 3)) == "A (`none.png`)"
    assert [(f.line, f.code) for f in linker.notes.found] == [(2, "picture-alt"), (3, "picture")]


def test_addresses_are_compared_without_what_they_may_differ_in():
    assert bare("/A/b/index.html") == bare("a/b") == bare("/a//b/") == "/a/b"
    assert old_slugs(["/docs/Old Name/", "/x/new.html", "/x/file.md"], "new") == ["old-name"]
