"""The files of `topics/`: read strictly, each error with its line."""

from pathlib import Path

import pytest

from portal.kernel.findings import Level
from portal.kernel.locale import Locale
from portal.wizard.files.topics import check_topics, load_topics
from tests.unit.wizard.our_flows import shelf
from tests.unit.wizard.topics import LANGUAGES, SIGNS

SIGN = "signs:\n  - {when: [mail], flow: mail, answers: {symptom: cannot_send}, points: 3}\n"
WORDS = """locale: en
negations: ["not"]
breaks: [but]
joints: [and]
parts: {cannot: [cannot, unable to]}
concepts:
  works: [works]
  how: [how]
  mail: ["@cannot send", 404]
"""


def findings(tmp_path: Path, signs: str = SIGN, words: str = WORDS) -> list[str]:
    said, spoken = tmp_path / "signs.yml", tmp_path / "en.yml"
    said.write_text(signs, encoding="utf-8")
    spoken.write_text(words, encoding="utf-8")
    found = check_topics(said, {Locale.EN: spoken}, shelf().flows)
    return [f"{f.path.name}:{f.line} {f.message}" for f in found]


def test_what_ships_has_no_fault():
    assert check_topics(SIGNS, LANGUAGES, shelf().flows) == ()


def test_a_part_stands_for_every_way_to_say_it(tmp_path):
    assert findings(tmp_path) == []
    loaded, _ = load_topics(tmp_path / "signs.yml", {Locale.EN: tmp_path / "en.yml"})
    phrases = loaded.languages[Locale.EN].vocabulary.phrases
    said = {" ".join(e[0] for e in p.elements) for p in phrases if p.concept == "mail"}
    assert said == {"cannot send", "unable to send", "404"}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("flow: mail", "flow: coffee", "signs.yml:2 flow: there is no 'coffee'"),
        ("cannot_send", "maybe", "signs.yml:2 answers: no question 'symptom' of mail offers"),
        ("points: 3", "points: 99", "signs.yml:2 signs.0.points"),
        ("when: [mail]", "when: [tea]", "signs.yml:2 'tea' has no words in en.yml"),
        ("when: [mail]", "when: []", "signs.yml:2 when: name at least one concept"),
        ("when:", "wenn:", "signs.yml:2 signs.0.when: Field required"),
    ],
)
def test_a_fault_in_the_signs_is_found_in_its_line(tmp_path, old, new, place):
    assert any(f.startswith(place) for f in findings(tmp_path, signs=SIGN.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("locale: en", "locale: es", "en.yml:1 locale"),
        ("@cannot send", "@could send", "en.yml:9"),
        ("@cannot send", "Envié", "en.yml:9"),
        ("@cannot send", "a*b", "en.yml:9"),
        ("  how: [how]", "  how: [how]\n  tea: [tea]", "en.yml:9 'tea' is in no sign"),
        ('["not"]', "[not, no]", "en.yml:2 write 'no' in quotes"),
    ],
)
def test_a_fault_in_the_words_is_found_in_its_line(tmp_path, old, new, place):
    assert any(f.startswith(place) for f in findings(tmp_path, words=WORDS.replace(old, new)))


def test_a_flow_that_gives_way_must_exist(tmp_path):
    signs = SIGN + "gives_way: [{flow: coffee, to: [mail]}]\n"
    assert "signs.yml:3 gives_way: there is no 'coffee'" in findings(tmp_path, signs=signs)


def test_a_missing_file_is_said_and_the_others_are_used(tmp_path):
    languages = {**LANGUAGES, Locale.CS: tmp_path / "cs.yml"}
    loaded, found = load_topics(SIGNS, languages)
    assert set(loaded.languages) == {Locale.ES, Locale.EN}
    assert [f.level for f in found] == [Level.ERROR]
