import pytest

from portal.wizard.model import Flow, Link, Verdict
from portal.wizard.rules.chain import chain_states

pytestmark = pytest.mark.rules


def in_scope(_entry: str) -> str:
    return "in_scope"


def states(flow: Flow, verdict: Verdict, **facts: str) -> dict[Link, str]:
    return {link.link: link.state for link in chain_states(flow, facts, verdict, in_scope)}


def test_nothing_is_known_of_any_link_before_the_first_answer(flow: Flow) -> None:
    assert set(states(flow, "unknown").values()) == {"unknown"}


def test_links_come_in_the_order_of_the_flow(flow: Flow) -> None:
    assert list(states(flow, "unknown")) == ["program", "connection", "provider", "recipient"]


def test_the_first_rule_that_holds_gives_the_state(flow: Flow) -> None:
    found = states(flow, "unknown", service="fail", webmail="works")
    assert (found["provider"], found["program"]) == ("fail", "fail")
    assert states(flow, "unknown", service="ok")["provider"] == "ok"


def test_an_unknown_check_blames_nobody(flow: Flow) -> None:
    found = states(flow, "unknown", service="unknown", other_net="unknown")
    assert set(found.values()) == {"unknown"}


@pytest.mark.parametrize(
    ("verdict", "link"),
    [
        ("customer", "program"),
        ("network", "connection"),
        ("provider", "provider"),
        ("recipient", "recipient"),
        ("third_party", "recipient"),
    ],
)
def test_a_verdict_marks_the_link_it_speaks_of(flow: Flow, verdict: Verdict, link: Link) -> None:
    found = states(flow, verdict)
    assert found[link] == "fail"
    assert list(found.values()).count("fail") == 1


def test_a_verdict_does_not_mark_a_link_that_is_known_to_work(flow: Flow) -> None:
    assert states(flow, "provider", service="ok")["provider"] == "ok"
