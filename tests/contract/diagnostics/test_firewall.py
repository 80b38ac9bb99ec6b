"""Whether the firewall holds a visitor, from a file and from an address to ask."""

import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from portal.diagnostics.model.findings import State
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.firewall import AddressLook, FileLook
from portal.diagnostics.probes.measured import Look
from tests.contract.diagnostics.servers import TcpServer, hangs, http, says_http

LIST = """\
# blocked by the firewall
192.0.2.7 # lfd: 5 failed logins
198.51.100.0/24
2001:db8:9::/48   office
203.0.113.5|mail
not an address
"""


def state(look: Look, address: str, seconds: float = 5.0) -> State:
    return look(address, within(seconds)).state


class TestAFile:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "blocked.txt"
        path.write_text(LIST, encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        "address",
        ["192.0.2.7", "::ffff:192.0.2.7", "198.51.100.200", "2001:db8:9:1::2", "203.0.113.5"],
    )
    def test_an_address_in_it_is_blocked(self, path, address):
        assert state(FileLook(path), address) is State.FAIL

    @pytest.mark.parametrize("address", ["192.0.2.8", "2001:db8::1"])
    def test_another_is_not(self, path, address):
        assert state(FileLook(path), address) is State.OK

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1", "", "nonsense"])
    def test_a_visitor_whose_address_is_hidden_is_unknown(self, path, address):
        assert state(FileLook(path), address) is State.UNKNOWN

    def test_it_is_read_again_when_it_changed(self, path):
        look = FileLook(path)
        assert state(look, "192.0.2.8") is State.OK
        path.write_text("192.0.2.8\n", encoding="utf-8")
        os.utime(path, ns=(1, 1))
        assert state(look, "192.0.2.8") is State.FAIL

    def test_one_that_is_missing_proves_nothing(self, tmp_path):
        assert state(FileLook(tmp_path / "none"), "192.0.2.7") is State.UNKNOWN
        assert state(FileLook(tmp_path), "192.0.2.7") is State.UNKNOWN


class TestAnAddress:
    def ask(
        self, start: Callable[..., TcpServer], answer: str, asked: list[str] | None = None
    ) -> State:
        server = start(says_http(answer, asked))
        url = f"http://127.0.0.1:{server.port}/blocked?address={{address}}"
        return state(AddressLook(url, "help-portal"), "192.0.2.7")

    @pytest.mark.parametrize(
        ("said", "expected"), [("true", State.FAIL), ("false", State.OK), ('"no"', State.UNKNOWN)]
    )
    def test_it_says_whether_it_is_blocked(self, start, said, expected):
        asked: list[str] = []
        answer = http("200 OK").replace("<p>page", f'{{"blocked": {said}}}')
        assert self.ask(start, answer, asked) is expected
        assert asked[0].startswith("GET /blocked?address=192.0.2.7 ")

    @pytest.mark.parametrize(
        "answer",
        [
            http("200 OK"),
            http("500 Oh"),
            http("302 Found", Location="http://127.0.0.1/"),
            "nonsense",
            "",
            http("200 OK").replace("<p>page", "[" * 3000),
        ],
    )
    def test_anything_else_proves_nothing(self, start, answer):
        assert self.ask(start, answer) is State.UNKNOWN

    def test_one_that_hangs_proves_nothing_and_ends(self, start):
        url = f"http://127.0.0.1:{start(hangs).port}/{{address}}"
        assert state(AddressLook(url, "help-portal"), "192.0.2.7", 0.3) is State.UNKNOWN

    def test_an_endless_answer_is_cut(self):
        def endless(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=(b" " * 4096 for _ in range(1000)))

        look = AddressLook("https://fw.example/{address}", "x", httpx.MockTransport(endless))
        assert state(look, "192.0.2.7") is State.UNKNOWN
