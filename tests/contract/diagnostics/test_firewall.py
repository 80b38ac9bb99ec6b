"""Whether the firewall holds a visitor, from a file and from an address to ask; and letting go."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.diagnostics.model.findings import Release, State
from portal.diagnostics.ports import Deadline
from portal.diagnostics.probes.deadline import within
from portal.diagnostics.probes.fetching import Fetcher
from portal.diagnostics.probes.firewall import (
    FIREWALL,
    AddressLook,
    AddressRelease,
    FileLook,
    FileRelease,
)
from portal.diagnostics.probes.measured import Look, Measured
from portal.diagnostics.service import Unblocker, UnblockLimits
from portal.diagnostics.store import ReleaseStore
from portal.kernel.errors import TooMany
from portal.storage.database import Database
from tests.contract.diagnostics.servers import TcpServer, drips, hangs, http, says_http
from tests.factories import empty_database
from tests.fakes import FixedClock

LIST = """\
# blocked by the firewall
192.0.2.7 # lfd: 5 failed logins
198.51.100.0/24
2001:db8:9::/48   office
203.0.113.5|mail
not an address
"""


def state(look: Look, address: str, seconds: float = 5.0) -> State:
    return Measured(FIREWALL, look, FixedClock()).run(address, within(seconds)).state


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
        return state(AddressLook(url, Fetcher("help-portal")), "192.0.2.7")

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
        assert state(AddressLook(url, Fetcher("help-portal")), "192.0.2.7", 0.1) is State.UNKNOWN

    def test_an_endless_answer_is_cut(self, start):
        server = start(says_http(http("200 OK") + " " * 900_000))
        url = f"http://127.0.0.1:{server.port}/{{address}}"
        assert state(AddressLook(url, Fetcher("x")), "192.0.2.7") is State.UNKNOWN

    def test_one_that_drips_ends_with_the_whole(self, start):
        url = f"http://127.0.0.1:{start(drips).port}/{{address}}"
        assert state(AddressLook(url, Fetcher("x")), "192.0.2.7", 0.1) is State.UNKNOWN


class TestLettingGo:
    def test_the_address_is_written_into_the_file(self, tmp_path):
        hook = FileRelease(tmp_path / "release.txt")
        assert [hook(a, within(5)) for a in ("192.0.2.7", "2001:db8::7")] == [Release.ASKED] * 2
        assert hook.path.read_text(encoding="ascii") == "192.0.2.7\n2001:db8::7\n"

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (http("200 OK").replace("<p>page", '{"released": true}'), Release.DONE),
            (http("200 OK").replace("<p>page", '{"released": false}'), Release.REFUSED),
            (http("302 Found", Location="http://127.0.0.1/"), Release.REFUSED),
            (http("500 Oh").replace("<p>page", '{"released": true}'), Release.REFUSED),
        ],
    )
    def test_the_provider_is_asked_by_a_post(self, start, answer, expected):
        asked: list[str] = []
        url = f"http://127.0.0.1:{start(says_http(answer, asked)).port}/{{address}}"
        assert AddressRelease(url, Fetcher("x"))("192.0.2.7", within(5)) is expected
        assert asked[0].startswith("POST /192.0.2.7 ")


class Hook:
    """Lets go as it is told to, and remembers of what."""

    def __init__(self, result: Release | OSError = Release.DONE) -> None:
        self.result = result
        self.asked: list[str] = []

    def __call__(self, address: str, deadline: Deadline) -> Release:
        self.asked.append(address)
        if isinstance(self.result, OSError):
            raise self.result
        return self.result


class TestTheRecord:
    @pytest.fixture
    def database(self, tmp_path: Path) -> Iterator[Database]:
        path = tmp_path / "portal.db"
        path.write_bytes(empty_database().read_bytes())
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()

    def kept(self, database: Database) -> list[tuple[str, str]]:
        with database.read() as connection:
            return [(a, result) for a, result, _at in ReleaseStore().everything(connection)]

    def test_what_is_released_is_on_record_with_what_came_of_it(self, database):
        hook = Hook()
        unblocker = Unblocker(database, FixedClock(), hook)
        assert unblocker.release("::ffff:192.0.2.7") is Release.DONE
        assert hook.asked == ["192.0.2.7"]
        assert self.kept(database) == [("192.0.2.7", "done")]

    def test_a_hook_that_fails_is_on_record_too(self, database):
        assert Unblocker(database, FixedClock(), Hook(TimeoutError())).release("192.0.2.7") is (
            Release.REFUSED
        )
        assert self.kept(database) == [("192.0.2.7", "refused")]

    def test_an_address_is_released_twice_a_day(self, database):
        clock, hook = FixedClock(), Hook()
        unblocker = Unblocker(database, clock, hook)
        for _ in range(2):
            unblocker.release("192.0.2.7")
        with pytest.raises(TooMany):
            unblocker.release("192.0.2.7")
        assert len(hook.asked) == 2
        clock.advance(days=1)
        assert unblocker.release("192.0.2.7") is Release.DONE

    def test_the_network_around_has_its_limit_too(self, database):
        unblocker = Unblocker(database, FixedClock(), Hook(), UnblockLimits(2, 3))
        for last in (1, 2, 3):
            unblocker.release(f"192.0.2.{last}")
        with pytest.raises(TooMany):
            unblocker.release("192.0.2.4")
        assert unblocker.release("198.51.100.4") is Release.DONE

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "nonsense"])
    def test_an_address_that_is_hidden_is_not_released(self, database, address):
        hook = Hook()
        unblocker = Unblocker(database, FixedClock(), hook)
        assert not unblocker.can_release(address)
        assert unblocker.release(address) is Release.REFUSED
        assert hook.asked == []

    def test_the_record_ends_after_a_while(self, database):
        clock = FixedClock()
        unblocker = Unblocker(database, clock, Hook())
        unblocker.release("192.0.2.7")
        clock.advance(days=91)
        assert unblocker.purge() == 1
