"""R2: effect decides, and nothing that anybody feels about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.model import Effect, Priority
from portal.tickets.rules.priority import REASON_PRIORITY, PriorityReason, decide_priority


@pytest.mark.parametrize(
    ("effect", "devices", "check", "priority", "reason"),
    [
        (Effect.QUESTION, 5, True, Priority.LOW, PriorityReason.QUESTION),
        (Effect.DEGRADED, 5, True, Priority.MEDIUM, PriorityReason.DEGRADED),
        (Effect.UNUSABLE, 0, False, Priority.MEDIUM, PriorityReason.ONE_DEVICE),
        (Effect.UNUSABLE, 1, False, Priority.MEDIUM, PriorityReason.ONE_DEVICE),
        (Effect.UNUSABLE, 1, True, Priority.HIGH, PriorityReason.OUR_CHECK),
        (Effect.UNUSABLE, 2, False, Priority.HIGH, PriorityReason.TWO_DEVICES),
        (Effect.UNUSABLE, 2, True, Priority.HIGH, PriorityReason.TWO_DEVICES),
    ],
)
def test_priority_follows_the_table(effect, devices, check, priority, reason):
    decision = decide_priority(effect, devices, our_check_failed=check)
    assert (decision.priority, decision.reason) == (priority, reason)


@given(st.sampled_from(Effect), st.integers(0, 50), st.booleans())
def test_high_needs_an_unusable_service_and_a_second_witness(effect, devices, check):
    is_high = decide_priority(effect, devices, our_check_failed=check).priority is Priority.HIGH
    assert is_high == (effect is Effect.UNUSABLE and (devices > 1 or check))


def test_every_reason_belongs_to_one_priority():
    assert set(REASON_PRIORITY) == set(PriorityReason)
