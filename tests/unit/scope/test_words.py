"""The words customers use are read strictly: every fault with its line, the rest usable."""

from pathlib import Path

import pytest

import portal
from portal.kernel.locale import LOCALES, Locale
from portal.scope.files import load_words, parse_words
from portal.scope.model import ConceptKind
from portal.scope.rules.concepts import NOISE, compile_concepts

PATH = Path("scope_words.yml")
GOOD = """noise:
  es: [hola]
  en: [please]
  cs: [prosim]
things:
  site:
    es: [web]
    en: [web page*]
    cs: [stran*]
acts:
  upload:
    es: [sub*]
    en: [put online]
    cs: [nahr*]
matters:
  grace:
    es: ["hace # dias"]
    en: ["# days ago"]
    cs: ["pred # dny"]
"""


def test_the_words_that_ship_are_sound() -> None:
    words, findings = load_words(Path(portal.__file__).parent / "site_defaults" / PATH.name)
    assert findings == ()
    assert all(concept.words[locale] for concept in words.concepts for locale in LOCALES)


def test_a_concept_knows_what_it_is_in_a_request() -> None:
    words, findings = parse_words(GOOD, PATH)
    assert findings == ()
    assert [concept.kind for concept in words.concepts] == [
        ConceptKind.THING,
        ConceptKind.ACT,
        ConceptKind.MATTER,
    ]


@pytest.mark.parametrize(
    ("said", "length", "names"),
    [
        (["web", "pages", "please"], 2, {"site"}),
        (["please"], 1, {NOISE}),
        (["put", "online"], 2, {"upload"}),
        (["put", "aside"], 0, set()),
        (["50", "days", "ago"], 3, {"grace"}),
        (["some", "days", "ago"], 0, set()),
    ],
)
def test_the_longest_phrase_decides(said: list[str], length: int, names: set[str]) -> None:
    concepts = compile_concepts(parse_words(GOOD, PATH)[0], Locale.EN)
    assert concepts.match(said) == (length, frozenset(names))


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("    en: [web page*]\n", "", 6),
        ("[web page*]", "Web", 8),
        ("[web page*]", "[Web]", 8),
        ("[web page*]", "[12]", 8),
        ("[web page*]", "[]", 8),
        ("acts:", "deeds:", 10),
        ("  en: [please]\n", "", 1),
        ("things:\n", "things: [site]\nmore:\n", 5),
    ],
)
def test_a_fault_is_told_with_its_line(good: str, bad: str, line: int) -> None:
    _, findings = parse_words(GOOD.replace(good, bad, 1), PATH)
    assert line in {finding.line for finding in findings}


@pytest.mark.parametrize("text", ["", "[]", "a: [", "noise: 3"])
def test_a_file_without_shape_is_a_finding_and_no_error(text: str) -> None:
    assert parse_words(text, PATH)[1]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    words, (finding,) = load_words(tmp_path / PATH.name)
    assert words.concepts == ()
    assert finding.code == "scope-words"
