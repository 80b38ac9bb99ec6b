from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.model import Flow, Value
from portal.wizard.rules.priority import priority_of, second_device_matters

pytestmark = pytest.mark.rules

ReadFlow = Callable[[dict[str, Any]], Flow]


def in_scope(_entry: str) -> str:
    return "in_scope"


def test_one_device_is_medium_and_two_are_high(flow: Flow) -> None:
    facts: dict[str, Value] = {"usable": "unusable"}
    assert priority_of(flow, facts, in_scope) == "medium"
    assert priority_of(flow, facts | {"devices": 1}, in_scope) == "medium"
    assert priority_of(flow, facts | {"devices": 2}, in_scope) == "high"


def test_a_flow_without_a_table_gives_low(data: dict[str, Any], read: ReadFlow) -> None:
    data["priority"] = []
    assert priority_of(read(data), {"usable": "unusable", "devices": 2}, in_scope) == "low"


def test_a_second_device_is_asked_for_only_where_it_counts(flow: Flow) -> None:
    assert second_device_matters(flow, {"usable": "unusable"}, in_scope)
    assert not second_device_matters(flow, {"usable": "unusable", "devices": 2}, in_scope)
    assert not second_device_matters(flow, {"usable": "degraded"}, in_scope)
    assert not second_device_matters(flow, {}, in_scope)


@given(facts=st.dictionaries(st.sampled_from(["usable", "devices", "webmail"]), st.text()))
def test_what_is_typed_never_makes_it_high(flow: Flow, facts: dict[str, Value]) -> None:
    assert priority_of(flow, facts, in_scope) == "medium"
