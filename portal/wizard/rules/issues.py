"""What the linter is told about the world, and what it says back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portal.kernel.findings import Level

DataPath = tuple[str | int, ...]
"""Where a thing stands in the flow file: keys and list positions from the root."""


CHECKS = (
    "own_mail_service",
    "firewall_block_of_visitor_ip",
    "site_probe",
    "domain_dns",
    "domain_registration",
    "mail_records",
)
"""The checks that the portal can run, by the name that flows use."""

ACTIONS = ("unblock_my_ip",)
"""What an outcome can offer to do at once."""


@dataclass(frozen=True)
class LintContext:
    """What a flow may name: `articles` maps a key to the locales it is published in.

    `addresses` are the keys of the provider's fixed ones; None where nobody knows them.
    """

    articles: Mapping[str, Collection[str]]
    scope_ids: Collection[str]
    flows: Collection[str]
    actions: Collection[str]
    checks: Collection[str]
    queues: Collection[str] = field(default=("technical", "billing"))
    addresses: Collection[str] | None = None


@dataclass(frozen=True)
class Issue:
    """One thing wrong; `rule` is L01 to L20."""

    rule: str
    path: DataPath
    message: str
    level: Level = Level.ERROR
