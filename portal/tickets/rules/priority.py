"""R2: why a ticket has its priority. The tables of flows decide it, by effect."""

from enum import StrEnum


class PriorityReason(StrEnum):
    """Why a ticket has its priority; the interface has the words."""

    QUESTION = "question"
    DEGRADED = "degraded"
    ONE_DEVICE = "one_device"
    WORKS_ELSEWHERE = "works_elsewhere"
    TWO_DEVICES = "two_devices"
    OUR_CHECK = "our_check"
