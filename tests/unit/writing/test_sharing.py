"""Old addresses, and where snippets are used."""

from pathlib import PurePosixPath

import pytest

from portal.articles.model import Article, Body, Status
from portal.kernel.locale import Locale
from portal.writing.files import read_manuscript
from portal.writing.model import Manuscript, Shelf
from portal.writing.rules.sharing import Leads, OldAddress, Origin, addresses_in_heads, snippets_of


def manuscript(path: str, text: str) -> Manuscript:
    found, _findings = read_manuscript(PurePosixPath(path), text)
    assert found is not None
    return found


def article(status: Status) -> Article:
    text = f"---\ntitle: A\nstatus: {status}\nredirect_from: [old, older]\n---\nText\n"
    return Article(manuscript("es/x/a.md", text).head, Body("", ()), PurePosixPath("es/x/a.md"))


@pytest.mark.parametrize(
    ("status", "leads"),
    [
        (Status.PUBLISHED, Leads.ARTICLE),
        (Status.ARCHIVED, Leads.NEAR),
        (Status.DRAFT, Leads.NOTHING),
    ],
)
def test_each_old_address_says_what_readers_find_there(status, leads):
    found = list(addresses_in_heads([article(status)]))

    assert [(one.slug, one.leads) for one in found] == [("old", leads), ("older", leads)]


def test_an_address_that_is_nobodys_any_more_shows_near_articles():
    assert OldAddress(Locale.ES, "old", Origin.MEMORY, "A", None).leads is Leads.NEAR


def test_a_snippet_names_its_articles_also_those_that_use_it_through_another():
    inner = manuscript("es/_snippets/inner.md", "\n## Open the panel\n")
    outer = manuscript("es/_snippets/outer.md", "{{ snippet.inner }}")
    user = manuscript("es/x/a.md", "---\ntitle: A\n---\n{{ snippet.outer }}")
    foreign = manuscript("en/x/a.md", "---\ntitle: A\n---\n{{ snippet.inner }}")

    found = snippets_of(Shelf((user, foreign), frozenset(), (outer, inner)))

    assert [one.text.head.key for one in found] == ["inner", "outer"]
    assert found[0].articles == (user,)
    assert found[0].snippets == ("outer",)
    assert found[0].beginning == "Open the panel"
