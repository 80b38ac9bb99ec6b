"""What is decided about passwords, sessions and tries, without asking anybody."""

from portal.identity.rules.staff import (
    ABSOLUTE,
    IDLE,
    KNOWN_NETWORK_SPAN,
    LONGEST_ADDRESS,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    TRIES_SPAN,
    TryLimits,
    Weakness,
    account_key,
    agent_family,
    find_weaknesses,
    is_alive,
    is_seen_anew,
    may_try,
    safe_next,
)

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "KNOWN_NETWORK_SPAN",
    "LONGEST_ADDRESS",
    "LONGEST_PASSWORD",
    "SHORTEST_PASSWORD",
    "TRIES_SPAN",
    "TryLimits",
    "Weakness",
    "account_key",
    "agent_family",
    "find_weaknesses",
    "is_alive",
    "is_seen_anew",
    "may_try",
    "safe_next",
]
