from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.wizard.files.flows import check_flow, load_flow, load_flows, read_flow
from portal.wizard.model import Not, Rule
from portal.wizard.rules.issues import LintContext

EXAMPLE = Path(__file__).with_name("mail_example.yml")
TEXT = EXAMPLE.read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def findings(text: str) -> list[tuple[int, str, str]]:
    found = sorted(read_flow(text, EXAMPLE).findings)
    return [(finding.line, finding.code, finding.message) for finding in found]


def test_the_example_is_read_whole_and_found_right(context: LintContext) -> None:
    file = load_flow(EXAMPLE)
    assert file.flow is not None
    assert file.flow.nodes["webmail"].id == "webmail"
    assert check_flow(file, context) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 3", 'version: "3"', "version: Input should be a valid integer"),
        ("product: mail", "product: post", "product: Input should be 'mail'"),
        ("    optional: true", "    optionl: true", "nodes.code.optionl: Unexpected keyword"),
        ("    kind: task", "    kind: tusk", "nodes.webmail: Input tag 'tusk' found"),
        ("    article: mail-open-webmail", "", "nodes.webmail: article: Field required"),
        ("{else: o_ticket}", "{els: o_ticket}", "rules.2: when: Field required"),
        ("goto: o_scope}", "goto: [o_scope]}", "rules.0.goto: Input should be a valid string"),
        ("is: works}, goto: o_offer", "iz: works}, goto: o_offer", "not a guard: write {fact"),
        ("{fact: devices, gte: 2}", "{fact: devices, gte: two}", "all.1.gte: Input should be"),
        ("{else: medium}", "{else: urgent}", "priority.1.else: Input should be 'high'"),
    ],
)
def test_a_wrong_format_is_told_with_its_line(old: str, new: str, message: str) -> None:
    broken = TEXT.replace(old, new, 1)
    found = [(line, told) for line, code, told in findings(broken) if code == "format"]
    lines = range(line_of(TEXT, old) - 8, line_of(TEXT, old) + 2)
    assert any(message in told and line in lines for line, told in found), found


def test_every_mistake_is_told_at_once() -> None:
    broken = TEXT.replace("version: 3", "version: x").replace("{else: medium}", "{else: urgent}")
    broken = broken.replace("kind: branch", "kind: brunch")
    assert [line for line, _, _ in findings(broken)] == [
        line_of(broken, "version: x"),
        line_of(broken, "  route:"),
        line_of(broken, "{else: urgent}"),
    ]


def test_yaml_traps_and_repeated_keys_are_findings() -> None:
    broken = TEXT.replace("start: symptom", "start: symptom\nstart: no")
    line = line_of(broken, "start: no")
    assert {(found[0], found[1]) for found in findings(broken)} == {(line, "L17")}


def test_a_yaml_trap_on_one_branch_only_is_found() -> None:
    broken = TEXT.replace("{id: degraded,", "{id: off,")
    assert (line_of(broken, "{id: off,"), "L17") in {(n, code) for n, code, _ in findings(broken)}


def test_guards_of_every_shape_are_read() -> None:
    nested = TEXT.replace(
        "{fact: webmail, is: works}, goto: o_offer",
        "{not: {any: [{fact: code, known: true}, {fact: webmail, in: [works]}]}}, goto: o_offer",
    )
    flow = read_flow(nested, EXAMPLE).flow
    assert flow is not None
    rule = flow.nodes["route"].rules[1]  # type: ignore[union-attr]  # route is the branch
    assert isinstance(rule, Rule)
    assert isinstance(rule.when, Not)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "nodes: 3\n", "nodes: {a: 1}\n", "a: [", "\0"])
def test_a_file_that_is_no_flow_is_a_finding_and_no_crash(text: str) -> None:
    file = read_flow(text, EXAMPLE)
    assert file.flow is None
    assert file.findings


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, len(TEXT)), junk=st.text(max_size=5))
def test_a_damaged_file_never_raises(cut: int, junk: str) -> None:
    file = read_flow(TEXT[:cut] + junk + TEXT[cut:], EXAMPLE)
    assert file.flow is not None or file.findings


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str, str, str], Path]:
    def write(place: str, name: str, text: str) -> Path:
        where = tmp_path / place
        where.mkdir(exist_ok=True)
        (where / name).write_text(text, encoding="utf-8")
        return where

    return write


Write = Callable[[str, str, str], Path]


def test_a_later_folder_replaces_a_file_of_the_same_name(
    folder: Write, context: LintContext
) -> None:
    ours = folder("ours", "mail_example.yml", TEXT)
    theirs = folder("theirs", "mail_example.yml", TEXT.replace("version: 3", "version: 4"))
    shelf = load_flows([ours, theirs], context)
    assert shelf.findings == ()
    assert shelf.flows["mail_example"].version == 4


def test_flows_may_lead_to_each_other(folder: Write, context: LintContext) -> None:
    alone = replace(context, flows=())
    ours = folder("ours", "mail_example.yml", TEXT)
    assert [finding.code for finding in load_flows([ours], alone).findings] == ["L10"]
    folder("ours", "bounce.yml", TEXT.replace("flow: mail_example", "flow: bounce"))
    assert load_flows([ours], alone).findings == ()


def test_a_flow_stands_in_the_file_of_its_name(folder: Write, context: LintContext) -> None:
    ours = folder("ours", "post.yml", TEXT)
    found = load_flows([ours], context).findings
    assert [(one.line, one.code) for one in found] == [(line_of(TEXT, "flow: mail"), "format")]


def test_what_the_linter_says_has_its_line(folder: Write, context: LintContext) -> None:
    broken = TEXT.replace("goto: o_client, text", "goto: nowhere, text")
    ours = folder("ours", "mail_example.yml", broken)
    found = {(one.line, one.code) for one in load_flows([ours], context).findings}
    assert found == {
        (line_of(broken, "goto: nowhere"), "L01"),
        (line_of(broken, "  o_client:"), "L02"),
    }


def test_a_file_that_is_not_utf8_is_a_finding(tmp_path: Path, context: LintContext) -> None:
    (tmp_path / "odd.yml").write_bytes(b"flow: caf\xe9\n")
    found = load_flows([tmp_path], context).findings
    assert [one.message for one in found] == ["the file is not UTF-8"]
