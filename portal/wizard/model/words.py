"""The words of flow files: what may stand in a field."""

from collections.abc import Mapping
from typing import Literal

Text = Mapping[str, str]
"""What is said, by locale code."""

Value = str | int
Facts = Mapping[str, Value]
"""What is known: fact name → value."""

Product = Literal[
    "mail", "website", "wordpress", "site_builder", "domain", "database",
    "certificate", "ftp", "server", "reseller", "extras", "account",
]  # fmt: skip
FactType = Literal[
    "enum", "int", "mailbox", "domain", "url", "error_code", "datetime", "text", "scope"
]  # fmt: skip
Source = Literal["answer", "check", "second_device_link"]
SubjectRole = Literal["object", "symptom", "asset", "code"]
Verdict = Literal["customer", "network", "third_party", "recipient", "provider", "unknown"]
Effect = Literal["unusable", "degraded", "question"]
Priority = Literal["high", "medium", "low"]
Record = Literal["incident", "request"]
Channel = Literal["chat", "call_back", "quote"]
Link = Literal["program", "device", "connection", "provider", "recipient", "domain"]
LinkState = Literal["ok", "fail", "unknown"]
OutcomeType = Literal[
    "self_help", "action", "known_incident", "out_of_scope",
    "third_party", "chargeable", "continue", "ticket",
]  # fmt: skip

UNKNOWN = "unknown"
"""The option that means "I cannot tell": a full answer, but nothing learned."""

OBJECTION = "objection"
"""The fact that keeps why somebody thinks that support should do it after all (R22)."""

EFFECT = "effect"
"""The fact that an outcome with a fixed effect sets."""
