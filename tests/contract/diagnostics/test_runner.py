"""Several checks together, few at once, not too often, never for long; and the board."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.diagnostics.model.findings import Finding, Reason, Result, State, ok
from portal.diagnostics.ports import Deadline, Probe
from portal.diagnostics.probes.board import Board
from portal.diagnostics.probes.limits import HourlyLimits
from portal.diagnostics.probes.measured import Look, Measured
from portal.diagnostics.probes.runner import Asked, Pace, ProbeRunner, Visitor
from tests.fakes import START, FixedClock

ANA = Visitor("192.0.2.7", "ana")


class Counted:
    """Counts its runs, and waits for `gate` in each."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.runs = self.ended = 0
        self.gate = threading.Event()
        if is_open:
            self.gate.set()

    def __call__(self, target: str, deadline: Deadline) -> Result:
        self.runs += 1
        self.gate.wait(5)
        self.ended += 1
        return ok(target=target)


def probe(look: Look, name: str = "counted") -> Probe:
    return Measured(name, look, FixedClock())


@pytest.fixture
def slow() -> Iterator[Counted]:
    look = Counted(is_open=False)
    yield look
    look.gate.set()


def runner(most: int = 10, now: Callable[[], float] = time.monotonic, **pace: float) -> ProbeRunner:
    return ProbeRunner(FixedClock(), HourlyLimits(most, now), replace(Pace(), **pace), now)  # type: ignore[arg-type]  # whole numbers are numbers


def test_several_run_together():
    asked = [Asked(probe(Counted()), name) for name in ("a.example", "b.example")]
    found = runner().run(asked, ANA)
    assert [f.details["target"] for f in found] == ["a.example", "b.example"]
    assert all(f.seen_at == START for f in found)


def test_what_is_not_ready_at_the_deadline_is_unknown(slow):
    found = runner(seconds=0.05).run(
        [Asked(probe(slow), "a.example"), Asked(probe(Counted(), "quick"), "b.example")], ANA
    )
    assert [(f.state, f.reason) for f in found] == [
        (State.UNKNOWN, Reason.TIMEOUT),
        (State.OK, Reason.NONE),
    ]
    assert slow.ended == 0, "nobody waited for it"


def test_the_same_check_within_a_minute_is_one():
    now, look = [1000.0], Counted()
    checks = runner(now=lambda: now[0])
    asked = [Asked(probe(look), "a.example")]
    checks.run(asked, ANA)
    now[0] += 59
    checks.run(asked, Visitor("198.51.100.1"))
    assert look.runs == 1
    now[0] += 1
    checks.run(asked, ANA)
    assert look.runs == 2


def test_two_who_ask_the_same_at_once_wait_for_one_check(slow):
    checks = runner()
    found: list[Finding] = []
    threads = [
        threading.Thread(
            target=lambda: found.extend(checks.run([Asked(probe(slow), "a.example")], ANA))
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    slow.gate.set()
    for thread in threads:
        thread.join()
    assert [f.state for f in found] == [State.OK] * 3
    assert slow.runs == 1


def test_a_fifth_at_once_is_sent_on_without_waiting(slow):
    asked = [Asked(probe(slow), f"{n}.example") for n in range(5)]
    found = runner(seconds=0.05).run(asked, ANA)
    assert [f.reason for f in found] == [Reason.TIMEOUT] * 4 + [Reason.BUSY]
    assert all(f.state is State.UNKNOWN for f in found)


def test_the_eleventh_of_a_browser_in_an_hour_is_unknown():
    checks = runner(kept=0)
    visitors = [Visitor(f"198.51.{n}.1", "ana") for n in range(11)]
    reasons = [
        checks.run([Asked(probe(Counted()), f"{n}.example")], visitor)[0].reason
        for n, visitor in enumerate(visitors)
    ]
    assert reasons == [Reason.NONE] * 10 + [Reason.LIMIT]


def test_the_limit_holds_for_a_domain_and_for_a_network_too():
    for targets, network in ((["a.example"] * 3, 0), (["a.example", "b.example", "c.example"], 1)):
        checks = runner(most=2, kept=0)
        visitors = [Visitor("192.0.2.7" if network else f"192.0.{n}.7") for n in range(3)]
        reasons = [
            checks.run([Asked(probe(Counted()), target)], visitor)[0].reason
            for target, visitor in zip(targets, visitors, strict=True)
        ]
        assert reasons == [Reason.NONE, Reason.NONE, Reason.LIMIT]


def test_a_look_that_breaks_proves_nothing():
    def broken(target: str, deadline: Deadline) -> Result:
        raise ZeroDivisionError

    assert runner().run([Asked(probe(broken), "a.example")], ANA)[0].state is State.UNKNOWN


class TestTheBoard:
    def found(self) -> Finding:
        return Finding("own_mail_service", State.FAIL, START, Reason.TLS, 0.5, {"imap_993": "tls"})

    def test_what_is_put_up_is_found(self, tmp_path: Path) -> None:
        Board(tmp_path / "checks" / "mail.json", FixedClock()).put(self.found())
        assert Board(tmp_path / "checks" / "mail.json", FixedClock()).find() == self.found()
        assert [p.name for p in (tmp_path / "checks").iterdir()] == ["mail.json"]

    def test_after_three_minutes_it_means_nothing(self, tmp_path: Path) -> None:
        clock = FixedClock()
        board = Board(tmp_path / "mail.json", clock)
        board.put(self.found())
        clock.at += timedelta(minutes=3)
        assert board.find() is None

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"check": 1, "state": "odd"}', "\0"])
    def test_a_broken_file_means_nothing(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "mail.json").write_text(text, encoding="utf-8")
        assert Board(tmp_path / "mail.json", FixedClock()).find() is None
