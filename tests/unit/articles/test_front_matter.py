from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import FrontMatter, Kind, Status
from portal.articles.rules import links, pictures, read_source, variables
from portal.kernel.locale import Locale

PATH = PurePosixPath("en/mail-setup/first-steps.md")


def head(text: str, path: PurePosixPath = PATH) -> FrontMatter:
    source, findings = read_source(path, text)
    assert findings == []
    assert source is not None
    return source.head


def problems(text: str, path: PurePosixPath = PATH) -> list[tuple[int, str]]:
    source, findings = read_source(path, text)
    assert source is None
    assert {f.path for f in findings} == {path}
    return [(f.line, f.message) for f in findings]


def test_only_the_title_is_required_and_the_path_says_the_rest():
    assert head("---\ntitle: First steps\n---\nText") == FrontMatter(
        key="first-steps",
        title="First steps",
        slug="first-steps",
        summary="",
        category="mail-setup",
        locale=Locale.EN,
        kind=Kind.HOW,
        status=Status.PUBLISHED,
    )


def test_the_front_matter_wins_over_the_path():
    found = head(
        "---\ntitle: T\nkey: k\nslug: s\ncategory: c\nkind: fix\nstatus: draft\n"
        "keywords: [imap, 993]\nchecked: 2026-11-22\nproducts: [mail]\n---\n"
    )

    assert (found.key, found.slug, found.category) == ("k", "s", "c")
    assert (found.kind, found.status) == (Kind.FIX, Status.DRAFT)
    assert (found.keywords, found.checked) == (("imap", "993"), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("path", "category", "slug"),
    [
        ("cs/Poštovní schránky/Plná schránka.md", "postovni-schranky", "plna-schranka"),
        ("es/mail/outlook/2024/pasos.md", "mail", "pasos"),
        ("en/loose.md", "general", "loose"),
    ],
)
def test_files_may_lie_at_any_depth_and_be_called_anything(path, category, slug):
    found = head("---\ntitle: T\n---", PurePosixPath(path))

    assert (found.category, found.slug, found.key) == (category, slug, slug)


def test_a_file_outside_the_locales_may_name_its_locale():
    found = head("---\ntitle: T\nlocale: cs\n---", PurePosixPath("mail/x.md"))

    assert (found.locale, found.category) == (Locale.CS, "mail")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("mail/x.md", "---\ntitle: T\n---", "names no locale"),
        ("en/x.md", "---\ntitle: T\nlocale: es\n---", "the folder says en"),
        ("en/¿?.md", "---\ntitle: T\n---", "gives no slug"),
    ],
)
def test_a_path_that_does_not_say_where_the_article_belongs_is_a_problem(path, text, said):
    (problem,) = problems(text, PurePosixPath(path))

    assert said in problem[1]


def test_every_error_is_said_at_once_with_its_own_line():
    found = problems(
        "---\n"
        "title: T\n"
        "kind: recipe\n"
        "colour: blue\n"
        "related:\n"
        "  - one\n"
        "  - 2\n"
        "slug: Not A Slug\n"
        "title: again\n"
        "---\n"
    )

    assert {line for line, _ in found} == {3, 4, 7, 8, 9}
    said = "\n".join(message for _, message in found)
    assert "colour: is not a key we know" in said
    assert "the key 'title' stands here twice" in said


@pytest.mark.parametrize("text", ["", "Just text", "---\n---\nText", "---\nkind: fix\n---\n"])
def test_a_missing_title_is_said(text):
    assert (problems(text)[0][1]) == "title: is missing"


@pytest.mark.parametrize("title", ["''", "'   '", "123", "[a]", "'" + "x" * 201 + "'"])
def test_a_title_that_no_reader_could_read_is_a_problem(title):
    assert problems(f"---\ntitle: {title}\n---")[0][0] == 2


def test_broken_yaml_is_one_problem_and_nothing_is_said_to_be_missing():
    assert len(problems("---\ntitle: 'open\nkind: fix\n---\nText")) == 1


def test_a_list_in_place_of_keys_is_one_problem():
    assert problems("---\n- title\n---\n") == [(2, "must be keys and values")]


def test_an_unquoted_no_is_a_problem_and_not_false():
    assert problems("---\ntitle: T\nowner: no\n---\n")[0][0] == 3


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    source, _ = read_source(PATH, "\ufeff---\r\ntitle: T\r\n---\r\nOne\r\nTwo")

    assert source is not None
    assert (source.head.title, source.body, source.first_line) == ("T", "One\nTwo", 4)


def test_lines_are_counted_as_an_editor_does():
    body = "One\x0cstill one\u2028still one\n[a](article:two)"

    source, _ = read_source(PATH, f"---\ntitle: T\n---\n{body}")

    assert source is not None
    assert [(r.line, r.target) for r in links(source)] == [(5, "article:two")]


@given(st.text())
def test_no_text_makes_reading_raise(text):
    source, findings = read_source(PATH, text)
    assert (source is None) == bool(findings)


@given(st.text())
def test_no_front_matter_makes_reading_raise(text):
    source, findings = read_source(PATH, f"---\n{text}\n---\nBody")
    assert (source is None) == bool(findings)


BODY = """See [one](article:one) and [two](<page:home> "title").

![Alt](a.png){ width=1 height=2 } ![](b.png)

`[not](article:code)` {{ mail.host }}

```
[not](article:fenced) {{ in.code }}
```

[ref]: https://example.com
"""


def test_references_are_found_with_their_lines_but_not_in_code():
    source, _ = read_source(PATH, f"---\ntitle: T\n---\n{BODY}")
    assert source is not None

    assert [(r.line, r.target) for r in links(source)] == [
        (4, "article:one"),
        (4, "page:home"),
        (14, "https://example.com"),
    ]
    assert [(r.target, r.alt, r.has_size) for r in pictures(source)] == [
        ("a.png", "Alt", True),
        ("b.png", "", False),
    ]
    assert [(r.line, r.target) for r in variables(source)] == [(8, "mail.host"), (11, "in.code")]
