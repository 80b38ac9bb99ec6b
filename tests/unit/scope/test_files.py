"""A faulty `scope.yml` says what is wrong, where, and all of it at once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.scope.files import load_scope, parse_scope
from portal.scope.model import Channel, PlanKind, Scope, ScopeVerdict

PATH = Path("scope.yml")
GOOD = """\
references:
  panel: {name: Panel, url: "https://panel.example/"}
entries:
  - id: mail-own
    product: mail
    verdict: in_scope
    for: {vps_root: chargeable}
    task:
      es: Que funcione el buzón
      en: The mailbox works
      cs: Aby schránka fungovala
    reason: {es: Es nuestro, en: It is ours, cs: Je naše}
    alternative: {es: Prueba el webmail, en: Try webmail, cs: Zkuste webmail}
    article: mail-open-webmail
    channel: ticket
    also: [domain]
    external: [panel]
    price_ref: server_work
    synonyms:
      es: [uno, dos, tres]
      en: [one, two, three]
      cs: [jedna, dva, tři]
    source: ["003: mail 1"]
  - id: mail-other
    product: mail
    verdict: in_scope
    task: {es: Otra cosa, en: Another thing, cs: Jiná věc}
    reason: {es: Porque sí, en: Because, cs: Protože}
    synonyms: {es: [a, b, c], en: [a, b, c], cs: [a, b, c]}
    source: ["own: decided here"]
