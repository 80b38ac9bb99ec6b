from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from portal.articles.model import FrontMatter
from portal.articles.rules import read_source
from portal.writing.rules.front import Value, changed, clean_value, rewrite, split, values_of

PATH = PurePosixPath("en/mail-setup/first.md")
TEXT = """---
key: first
title: First steps   # as the menu says
# a remark for writers
keywords: [imap, "0x80040600"]
applies_to:
  - Outlook
  - Thunderbird
status: draft
---

Hello.
"""

lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
dates = st.dates().map(str)


def head_of(text: str) -> FrontMatter:
    source, findings = read_source(PATH, text)
    assert source is not None, findings
    return source.head


def test_an_unchanged_text_stays_as_it_is_byte_for_byte():
    values = values_of(head_of(TEXT))
    assert changed(values, values) == {}
    assert rewrite(TEXT, {}) == TEXT


def test_only_the_lines_of_what_changed_are_written_anew():
    made = rewrite(TEXT, {"title": "Second steps"})
    assert made == TEXT.replace("title: First steps   # as the menu says", 'title: "Second steps"')


def test_a_list_over_several_lines_is_replaced_whole():
    made = rewrite(TEXT, {"applies_to": ("Thunderbird: 128",)})
    assert "  - Outlook" not in made
    assert head_of(made).applies_to == ("Thunderbird: 128",)


def test_a_new_key_comes_last_and_an_empty_one_is_not_written():
    made = rewrite(TEXT, {"owner": "mail-team", "slug": ""})
    assert split(made)[0][-1] == "owner: mail-team"
    assert "slug" not in made


def test_a_text_without_a_head_gets_one():
    assert head_of(rewrite("Hello.", {"title": "Yes: no", "kind": "fix"})).title == "Yes: no"


def test_a_bad_date_is_written_and_said_with_its_line():
    source, findings = read_source(PATH, rewrite(TEXT, {"checked": "2026-02-31"}))
    assert source is None
    assert {f.line for f in findings} == {10}


@given(lines, st.lists(lines, max_size=5), dates, lines)
def test_what_a_form_says_is_what_the_text_says(title, keywords, day, owner):
    wanted: dict[str, Value] = {
        "title": title,
        "keywords": tuple(keywords),
        "checked": day,
        "owner": owner,
    }
    made = rewrite(TEXT, wanted, body="New.\r\nText.")
    clean = {key: clean_value(value) for key, value in wanted.items()}
    source, findings = read_source(PATH, made)
    if not clean["title"] or len(clean["title"]) > 200:
        assert findings
        return
    assert source is not None, findings
    read = values_of(source.head)
    assert {key: read[key] for key in clean} == clean
    assert source.body == "New.\nText."
