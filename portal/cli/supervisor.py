"""Two processes that belong together: the web, and the worker behind it.

Children live in sessions of their own, so that Ctrl-C reaches only us and we end them in order.
If we are killed, they notice by themselves: see `lifeline`.
"""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Literal

from portal.cli.lifeline import Lifeline

_FIRST_PAUSE = 0.5  # seconds before a process that ended is started again
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # seconds after which an end counts as the first one again
_ASK_EVERY = 0.1
_FAILED = 1

Event = tuple[Literal["stop", "ready", "late", "ended"], "Child | None"]


class Child:
    """A process that is kept running. `command` makes its arguments from the lifeline's number.

    It may do its work when its standard input ends.
    """

    def __init__(self, name: str, command: Callable[[int], Sequence[str]]) -> None:
        self.name = name
        self.restart_at: float | None = None
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._warm: subprocess.Popen[bytes] | None = None
        self._gone = threading.Event()
        self._started, self._pause = 0.0, _FIRST_PAUSE

    def warm_up(self, lifeline: Lifeline) -> None:
        """Let the process load what it needs while we see to it that it can work."""
        self._warm = self._open(lifeline, subprocess.PIPE)

    def start(self, lifeline: Lifeline, events: "SimpleQueue[Event]") -> None:
        """Start the process; its end is an event."""
        self.restart_at = None
        self._started = time.monotonic()
        self._gone = threading.Event()
        process = self._process = self._warm or self._open(lifeline, subprocess.DEVNULL)
        if process.stdin is not None:
            process.stdin.close()
        self._warm = None

        def watch(gone: threading.Event = self._gone) -> None:
            process.wait()
            gone.set()
            events.put(("ended", self))

        threading.Thread(target=watch, name=f"watch {self.name}", daemon=True).start()

    def _open(self, lifeline: Lifeline, stdin: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603  # our own commands
            self._command(lifeline.fd),
            stdin=stdin,
            pass_fds=(lifeline.fd,),
            start_new_session=True,
        )

    def schedule(self) -> float:
        """Plan the next start, later each time the process does not last; return the pause."""
        now = time.monotonic()
        if now - self._started >= _STEADY:
            self._pause = _FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        self.restart_at = now + pause
        return pause

    @property
    def status(self) -> int | None:
        """The exit status; negative for a signal, None while it runs or before the start."""
        return self._process.poll() if self._process else None

    def stop(self, patience: float) -> bool:
        """Ask the process to end, and make it after `patience` seconds; return if it did so."""
        if self._warm is not None:  # it has done nothing yet
            self._warm.kill()
            self._warm.wait()
        if self._process is None or self._gone.is_set():
            return True
        self._process.terminate()
        if self._gone.wait(patience):
            return True
        self.kill()
        self._gone.wait()
        return False

    def kill(self) -> None:
        """End the process at once, if there is one."""
        for process in (self._process, self._warm):
            if process is not None:
                process.kill()


@dataclass(frozen=True)
class Plan:
    """What to run and how. Seconds everywhere.

    `is_ready` is asked until the web answers, for `start_patience` at most; then `on_ready` is
    called once and the worker starts.
    """

    web: Child
    worker: Child
    is_ready: Callable[[], bool]
    on_ready: Callable[[], object]
    tell: Callable[[str], object]
    start_patience: float = 60.0
    stop_patience: float = 10.0


class Supervisor:
    """Runs a plan until a signal, or until the web cannot be started."""

    def __init__(self, plan: Plan, lifeline: Lifeline | None = None) -> None:
        self._plan = plan
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._lifeline = lifeline or Lifeline()
        self._is_ready = self._is_stopping = False

    def run(self) -> int:
        """Return the exit status: 0 after a signal, else that of the web that did not come up."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self._start(self._plan.web)
        threading.Thread(target=self._ask, name="ready", daemon=True).start()
        try:
            return self._loop()
        finally:
            self._stop()

    def _loop(self) -> int:
        while True:
            what, child = self._next()
            if what == "stop":
                return 0
            if what == "late":
                waited = f"{self._plan.start_patience:.0f} seconds"
                self._plan.tell(f"The web does not answer after {waited}; the log says why.")
                return _FAILED
            if what == "ready":
                self._is_ready = True
                self._plan.on_ready()
                self._start(self._plan.worker)
            elif child is not None and not self._is_ready:
                self._plan.tell(f"The {child.name} ended while starting ({child.status}).")
                return max(child.status or 0, _FAILED)
            elif child is not None:
                pause = child.schedule()
                self._plan.tell(f"The {child.name} ended ({child.status}); again in {pause:g} s.")

    def _next(self) -> Event:
        """Return the next event; start meanwhile what is due."""
        while True:
            planned = [c for c in (self._plan.web, self._plan.worker) if c.restart_at is not None]
            due = min((c.restart_at for c in planned if c.restart_at is not None), default=None)
            try:
                wait = None if due is None else max(due - time.monotonic(), 0)
                return self._events.get(timeout=wait)
            except Empty:
                for child in planned:
                    if child.restart_at is not None and child.restart_at <= time.monotonic():
                        self._start(child)

    def _start(self, child: Child) -> None:
        child.start(self._lifeline, self._events)

    def _ask(self) -> None:
        until = time.monotonic() + self._plan.start_patience
        while not self._plan.is_ready():
            if time.monotonic() >= until or self._is_stopping:
                self._events.put(("late", None))
                return
            time.sleep(_ASK_EVERY)
        self._events.put(("ready", None))

    def _on_signal(self, *_: object) -> None:
        """Stop in good order; who asks twice is in a hurry."""
        if self._is_stopping:
            self._plan.web.kill()
            self._plan.worker.kill()
        self._events.put(("stop", None))

    def _stop(self) -> None:
        """End the web first: what it has accepted, the worker may still carry out."""
        self._is_stopping = True
        for child in (self._plan.web, self._plan.worker):
            if not child.stop(self._plan.stop_patience):
                self._plan.tell(f"The {child.name} had to be killed.")
        self._lifeline.close()
