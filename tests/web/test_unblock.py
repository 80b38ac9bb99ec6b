"""Releasing the visitor's own connection: a button where there is a hook, and its answer."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.diagnostics.model.findings import Release
from portal.diagnostics.ports import Deadline, Releaser
from portal.diagnostics.service import Unblocker
from portal.wizard.model import CheckResult, Facts, Visitor
from portal.wizard.service.checks import CheckDesk
from portal.wizard.service.wizard import Wizard
from tests.factories import Portal, form_token, portal_in

WAY = "symptom=cannot_send&service_kind=hosting&webmail=fails&webmail_says=no_page&other_net=works"
PAGE = f"/en/contact/mail/o_blocked?{WAY}"
UNBLOCK = f"/en/contact/mail/o_blocked/unblock?{WAY}"
HOME = {"REMOTE_ADDR": "192.0.2.7"}


class Blocked:
    """A check that finds every visitor's address blocked."""

    def about(self, facts: Facts, visitor: Visitor) -> str:
        return visitor.address

    def run(self, facts: Facts, visitor: Visitor) -> CheckResult:
        return CheckResult("fail", "blocked")


class Hook:
    """Lets go of every address, and remembers of which."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, address: str, deadline: Deadline) -> Release:
        self.asked.append(address)
        return Release.ASKED


class World:
    """A portal whose firewall holds everybody; `client` chooses the hook of the next test."""

    def __init__(self, portal: Portal) -> None:
        built = portal.services
        tools = replace(built.wizard._tools, checks={"firewall_block_of_visitor_ip": Blocked()})
        wizard = Wizard(built.wizard._flows, tools)
        self.unblocker = Unblocker(built.database, portal.clock, None)
        services = replace(built, wizard=wizard, checks=CheckDesk(wizard), unblocker=self.unblocker)
        self.portal, self.app = portal, create_app(services=services)

    def client(self, hook: Releaser | None) -> FlaskClient:
        self.portal.clear()
        self.unblocker._hook = hook
        return self.app.test_client()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with portal_in(tmp_path_factory.mktemp("unblock")) as portal:
        yield World(portal)


def walk_to_block(client: FlaskClient, where: dict[str, str] = HOME) -> TestResponse:
    page = client.get(f"/en/contact/mail/?{WAY}", follow_redirects=True, environ_base=where)
    assert page.request.path.endswith("/checking")
    data = {"csrf_token": form_token(page.text)}
    client.post(f"{page.request.path}?{WAY}", data=data, environ_base=where)
    return client.get(PAGE, environ_base=where)


def press(client: FlaskClient, page: TestResponse, **typed: str) -> TestResponse:
    data = {"csrf_token": form_token(page.text), **typed}
    return client.post(UNBLOCK, data=data, environ_base=HOME)


def test_the_address_of_the_connection_is_released_and_no_typed_one(world):
    hook = Hook()
    client = world.client(hook)
    page = walk_to_block(client)
    assert "Unblock my connection" in page.text
    answer = press(client, page, address="203.0.113.9")
    assert "The firewall has been told to release your connection" in answer.text
    assert "192.0.2.7" in answer.text
    assert hook.asked == ["192.0.2.7"]
    assert "release asked for" in unescape(client.get(PAGE, environ_base=HOME).text)


def test_after_two_times_a_day_it_says_why_not(world):
    client = world.client(Hook())
    page = walk_to_block(client)
    answers = [press(client, page) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert "released often today" in answers[-1].text


def test_without_a_hook_there_is_no_button_and_a_clear_word(world):
    page = walk_to_block(world.client(None))
    assert "Unblock my connection" not in page.text
    assert "This page cannot release it by itself" in page.text


def test_where_no_check_found_a_block_nothing_is_released(world):
    hook = Hook()
    client = world.client(hook)
    page = client.get(f"/en/contact/mail/checking?{WAY}", environ_base=HOME)
    assert press(client, page).status_code == 303
    assert hook.asked == []


def test_an_address_that_is_hidden_has_no_button(world):
    page = walk_to_block(world.client(Hook()), {"REMOTE_ADDR": "127.0.0.1"})
    assert "Unblock my connection" not in page.text
