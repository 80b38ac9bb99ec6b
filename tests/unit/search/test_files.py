"""Reading synonyms: what is wrong is said with its line, the rest is used."""

from pathlib import Path

import pytest

from portal.kernel.findings import Level
from portal.kernel.locale import LOCALES, Locale
from portal.search.files import load_synonyms
from portal.search.rules.synonyms import Synonyms
from portal.site import DEFAULTS
from tests.unit.search.made import ES


def load(tmp_path: Path, text: str) -> tuple[Synonyms, list[tuple[int, str]]]:
    path = tmp_path / "es.yml"
    path.write_text(text, encoding="utf-8")
    synonyms, findings = load_synonyms(path, ES)
    return synonyms, [(f.line, f.message) for f in findings]


@pytest.mark.parametrize("locale", LOCALES)
def test_our_own_files_have_no_faults(locale: Locale) -> None:
    synonyms, findings = load_synonyms(DEFAULTS / "synonyms" / f"{locale}.yml", locale)
    assert findings == ()
    assert len(synonyms.others) > 50


def test_a_group_works_all_ways_and_a_pair_one_way(tmp_path: Path) -> None:
    text = "groups:\n  - words: [clave, password]\n  - from: [rebote]\n    to: [devuelto]\n"
    synonyms, findings = load(tmp_path, text)
    assert findings == []
    assert {said[0] for said in synonyms.others} == {"clav", "password", "rebot"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("groups:\n  - words: [sola]\n", 2),
        ("groups:\n  - words: [a1, b1]\n  - from: [x1]\n", 3),
        ("groups:\n  - words: [a1, b1]\n    note: x\n", 3),
        ("groups: nada\n", 1),
        ("- words: [a, b]\n", 1),
        ("groups:\n  - words: [no, b1]\n", 2),
        ("groups: [", 1),
    ],
)
def test_each_fault_is_said_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    _, findings = load(tmp_path, text)
    assert findings[0][0] == line


def test_a_fault_does_not_spoil_the_other_groups(tmp_path: Path) -> None:
    synonyms, findings = load(tmp_path, "groups:\n  - words: [sola]\n  - words: [clave, llave]\n")
    assert len(findings) == 1
    assert synonyms.others


def test_the_same_phrase_twice_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "es.yml"
    path.write_text("groups:\n  - words: [buzón, buzon, casilla]\n", encoding="utf-8")
    (finding,) = load_synonyms(path, ES)[1]
    assert finding.level is Level.WARNING


def test_a_file_that_is_not_there_is_a_finding_not_an_error(tmp_path: Path) -> None:
    synonyms, findings = load_synonyms(tmp_path / "none.yml", ES)
    assert synonyms == Synonyms()
    assert len(findings) == 1
