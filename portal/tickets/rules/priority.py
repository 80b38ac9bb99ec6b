"""R2: priority is by effect. No word of the customer's enters here, so none can raise it."""

from dataclasses import dataclass
from enum import StrEnum

from portal.tickets.model import Effect, Priority


class PriorityReason(StrEnum):
    """Why a ticket has its priority; the interface has the words."""

    QUESTION = "question"
    DEGRADED = "degraded"
    ONE_DEVICE = "one_device"
    WORKS_ELSEWHERE = "works_elsewhere"
    TWO_DEVICES = "two_devices"
    OUR_CHECK = "our_check"


@dataclass(frozen=True)
class PriorityDecision:
    """The priority, and what to tell the customer about it."""

    priority: Priority
    reason: PriorityReason


REASON_PRIORITY = {
    PriorityReason.QUESTION: Priority.LOW,
    PriorityReason.DEGRADED: Priority.MEDIUM,
    PriorityReason.ONE_DEVICE: Priority.MEDIUM,
    PriorityReason.WORKS_ELSEWHERE: Priority.MEDIUM,
    PriorityReason.TWO_DEVICES: Priority.HIGH,
    PriorityReason.OUR_CHECK: Priority.HIGH,
}


def decide_priority(
    effect: Effect, failing_devices: int, *, our_check_failed: bool = False
) -> PriorityDecision:
    """Return the priority of `effect`.

    `failing_devices` counts distinct pairs of device and network: two devices on one line
    are one. The customer's own report stands for the first, so zero counts as one, and a
    failed check of ours is the second.
    """
    reason = _reason(effect, failing_devices, our_check_failed=our_check_failed)
    return PriorityDecision(REASON_PRIORITY[reason], reason)


def _reason(effect: Effect, failing_devices: int, *, our_check_failed: bool) -> PriorityReason:
    if effect is Effect.QUESTION:
        return PriorityReason.QUESTION
    if effect is Effect.DEGRADED:
        return PriorityReason.DEGRADED
    if failing_devices > 1:
        return PriorityReason.TWO_DEVICES
    return PriorityReason.OUR_CHECK if our_check_failed else PriorityReason.ONE_DEVICE
