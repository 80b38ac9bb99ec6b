"""The shipped catalogue: every code that support knows leads to what it means and whose it is."""

import re

import pytest

from portal.diagnostics.files import load_codes
from portal.diagnostics.rules.inline import variables
from portal.diagnostics.rules.lookup import Lookup
from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteFiles, load_site
from portal.wizard.files.flows import load_flow
from tests.unit.diagnostics.catalogue import FILE, codes, entry, read, reader, samples

PASTED = [(text, verdict) for verdict, texts in samples("verdicts.yml").items() for text in texts]
REFUSED = {
    Locale.ES: ("simplemente", "solo tienes que", "obviamente", "en breve", "lo antes posible"),
    Locale.EN: ("simply", "just ", "obviously", "easy", "shortly", "as soon as possible"),
    Locale.CS: ("jednoduše", "stačí jen", "samozřejmě", "snadno", "co nejdříve"),
}


def texts_of(locale: Locale) -> list[str]:
    found = []
    for one in codes().entries:
        tells = [cause.tell for cause in one.causes]
        all_texts = [one.title, one.meaning, one.note, *one.steps, *tells]
        found += [texts[locale] for texts in all_texts if texts]
    return found


def test_the_file_has_no_faults():
    assert load_codes(FILE)[1] == ()


@pytest.mark.parametrize(("text", "verdict"), PASTED, ids=[text for text, _ in PASTED])
def test_a_known_error_is_recognised_with_its_verdict(text, verdict):
    found = read(text).entry
    assert found is not None
    assert found.verdict == verdict


def test_every_entry_is_found_by_each_of_its_codes():
    lookup = Lookup(codes())
    for one in codes().entries:
        for code in one.codes:
            assert lookup.by_code(code, {one.family}) is one, code


def test_every_entry_is_recognised_by_each_of_its_phrases():
    for one in codes().entries:
        for phrase in one.phrases:
            text = phrase.upper().replace("*", "SOMETHING ELSE")
            assert one.id in {found.entry.id for found in reader()._phrases.find(text)}, phrase


@pytest.mark.parametrize(
    "written",
    ["0x800CCC0E", "0X800ccc0e", "800ccc0e", "0x 800CCC0E", "(0x800CCC0E):", "800 CCC 0E"],
)
def test_a_code_of_outlook_is_known_however_it_is_written(written):
    assert read(f"Reported error {written} something").entry is entry("outlook-cannot-connect")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("550 5.1.1", "no-such-recipient"),
        ("#5.1.1", "no-such-recipient"),
        ("err name not resolved", "name-not-found"),
        ("net::ERR_CERT_DATE_INVALID", "certificate-date"),
        ("HTTP 508", "http-unavailable"),
        ("relay-denied", "relay-denied"),
        ("5.7.606", "address-listed"),
    ],
)
def test_a_code_is_looked_up_however_it_is_written(asked, found):
    assert Lookup(codes()).find(asked) is entry(found)


def test_a_code_that_nobody_knows_has_neighbours():
    lookup = Lookup(codes())
    assert lookup.find("0x800CCC0A") is None
    assert entry("outlook-cannot-connect") in lookup.nearest("0x800CCC0A")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_texts_keep_the_voice(locale):
    for text in texts_of(locale):
        assert "!" not in text
        assert not [word for word in REFUSED[locale] if word in text.lower()], text
        if locale is Locale.ES:
            assert not re.search(r"\bmails?\b", re.sub(r"`[^`]*`|\{\{.*?\}\}", "", text)), text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_texts_ask_only_for_values_that_there_are(locale):
    known = load_site(SiteFiles(DEFAULTS)).variables(locale)
    asked = {name for text in texts_of(locale) for name in variables(text)}
    assert asked
    assert asked - known.keys() == set()


def test_the_three_languages_ask_for_the_same_values():
    for one in codes().entries:
        for texts in (one.title, one.meaning, *one.steps):
            assert len({tuple(sorted(variables(text))) for text in texts.values()}) == 1, one.id


def test_every_start_is_an_answer_that_its_flow_offers():
    starts: dict[str, list[tuple[str, str]]] = {
        entry.start.flow: [] for entry in codes().entries if entry.start
    }
    for one in codes().entries:
        if one.start:
            starts[one.start.flow] += one.start.answers.items()
    for name, answers in starts.items():
        flow = load_flow(DEFAULTS / "flows" / f"{name}.yml").flow
        assert flow is not None
        for node, answer in answers:
            options = getattr(flow.nodes[node], "options", ())
            assert answer in {option.id for option in options}, (name, node)
