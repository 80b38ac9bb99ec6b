import copy
from collections.abc import Callable
from typing import Any

import pytest

from portal.wizard.model import Flow
from portal.wizard.rules.paths import count_paths, paths
from portal.wizard.rules.replay import replay
from portal.wizard.rules.review import table
from portal.wizard.rules.situations import survey

ReadFlow = Callable[[dict[str, Any]], Flow]


def in_scope(_entry: str) -> str:
    return "in_scope"


def lines(flow: Flow) -> list[str]:
    return list(table(survey(flow, lambda _service: in_scope)))


def test_every_outcome_is_the_end_of_some_path(flow: Flow) -> None:
    ends = {path.outcome.id for path in paths(flow, in_scope)}
    assert ends == {name for name in flow.nodes if name.startswith("o_")} - {"o_scope"}


def test_every_path_is_what_a_replay_walks(flow: Flow) -> None:
    for path in paths(flow, in_scope):
        walked = replay(flow, path.answers, path.given, in_scope)
        assert (walked.outcome, walked.facts, walked.invalid) == (path.outcome, path.facts, None)


def test_no_path_comes_twice(flow: Flow) -> None:
    seen = [(sorted(p.answers.items()), sorted(p.given.items())) for p in paths(flow, in_scope)]
    assert all(seen.count(one) == 1 for one in seen)


def test_paths_go_on_behind_an_outcome_that_did_not_help(flow: Flow) -> None:
    behind = [p for p in paths(flow, in_scope) if p.answers.get("o_client") == "unsolved"]
    assert {path.outcome.id for path in behind} == {"o_offer", "o_ticket"}


def test_a_failed_check_is_tried_with_each_of_its_reasons(flow: Flow) -> None:
    failed = [p.given for p in paths(flow, in_scope) if p.outcome.id == "o_known"]
    assert {given["why"] for given in failed} == {"refused", "timeout"}


def test_what_is_known_beforehand_is_not_varied(flow: Flow) -> None:
    known = {"service": "unknown", "mailbox": "eva@example.com"}
    found = list(paths(flow, in_scope, known))
    assert {path.given["service"] for path in found} == {"unknown"}
    assert {path.facts.get("mailbox") for path in found} == {None, "eva@example.com"}


def test_the_count_is_an_upper_bound_found_without_walking(flow: Flow) -> None:
    assert len(list(paths(flow, in_scope))) <= count_paths(flow)


def test_pages_are_the_questions_asked(flow: Flow) -> None:
    assert max(path.pages for path in paths(flow, in_scope)) == 6


def test_the_situations_hold_every_path_in_far_fewer_lines(flow: Flow) -> None:
    every = list(paths(flow, in_scope))
    assert len(lines(flow)) < len(every) / 3
    ends = {line.partition(" -> ")[2].partition(":")[0] for line in lines(flow) if ": " in line}
    assert {end.partition(".")[0] for end in ends} == {path.outcome.id for path in every}


def test_every_answer_of_every_path_stands_in_the_table(flow: Flow) -> None:
    told = {pair for line in lines(flow) for pair in line.partition(" -> ")[0].split()}
    pages = {(page.partition("=")[0].partition(".")[0], page.partition("=")[2]) for page in told}
    walked = {
        (step.node, step.value)
        for path in paths(flow, in_scope)
        for step in path.steps
        if step.kind in {"choice", "task", "outcome"}
    }
    assert walked <= pages


def test_pages_that_go_on_alike_are_told_once(flow: Flow) -> None:
    found = lines(flow)
    assert "symptom=cannot_receive -> joins status" in found
    assert sum("other_net=works" in line and line.endswith("joins usable") for line in found) == 0


def test_what_is_known_already_is_not_asked_again(data: dict[str, Any], read: ReadFlow) -> None:
    data["nodes"]["fw"]["run"] = data["nodes"]["status"]["run"]
    data["nodes"]["fw"]["sets"] = "service"
    del data["facts"]["firewall"]
    data["chain"] = []
    assert not any("fw=" in line for line in lines(read(data)))


def test_the_table_tells_outcome_kind_priority_and_scope(flow: Flow) -> None:
    assert "symptom=bounce -> o_bounce: continue unknown" in lines(flow)
    ticket = [line.partition(" -> ")[2] for line in lines(flow) if "o_ticket" in line]
    assert (
        "o_ticket: ticket incident/technical medium (two devices: high) unknown in_scope" in ticket
    )


@pytest.mark.parametrize(
    ("node", "option"),
    [
        (node, option)
        for node, options in {
            "symptom": ["cannot_send", "cannot_receive", "bounce"],
            "webmail": ["works", "fails", "unknown"],
            "other_net": ["works", "fails", "unknown"],
            "usable": ["unusable", "degraded"],
        }.items()
        for option in options
    ],
)
def test_the_table_changes_when_an_option_goes(
    data: dict[str, Any], read: ReadFlow, node: str, option: str
) -> None:
    fewer = copy.deepcopy(data)
    fewer["nodes"][node]["options"] = [
        one for one in data["nodes"][node]["options"] if one["id"] != option
    ]
    assert lines(read(fewer)) != lines(read(data))
