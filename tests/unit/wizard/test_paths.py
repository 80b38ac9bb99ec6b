import copy
from collections.abc import Callable
from typing import Any

import pytest

from portal.wizard.model import Flow
from portal.wizard.rules.paths import count_paths, paths
from portal.wizard.rules.replay import replay
from portal.wizard.rules.review import table

ReadFlow = Callable[[dict[str, Any]], Flow]


def in_scope(_entry: str) -> str:
    return "in_scope"


def test_every_outcome_is_the_end_of_some_path(flow: Flow) -> None:
    ends = {path.outcome.id for path in paths(flow, in_scope)}
    assert ends == {name for name in flow.nodes if name.startswith("o_")} - {"o_scope"}


def test_every_path_is_what_a_replay_walks(flow: Flow) -> None:
    for path in paths(flow, in_scope):
        walked = replay(flow, path.answers, path.given, in_scope)
        assert (walked.outcome, walked.facts, walked.invalid) == (path.outcome, path.facts, None)


def test_no_path_comes_twice(flow: Flow) -> None:
    lines = list(table(flow, in_scope))
    reasons = 2  # a table names the exit of a check, not its reason
    assert len(lines) <= len(set(lines)) * reasons
    seen = [(sorted(p.answers.items()), sorted(p.given.items())) for p in paths(flow, in_scope)]
    assert all(seen.count(one) == 1 for one in seen)


def test_paths_go_on_behind_an_outcome_that_did_not_help(flow: Flow) -> None:
    behind = [p for p in paths(flow, in_scope) if p.answers.get("o_client") == "unsolved"]
    assert {path.outcome.id for path in behind} == {"o_offer", "o_ticket"}


def test_a_failed_check_is_tried_with_each_of_its_reasons(flow: Flow) -> None:
    failed = [p.given for p in paths(flow, in_scope) if p.outcome.id == "o_known"]
    assert {given["why"] for given in failed} == {"refused", "timeout"}


def test_the_count_is_an_upper_bound_found_without_walking(flow: Flow) -> None:
    assert len(list(paths(flow, in_scope))) <= count_paths(flow)


def test_pages_are_the_questions_asked(flow: Flow) -> None:
    assert max(path.pages for path in paths(flow, in_scope)) == 6


def test_the_table_tells_answers_outcome_priority_and_scope(flow: Flow) -> None:
    assert "symptom=bounce -> o_bounce medium" in set(table(flow, in_scope))
    ticket = (
        "symptom=cannot_receive status=ok mailbox=typed code=skipped webmail=fails"
        " other_net=fails usable=unusable -> o_ticket"
    )
    assert f"{ticket} medium in_scope" in set(table(flow, in_scope))
    assert f"{ticket} high in_scope" in set(table(flow, in_scope, {"devices": 2}))


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
    assert set(table(read(fewer), in_scope)) != set(table(read(data), in_scope))
