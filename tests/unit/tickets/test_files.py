"""The lexicon files are read strictly, and every mistake has its line."""

from pathlib import Path

import pytest

import portal
from portal.kernel.locale import Locale
from portal.tickets.files import LexiconError, load_lexicon, load_lexicons
from portal.tickets.rules.lexicon import GROUPS, WordList

SITE_DEFAULTS = Path(portal.__file__).parent / "site_defaults"
ENGLISH = (SITE_DEFAULTS / "lexicon" / "en.yml").read_text(encoding="utf-8")


def errors_of(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "en.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(path)
    return [(finding.line, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("locale", list(Locale))
def test_each_shipped_lexicon_names_every_service_group(lexicons, locale):
    assert tuple(name for name, words in lexicons[locale].objects if words.entries) == GROUPS


@pytest.mark.parametrize("locale", list(Locale))
def test_no_word_of_ours_is_offensive(lexicons, locale):
    words = lexicons[locale]
    innocent = words.stop | words.noise | words.object_words | words.symptoms | words.actions
    for entry in innocent.entries:
        assert not words.offensive.occurs_in(entry.removesuffix("*").split()), entry


@pytest.mark.parametrize("locale", list(Locale))
def test_no_object_counts_as_noise(lexicons, locale):
    noise = lexicons[locale].stop | lexicons[locale].noise
    for entry in lexicons[locale].object_words.entries:
        assert not noise.has(entry.removesuffix("*")), entry


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("Ayuda", "folded"),
        ("češtin*", "folded"),
        ("a*", "this short"),
        ("wo*rd", "asterisk"),
        ("12", "string"),
        ("no", "in quotes"),
        ("urgent*", "twice"),
    ],
)
def test_an_entry_that_would_match_wrongly_is_refused_with_its_line(tmp_path, entry, said):
    lines = ENGLISH.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("noise:"))
    lines[at] = lines[at].replace("[", f"[{entry}, ", 1)
    ((line, message),) = errors_of(tmp_path, "\n".join(lines))
    assert line == at + 1
    assert said in message


def test_all_mistakes_are_told_at_once(tmp_path):
    text = ENGLISH.replace("symptoms:", "symptons:").replace("s: [and,", "s: [AND,")
    said = " ".join(message for _, message in errors_of(tmp_path, text))
    assert "symptoms" in said
    assert "symptons" in said
    assert "'AND'" in said


@pytest.mark.parametrize("text", ["", "[]", "locale: [", "locale: de"])
def test_a_file_of_another_shape_is_an_error_and_no_crash(tmp_path, text):
    assert errors_of(tmp_path, text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"en\.yml"):
        load_lexicons(tmp_path)


def test_the_providers_own_file_goes_before_the_shipped_one(tmp_path):
    (tmp_path / "lexicon").mkdir()
    own = ENGLISH.replace("offensive: [", "offensive: [gosh, ", 1)
    (tmp_path / "lexicon" / "en.yml").write_text(own, encoding="utf-8")
    found = load_lexicons(tmp_path, SITE_DEFAULTS)
    assert found[Locale.EN].offensive.has("gosh")
    assert not found[Locale.CS].offensive.has("gosh")


def test_a_file_under_another_locales_name_is_an_error(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "cs.yml").write_text(ENGLISH, encoding="utf-8")
    with pytest.raises(LexiconError, match="locale must be cs"):
        load_lexicons(tmp_path, SITE_DEFAULTS)


def test_secrets_and_empty_words_are_shared_by_the_locales(lexicons):
    assert {"contrasena", "password", "heslo"} <= lexicons[Locale.CS].secrets.cues
    assert lexicons[Locale.EN].vague.has("nefunguje")
    assert not lexicons[Locale.EN].noise.has("nefunguje")


def test_words_stems_and_phrases_match_as_they_are_written():
    words = WordList.of(["web", "corre*", "no pued*"])
    assert words.covered(["web", "webmail", "correos", "no", "puedo", "no"]) == {0, 2, 3, 4}
