"""How often the text checks are wrong: on the texts they were tuned with, and on unseen ones.

`labelled/*.unseen.jsonl` were written after the rules had been frozen. Who tunes the rules with one
of them moves it to the tuned ones and writes a new one.
"""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from portal.cli.judges import Judge, problems, subject, wording
from portal.kernel.locale import LOCALES
from portal.wizard.forms.lexicons import Lexicons

if TYPE_CHECKING:
    from portal.app.services import Services

FOLDER = Path(__file__).parent / "labelled"
SETS = ("tuned", "unseen")
FEWEST = {"subjects": 100, "problems": 30, "wording": 30}
MOST_REFUSED, MOST_PASSED, MOST_WRONG = 0.05, 0.10, 0.25


@pytest.fixture(scope="module")
def judges(lexicons: Any) -> dict[str, Judge]:
    services = cast("Services", SimpleNamespace(lexicons=Lexicons(lexicons)))
    kinds = {"subjects": subject, "problems": problems, "wording": wording}
    return {name: kind.judge(services) for name, kind in kinds.items()}


def read(name: str, locale: str, part: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"{name}.{locale}.{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def rates(judge: Judge, lines: list[dict[str, str]]) -> dict[str, float]:
    """Print and return what share of each label is taken for another."""
    total = Counter(line["label"] for line in lines)
    wrong = [line for line in lines if judge(line).label != line["label"]]
    missed = Counter(line["label"] for line in wrong)
    shares = {label: missed[label] / count for label, count in total.items()}
    print({label: f"{missed[label]}/{count}" for label, count in total.items()})
    for line in wrong:
        print("  ", line["label"], line["text"])
    return shares


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("locale", LOCALES)
def test_r6_few_good_subjects_are_refused_and_few_vague_ones_pass(judges, locale, part):
    lines = read("subjects", locale, part)
    wrong = rates(judges["subjects"], lines)
    assert len({line["text"] for line in lines}) >= FEWEST["subjects"]
    assert wrong["concrete"] <= MOST_REFUSED
    assert wrong["vague"] <= MOST_PASSED


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("locale", LOCALES)
def test_r8_two_problems_are_told_from_one(judges, locale, part):
    lines = read("problems", locale, part)
    wrong = rates(judges["problems"], lines)
    assert len(lines) >= FEWEST["problems"]
    assert wrong["one_problem"] <= MOST_PASSED
    assert wrong["several_problems"] <= MOST_WRONG


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("locale", LOCALES)
def test_r13_r18_wording_is_told_apart(judges, locale, part):
    lines = read("wording", locale, part)
    wrong = rates(judges["wording"], lines)
    assert len(lines) >= FEWEST["wording"]
    assert wrong["fine"] <= MOST_PASSED
    assert max(wrong.values()) <= MOST_WRONG
