import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.unit.diagnostics.catalogue import samples

ASKED = {
    "550-5.7.26 Your email has been blocked because the sender is unauthenticated.": (
        "550 5.7.26 customer"
    ),
    "Outlook: 0x800CCC0E al enviar": "0x800CCC0E customer",
    "ERR_NAME_NOT_RESOLVED": "ERR_NAME_NOT_RESOLVED",
    "Dobrý den, něco mi nejde": "none",
    "": "none",
}


def labels(shop: Any, texts: Iterable[str]) -> list[str]:
    lines = [json.dumps({"id": i, "locale": "en", "text": t}) for i, t in enumerate(texts)]
    result = shop.run("try", "error", input="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    return [json.loads(line)["label"] for line in result.stdout.splitlines()]


def test_a_label_names_the_code_and_whose_problem_it_is(shop):
    for found, meant in zip(labels(shop, ASKED), ASKED.values(), strict=True):
        assert found.startswith(meant)


def test_bounces_are_told_by_the_enhanced_code_and_the_verdict_of_the_reader(shop):
    bounces = samples("bounces.yml")
    for label, bounce in zip(labels(shop, [b["text"] for b in bounces]), bounces, strict=True):
        assert label.rpartition(" ")[2] == bounce["verdict"]


@pytest.mark.parametrize(("text", "why"), [("hola", "kind: nothing"), ("5.1.1", "entry: no-such-")])
def test_why_says_what_was_recognised(shop, text, why):
    line = json.dumps({"id": "a", "locale": "es", "text": text})
    said = json.loads(shop.run("try", "error", input=line).stdout)["why"]
    assert any(one.startswith(why) for one in said)