"""
FAULTS = {
    "an unknown product": ("    product: mail", "    product: post  # here"),
    "an unknown verdict": ("    verdict: in_scope", "    verdict: maybe  # here"),
    "an unknown channel": ("    channel: ticket", "    channel: fax  # here"),
    "an unknown kind of plan": (
        "    for: {vps_root: chargeable}",
        "    for: {vps_huge: chargeable}  # here",
    ),
    "an unknown key": ("    article: mail-open-webmail", "    articel: x  # here"),
    "a missing locale": ("    task:\n      es: Que funcione el buzón\n", "    task:  # here\n"),
    "an empty text": ("      en: The mailbox works", '      en: ""  # here'),
    "a text of blanks": ("      cs: Aby schránka fungovala", '      cs: "  "  # here'),
    "two locales alike": (
        "    task:\n      es: Que funcione el buzón",
        "    task:  # here\n      es: the mailbox works",
    ),
    "a duplicate id": ("  - id: mail-other", "  - id: mail-own  # here"),
    "an id that is no key": ("  - id: mail-own", "  - id: Mail own  # here"),
    "a missing id": ("  - id: mail-other\n    product: mail", "  - product: mail  # here"),
    "an unknown reference": ("    external: [panel]", "    external: [paper]  # here"),
    "too few synonyms": ("      en: [one, two, three]", "      en: [one]  # here"),
    "a source of no known form": ('    source: ["003: mail 1"]', "    source: [hearsay]  # here"),
    "a reference without https": (
        'url: "https://',
        'url: "http://panel.example"}  # here\n  b: {name: B, url: "https://',
    ),
    "an unknown part of the file": ("references:", "extra: 1  # here\nreferences:"),
    "a number for a text": ("      en: The mailbox works", "      en: 7  # here"),
    "a bare no": ("      es: [uno, dos, tres]", "      es: [no, dos, tres]  # here"),
    "a key that stands twice": (
        "    channel: ticket",
        "    channel: chat\n    channel: ticket  # here",
    ),
    "no way on after a refusal": (
        "  - id: mail-other\n    product: mail\n    verdict: in_scope",
        "  - id: mail-other  # here\n    product: mail\n    verdict: out_of_scope",
    ),
    "no way on for one kind of plan": (
        "  - id: mail-other\n    product: mail",
        "  - id: mail-other  # here\n    for: {vps_root: third_party}\n    product: mail",
    ),
}


def read(text: str) -> tuple[Scope, tuple[Finding, ...]]:
    return parse_scope(text, PATH)


def test_a_good_file_is_read_without_findings() -> None:
    scope, findings = read(GOOD)
    assert findings == ()
    entry = scope.get("mail-own")
    assert entry.verdict_for(PlanKind.VPS_ROOT) is ScopeVerdict.CHARGEABLE
    assert (entry.product, entry.channel, entry.also) == (
        Product.MAIL,
        Channel.TICKET,
        (Product.DOMAIN,),
    )
    assert entry.task[Locale.CS] == "Aby schránka fungovala"
    assert scope.references_of(entry)[0].name == "Panel"


@pytest.mark.parametrize(("old", "new"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_reported_at_its_line(old: str, new: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    here = next(n for n, line in enumerate(text.splitlines(), 1) if "# here" in line)
    _, findings = read(text)
    assert [finding.line for finding in findings] == [here]


def test_all_faults_are_reported_at_once_in_the_order_of_lines() -> None:
    text = GOOD.replace("verdict: in_scope", "verdict: maybe").replace(
        "channel: ticket", "colour: red"
    )
    _, findings = read(text)
    assert [finding.line for finding in findings] == [6, 15, 26]


def test_a_finding_names_the_entry_and_the_field() -> None:
    _, (finding,) = read(GOOD.replace("channel: ticket", "channel: fax"))
    assert finding.path == PATH
    assert finding.message.startswith("mail-own: channel: ")


def test_a_faulty_entry_is_left_out_and_the_rest_can_be_used() -> None:
    scope, _ = read(GOOD.replace("channel: ticket", "channel: fax"))
    assert [entry.id for entry in scope.entries] == ["mail-other"]


def test_of_two_entries_with_one_id_the_first_counts() -> None:
    scope, _ = read(GOOD.replace("- id: mail-other", "- id: mail-own"))
    assert scope.get("mail-own").task[Locale.EN] == "The mailbox works"


@pytest.mark.parametrize("text", ["", "- a list", "entries: []", "entries: many", "entries: [1]"])
def test_a_file_without_entries_is_a_finding(text: str) -> None:
    scope, findings = read(text)
    assert scope.entries == ()
    assert findings


@pytest.mark.parametrize("written", ["5", "[panel]", "panel"])
def test_references_that_are_no_mapping_are_a_finding(written: str) -> None:
    start = GOOD.index("entries:")
    _, findings = read(f"references: {written}\n{GOOD[start:]}")
    assert findings[0].line == 1
    assert "references" in findings[0].message


def test_broken_yaml_is_a_finding_with_its_line() -> None:
    _, findings = read("entries:\n  - id: [\n")
    assert (findings[-1].code, findings[-1].line > 1) == ("scope", True)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    scope, (finding,) = load_scope(tmp_path / "scope.yml")
    assert (scope.entries, finding.code) == ((), "scope")


def test_a_file_in_another_encoding_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "scope.yml").write_bytes(GOOD.encode("utf-16"))
    _, (finding,) = load_scope(tmp_path / "scope.yml")
    assert finding.code == "scope"


@given(st.sets(st.integers(0, len(GOOD.splitlines()) - 1)))
def test_a_file_with_lines_missing_never_stops_the_reading(missing: set[int]) -> None:
    lines = [line for n, line in enumerate(GOOD.splitlines()) if n not in missing]
    scope, findings = read("\n".join(lines))
    assert all(1 <= finding.line <= len(lines) + 1 for finding in findings)
    assert findings or scope.entries


@given(st.text(alphabet="abei:-[]{}#\n \"'1", max_size=80))
def test_no_text_whatever_stops_the_reading(text: str) -> None:
    scope, _ = read(text)
    assert scope.entries == ()


def test_r19_paid_work_without_a_price_is_a_fault_of_its_entry() -> None:
    _, (finding,) = read(GOOD.replace("    price_ref: server_work\n", ""))
    assert finding.line == 4
    assert "price_ref" in finding.message
