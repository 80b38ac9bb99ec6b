import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.cli.try_ import KINDS


@pytest.fixture
def tried(shop: Any) -> Callable[..., Any]:
    """Return what tries lines as a kind; a line that is no text is written as JSON."""

    def run(kind: str, *lines: object) -> Any:
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        return shop.run("try", kind, input="\n".join(texts))

    return run


def line(text: str, locale: str = "en", **more: str) -> dict[str, str]:
    return {"id": "x", "locale": locale, "text": text, **more}


def labels(result: Any) -> list[str]:
    return [json.loads(said)["label"] for said in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("kind", "text", "label"),
    [
        ("subject", "Help please", "vague"),
        ("subject", "example.com returns 503 on /checkout", "concrete"),
        ("problems", "My mailbox cannot send and the website is slow", "several_problems"),
        ("problems", "My mailbox cannot send", "one_problem"),
        ("wording", "You idiots", "rude"),
        ("wording", "I already told you, answer NOW", "pressure"),
        ("wording", "sadfsadf lkjasdf", "nonsense"),
        ("wording", "my password is Hunter2", "secret"),
        ("wording", "The website is slow", "fine"),
    ],
)
def test_a_text_gets_the_label_of_the_pages(tried, kind, text, label):
    assert labels(tried(kind, line(text))) == [label]


def test_the_kind_of_the_ticket_decides_what_a_subject_must_say(tried):
    text = "Restore the backup of Friday"
    kinds = [line(text, kind="request"), line(text, kind="incident"), line(text)]
    assert labels(tried("subject", *kinds)) == ["concrete", "vague", "concrete"]


def test_a_secret_never_comes_out_again(tried):
    assert "Hunter2" not in tried("wording", line("my password is Hunter2")).stdout


def test_the_answer_has_the_id_as_it_came_and_why(tried):
    (said,) = tried("subject", {"id": 7, "locale": "es", "text": "Ayuda"}).stdout.splitlines()
    answer = json.loads(said)
    assert answer["id"] == 7
    assert answer["why"]


def test_bad_lines_are_named_by_number_and_the_others_are_judged(tried):
    good = line("Help")
    bad = ["no json", "[]", "{}", {"id": "a", "locale": "en"}, line("x", "de"), line("x", kind="y")]
    result = tried("subject", good, *bad, "", good)
    assert result.exit_code == 1
    assert labels(result) == ["vague", "vague"]
    numbers = [said.partition(":")[0] for said in result.stderr.splitlines()]
    assert numbers == [f"line {n}" for n in range(2, 8)]


def test_an_unknown_kind_lists_the_kinds(tried):
    result = tried("weather")
    assert result.exit_code == 2
    assert all(kind in result.stderr for kind in KINDS)


def test_nothing_in_is_nothing_out(tried):
    assert (tried("wording").exit_code, tried("wording").stdout) == (0, "")
