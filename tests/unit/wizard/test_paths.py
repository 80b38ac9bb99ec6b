import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from portal.wizard.model import Facts, Flow, Value
from portal.wizard.rules.paths import Path, count_paths, distinct_paths, joining_paths, paths
from portal.wizard.rules.replay import replay
from portal.wizard.rules.review import table

ReadFlow = Callable[[dict[str, Any]], Flow]


def in_scope(_entry: str) -> str:
    return "in_scope"


def lines(flow: Flow, given: Facts | None = None) -> list[str]:
    return list(table(flow, in_scope, paths(flow, in_scope, given)))


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


def ends(found: Iterable[Path]) -> set[tuple[str, Value | None, str]]:
    """What a reader can end with: the outcome, the effect, and what webmail did."""
    return {(p.outcome.id, p.facts.get("usable"), str(p.facts.get("webmail"))) for p in found}


def test_distinct_paths_are_few_and_end_as_all_paths_do(
    data: dict[str, Any], read: ReadFlow
) -> None:
    data["nodes"]["o_ticket"]["requires"] = ["mailbox", "webmail", "usable"]
    flow = read(data)
    every, some = list(paths(flow, in_scope)), list(distinct_paths(flow, in_scope))
    assert len(some) < len(every) / 5
    assert {p.outcome.id for p in some} == {p.outcome.id for p in every}
    tickets = [[p for p in found if p.outcome.id == "o_ticket"] for found in (every, some)]
    assert ends(tickets[0]) == ends(tickets[1])


def test_every_answer_stands_in_a_distinct_path_or_where_one_joins(flow: Flow) -> None:
    walked = {(s.node, s.value) for way in joining_paths(flow, in_scope) for s in way.steps}
    assert walked == {(s.node, s.value) for way in paths(flow, in_scope) for s in way.steps}


def test_a_join_is_told_as_such(flow: Flow) -> None:
    found = set(table(flow, in_scope, joining_paths(flow, in_scope)))
    assert "symptom=cannot_receive -> joins status" in found


def test_the_table_tells_answers_outcome_priority_and_scope(flow: Flow) -> None:
    assert "symptom=bounce -> o_bounce medium" in set(lines(flow))
    ticket = (
        "symptom=cannot_receive status=ok mailbox=typed code=skipped webmail=fails"
        " other_net=fails usable=unusable -> o_ticket"
    )
    assert f"{ticket} medium in_scope" in set(lines(flow))
    assert f"{ticket} high in_scope" in set(lines(flow, {"devices": 2}))


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
    for ways in (paths, joining_paths):
        before, after = read(data), read(fewer)
        old = set(table(before, in_scope, ways(before, in_scope)))
        assert set(table(after, in_scope, ways(after, in_scope))) != old
