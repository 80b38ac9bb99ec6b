"""The example flow, ways to break a copy of it, and a world in which it is sound."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.wizard.files.flows import read_flow
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

_Dumper: Any = yaml.CSafeDumper  # the quick one: the example is written anew for every test

ReadFlow = Callable[[Mapping[str, Any]], Flow]


@pytest.fixture(scope="session")
def example() -> dict[str, Any]:
    """The example as plain data, read once."""
    found: dict[str, Any] = yaml.load(EXAMPLE.read_bytes(), Loader=yaml.CSafeLoader)
    return found


@pytest.fixture
def data(example: dict[str, Any]) -> dict[str, Any]:
    """A copy of the example, to be broken."""
    return copy.deepcopy(example)


@pytest.fixture
def read() -> ReadFlow:
    """Turns plain data into a flow, as if it stood in a file."""

    def read_data(changed: Mapping[str, Any]) -> Flow:
        text = yaml.dump(dict(changed), Dumper=_Dumper, allow_unicode=True, sort_keys=False)
        file = read_flow(text, EXAMPLE)
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
