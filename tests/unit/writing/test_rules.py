"""The rules one by one, where whole folders would hide the reason."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.rules import Source, read_source
from portal.writing.rules.body import is_kept
from portal.writing.rules.privacy import is_within
from portal.writing.rules.shelf import are_alike
from portal.writing.rules.text import Passage, passages, plain, sentences


def source(body: str) -> Source:
    text = f"---\ntitle: T\n---\n{body}"
    found, _ = read_source(PurePosixPath("en/x/y.md"), text)
    assert found is not None
    return found


def test_passages_are_paragraphs_items_cells_and_headings_with_their_lines():
    body = "One\ntwo\n\n## Three\n- four\n  five\n| six | seven |\n|---|---|\n/// ok | Eight\n9\n"

    read = [(p.line, p.text) for p in passages(source(body))]

    assert read == [
        (4, "One\ntwo"),
        (7, "Three"),
        (8, "four\n  five"),
        (10, "six"),
        (10, "seven"),
        (12, "Eight"),
        (13, "9"),
    ]


def test_code_is_no_prose():
    body = "a\n```text\nsimply\n```\nb `simply` c"

    assert [plain(p.text) for p in passages(source(body))] == ["a", "b x c"]


def test_plain_words_are_what_a_reader_reads():
    assert plain("See **[the page](article:x)** and `code` {#id}") == "See the page and x"


@given(st.text(alphabet="ab .!?\n*`[]()|#-/", max_size=200))
def test_sentences_keep_every_letter_of_a_passage(text: str) -> None:
    passage = Passage(1, text)

    together = "".join("".join(s.text.split()) for s in sentences(passage))

    assert together.replace(" ", "") == "".join(plain(text).split())


@given(st.text(alphabet="ab \n|#-/`:.", max_size=200))
def test_a_passage_begins_on_the_line_that_it_names(body: str) -> None:
    read = source(body)
    lines = dict(enumerate(read.body.splitlines(), start=read.first_line))

    assert all(p.text.split("\n")[0] in lines[p.line] for p in passages(read))


@pytest.mark.parametrize("tag", ["p", "td", "th", "tr", "thead", "caption", "details", "sub"])
def test_elements_that_the_cleaner_keeps_are_supported(tag: str) -> None:
    assert is_kept(tag)


@pytest.mark.parametrize("tag", ["script", "video", "iframe", "h1", "font", "your-domain"])
def test_elements_that_the_cleaner_drops_are_not(tag: str) -> None:
    assert not is_kept(tag)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("set up the mailbox", "set up the mailbox", True),
        ("how to set up the mailbox", "how to set up a mailbox", False),
        ("error when you open a page of the site", "error when you open the page of a site", True),
        ("error 404 when you open the site", "error 403 when you open the site", False),
        ("mail", "mails", False),
    ],
)
def test_titles_are_alike_when_a_reader_would_mix_them_up(
    one: str, other: str, expected: bool
) -> None:
    assert are_alike(frozenset(one.split()), frozenset(other.split())) is expected


def test_a_domain_is_within_itself_and_its_parents_only():
    assert is_within("mail.Faro.example", ("faro.example",))
    assert not is_within("notfaro.example", ("faro.example",))
    assert not is_within("faro.example", ("",))
