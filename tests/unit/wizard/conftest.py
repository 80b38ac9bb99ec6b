"""The example flow, ways to break a copy of it, and a world in which it is sound."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.wizard.files import read_flow
from portal.wizard.model import Flow
from portal.wizard.rules.issues import LintContext

EXAMPLE = Path(__file__).with_name("mail_example.yml")
ARTICLES = (
    "mail-open-webmail",
    "net-test-mobile-data",
    "outlook-reconfigure-account",
    "isp-blocks-mail-ports",
    "why-my-ip-was-blocked",
    "status-and-notices",
    "support-scope",
)

ReadFlow = Callable[[Mapping[str, Any]], Flow]


@pytest.fixture
def data() -> dict[str, Any]:
    """The example as plain data, to be broken."""
    found: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def read() -> ReadFlow:
    """Turns plain data into a flow, as if it stood in a file."""

    def read_data(changed: Mapping[str, Any]) -> Flow:
        file = read_flow(
            yaml.safe_dump(dict(changed), allow_unicode=True, sort_keys=False), EXAMPLE
        )
        assert file.flow is not None, file.findings
        return file.flow

    return read_data


@pytest.fixture(scope="session")
def flow() -> Flow:
    """The example."""
    found = read_flow(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE).flow
    assert found is not None
    return found


@pytest.fixture
def context() -> LintContext:
    """A portal that has everything the example names."""
    return LintContext(
        articles={key: {"es", "en", "cs"} for key in ARTICLES},
        scope_ids={"mail-own-mailbox", "outlook-remote-help"},
        flows={"bounce"},
        actions={"unblock_my_ip"},
        checks={"own_mail_service", "firewall_block_of_visitor_ip"},
    )
