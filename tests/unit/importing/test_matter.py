import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importing.rules.matter import flag_of, read_matter, text_of, texts_of


@pytest.mark.parametrize(
    ("head", "first_line"),
    [
        ('---\ntitle: "A: b"\ntags: [x, y]\n---\n', 5),
        ('+++\ntitle = "A: b"\ntags = ["x", "y"]\n+++\n', 5),
        ('{\n"title": "A: b",\n"tags": ["x", "y"]\n}\n', 5),
    ],
)
def test_front_matter_is_read_in_all_three_forms(head: str, first_line: int) -> None:
    matter = read_matter(head + "Body\n")

    assert matter.data == {"title": "A: b", "tags": ["x", "y"]}
    assert (matter.body, matter.first_line) == ("Body\n", first_line)


@pytest.mark.parametrize("text", ["Body", "---\nno end", "{{< shortcode >}}", "", "{not json}"])
def test_a_text_without_front_matter_is_all_body(text):
    matter = read_matter(text)

    assert matter.data is None
    assert matter.body == text
    assert matter.problems == ()


@pytest.mark.parametrize(
    "text", ["---\na: [\n---\n", "+++\na =\n+++\n", "+++\na = 1", "---\n- 1\n---\n"]
)
def test_front_matter_that_cannot_be_read_is_a_problem_with_its_line(text):
    problems = read_matter(text).problems

    assert len(problems) == 1
    assert 1 <= problems[0][0] <= 4


def test_a_tag_that_would_run_code_is_only_text():
    matter = read_matter("---\ntitle: !!python/object/apply:os.system [ls]\n---\n")

    assert matter.data is not None
    assert "os" not in str(type(matter.data["title"]))


def test_values_are_taken_in_the_ways_people_write_them():
    data = {
        "draft": "yes",
        "tags": "a, b,a",
        "n": 7,
        "on": True,
        "empty": " ",
        "list": ["x", ["y"]],
    }

    assert flag_of(data, "draft", default=False)
    assert texts_of(data, "tags", "list", separator=",") == ("a", "b", "x")
    assert text_of(data, "on", "empty", "n") == "7"


@given(st.text())
def test_no_text_makes_reading_front_matter_raise(text):
    for fence in ("---\n", "+++\n", "{"):
        assert read_matter(fence + text).first_line >= 1
