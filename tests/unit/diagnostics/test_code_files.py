"""Reading the file of error codes: strict, with all faults at once and where they are."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.files import load_codes, parse_codes
from portal.kernel.locale import Locale

FILE = Path("error_codes.yml")
GOOD = """
tells:
  often: {es: "a", en: "b", cs: "c"}
steps:
  wait: {es: "Espera", en: "Wait", cs: "Počkejte"}
codes:
  - id: quiet
    family: smtp
    codes: ["4.4.1"]
    title: {es: "Calla", en: "Silent", cs: "Mlčí"}
    meaning: {es: "No habla.", en: "It does not speak.", cs: "Nemluví."}
    causes: [{whose: recipient, tell: often}]
    do: [wait, {es: "Mira", en: "Look", cs: "Podívejte se"}]
    articles: [bounce-read]
"""


def faults(text: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.message) for finding in parse_codes(text, FILE)[1]]


def test_shared_texts_stand_where_they_are_named():
    codes, findings = parse_codes(GOOD, FILE)
    assert findings == ()
    only = codes.entries[0]
    assert [step[Locale.EN] for step in only.steps] == ["Wait", "Look"]
    assert only.causes[0].tell[Locale.CS] == "c"


def test_every_fault_is_told_with_its_line():
    bad = (
        GOOD.replace("recipient", "nobody").replace("- bounce", "- ").replace('en: "Silent", ', "")
    )
    found = faults(bad)
    assert [line for line, _ in found] == [10, 12]
    assert "title: lacks en" in found[0][1]
    assert "causes.0.whose" in found[1][1]


def test_a_shared_text_that_is_not_there_is_told():
    assert faults(GOOD.replace("do: [wait", "do: [hurry")) == [(13, "'hurry' is not among `steps`")]


def test_two_entries_with_one_id_or_one_code_are_told():
    entry = GOOD[GOOD.index("  - id:") :]
    messages = [message for _, message in faults(GOOD + entry)]
    assert messages == [
        "quiet: this id stands in the file twice",
        "quiet: 4.4.1 stands at quiet already",
    ]


def test_several_causes_need_a_way_to_tell():
    bad = GOOD.replace("tell: often}", "tell: often}, {whose: provider}")
    assert faults(bad) == [(12, "quiet: say in `tell` how to know that it is this cause")]


def test_an_entry_that_nothing_leads_to_is_told():
    assert faults(GOOD.replace('    codes: ["4.4.1"]\n', "")) == [
        (7, "quiet: give codes, patterns or phrases to know it by")
    ]


def test_a_bad_entry_does_not_take_the_good_ones_along():
    codes, findings = parse_codes(GOOD + "  - {id: broken}\n", FILE)
    assert [entry.id for entry in codes.entries] == ["quiet"]
    assert findings


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    codes, findings = load_codes(tmp_path / "none.yml")
    assert codes.entries == ()
    assert [finding.code for finding in findings] == ["codes"]


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    parse_codes(text, FILE)
    parse_codes(f"codes:\n  - id: {text}", FILE)
