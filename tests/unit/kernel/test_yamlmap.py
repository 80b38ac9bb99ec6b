from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.kernel.yamlmap import read_yaml

TEXT = """title: Mail
keywords:
  - imap
  - smtp
steps:
  first: {a: 1}
"""


def test_every_value_knows_its_line():
    document = read_yaml(TEXT, first_line=10)

    assert document.data == {
        "title": "Mail",
        "keywords": ["imap", "smtp"],
        "steps": {"first": {"a": 1}},
    }
    assert document.line_of(("title",)) == 10
    assert document.line_of(("keywords",)) == 11
    assert document.line_of(("keywords", 1)) == 13
    assert document.line_of(("steps", "first", "a")) == 15


def test_the_line_of_what_is_missing_is_that_of_its_parent():
    document = read_yaml(TEXT)

    assert document.line_of(("keywords", 7)) == 2
    assert document.line_of(("nowhere", "at", "all")) == 1


def test_a_key_that_stands_twice_is_a_problem_at_its_second_place():
    (problem,) = read_yaml("a: 1\nb: 2\na: 3\n").problems

    assert (problem.line, problem.message) == (3, "the key 'a' stands here twice")


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y", "N"])
def test_a_bare_yes_or_no_is_a_problem_and_stays_text(word):
    document = read_yaml(f"a: 1\nb: {word}\n")

    assert document.data["b"] == word
    assert [p.line for p in document.problems] == [2]
    assert "in quotes" in document.problems[0].message


def test_a_yes_in_quotes_is_text_like_any_other():
    assert read_yaml("a: 'yes'\nb: \"no\"\n").problems == []


def test_a_key_that_yaml_takes_for_true_is_a_problem():
    document = read_yaml("on: push\n")

    assert (document.data, len(document.problems)) == ({"on": "push"}, 1)


@pytest.mark.parametrize(
    "word", ["0x800CCC0E", "12:30", "5.10", "1e5", "012", "1_000", "+49", ".inf", "0b11", "<<", "="]
)
def test_what_only_looks_like_a_number_stays_the_text_it_is(word):
    document = read_yaml(f"a: {word}")

    assert (document.data, document.problems) == ({"a": word}, [])


def test_plain_whole_numbers_dates_truth_and_nothing_are_what_they_say():
    document = read_yaml("[0, 993, -5, true, false, null, ~, 2026-11-22]")

    assert document.data == [0, 993, -5, True, False, None, None, date(2026, 11, 22)]
    assert document.problems == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 'open\nc: 2\n", 3),
        ("a: 1\nb: [1, 2\n", 2),
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\n---\nb: 2\n", 3),
        ("a: 1\nb: *nobody\n", 2),
        ("a: 1\nb: \x07\n", 2),
        ("a: 1\nb: \ud800\n", 2),
    ],
)
def test_what_is_no_yaml_is_a_problem_with_its_line_and_no_data(text, line):
    document = read_yaml(text)

    assert document.data is None
    (problem,) = document.problems
    assert problem.message.startswith("not valid YAML: ")
    assert "\n" not in problem.message
    assert problem.line in {line, line - 1}  # where an open quote began, or where it was missed


@pytest.mark.parametrize("text", ["a: !!bool maybe", "a: !!timestamp soon", "a: 2026-02-31"])
def test_a_value_that_is_not_what_its_kind_says_is_a_problem(text):
    document = read_yaml(text)

    assert isinstance(document.data["a"], str)
    assert "cannot be read as" in document.problems[0].message


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!binary", "!!set", "!own"])
def test_a_tag_builds_nothing(tag):
    document = read_yaml(f"a: {tag} x")

    assert document.data == {"a": "x"}
    assert "is not known here" in document.problems[0].message


def test_a_key_that_is_no_text_is_a_problem():
    document = read_yaml("? [a, b]\n: c\nd: e\n")

    assert (document.data, document.problems[0].message) == ({"d": "e"}, "a key must be text")


@pytest.mark.parametrize(
    "text", ["&a [*a]", "&a {x: *a}", "&a [*a, *a]", "a: &a [b, {c: *a}]\nd: *a"]
)
def test_a_value_that_refers_to_itself_is_a_problem(text):
    problems = [p.message for p in read_yaml(text).problems]

    assert "nested too deeply, or a value that refers to itself" in problems


def test_an_alias_bomb_ends_soon_and_without_data():
    levels = [f"l{n}: &l{n} [{','.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]

    document = read_yaml("\n".join(["l0: &l0 [x]", *levels]))

    assert document.data is None
    assert document.problems[-1].message == "too many values"


@pytest.mark.parametrize(
    "text", ["- " * 100_000 + "x", "[" * 100_000, "{a: " * 50_000 + "}" * 50_000, "? " * 50_000]
)
def test_a_text_of_many_levels_does_not_end_the_process(text):
    assert [p.message for p in read_yaml(text).problems] == ["nested too deeply"]


def test_aliases_do_not_reach_deeper_than_the_text_may():
    levels = [f"l{n}: &l{n} " + "[" * 30 + f"*l{n - 1}" + "]" * 30 for n in range(1, 60)]

    document = read_yaml("\n".join(["l0: &l0 x", *levels]))

    assert len(document.problems) == 1


_PARTS = st.sampled_from(
    [*"[]{}:,-?&*!|>'\"%@#\n \t", "a", "- ", "a: ", "&a ", "*a", "!!int ", "é"]
)


@given(st.one_of(st.text(), st.lists(_PARTS, max_size=30).map("".join)))
@example("&a [*a]")
@example("\ud800")
def test_no_text_makes_it_raise(text):
    document = read_yaml(text)

    assert all(p.line >= 1 and p.message for p in document.problems)
    assert all(line >= 1 for line in document.lines.values())
