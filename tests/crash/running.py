"""A served portal whose processes can be killed one by one, or all at once."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from portal.settings import Settings
from portal.site import DEFAULTS
from tests.crash.postbox import DESK, free_port

ROOT = Path(__file__).parents[2]
Victim = Literal["a web process", "the web server", "the worker", "everything"]
_PATIENCE = 90.0
_WEB_PROCESSES = 2
_POLICY = {"mails_per_network_hour": 10**9, "unconfirmed_mb": 10**6}
"""Limits that all these customers at one address would reach."""


def prepare(folder: Path, database: str, mail_port: int) -> Settings:
    """Return the settings of a new portal in `folder`, which mails tickets to a help desk too."""
    site = folder / "data" / "site"
    site.mkdir(parents=True)
    (folder / "articles").mkdir()
    policy = (DEFAULTS / "policy.yml").read_text(encoding="utf-8")
    for name, value in _POLICY.items():
        policy = re.sub(rf"{name}: \d+", f"{name}: {value}", policy)
    (site / "policy.yml").write_text(policy, encoding="utf-8")
    return Settings(
        port=free_port(),
        workers=_WEB_PROCESSES,
        data=folder / "data",
        index=folder / "index",
        articles=folder / "articles",
        database=database,
        requests_per_minute=0,
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        smtp_security="none",
        desk="mail",
        desk_address=DESK,
        log_level="ERROR",
    )


@dataclass
class Running:
    """The portal as `portal serve` runs it. Give `start` and the kills in turn, from one thread."""

    settings: Settings
    log: Path
    slowest: float = 0.0
    _serve: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Serve, and return when pages are answered and the worker is there."""
        began = time.monotonic()
        self._serve = subprocess.Popen(
            [sys.executable, "-m", "portal", "serve"],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("ab"),
            start_new_session=True,
        )
        self._wait(self._answers, "the portal did not come back")
        self.slowest = max(self.slowest, time.monotonic() - began)
        self._wait(lambda: bool(self.find("the worker")), "the worker did not come back")

    def _environment(self) -> dict[str, str]:
        chosen = self.settings.model_dump(
            by_alias=True, mode="json", include=self.settings.model_fields_set
        )
        return {**os.environ, **{name: str(value) for name, value in chosen.items()}}

    def _wait(self, is_done: Callable[[], bool], complaint: str) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if is_done():
                return
            time.sleep(0.05)
        raise SystemExit(f"{complaint}:\n{self.log.read_text(errors='replace')[-2000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.settings.url}/readyz", timeout=2):
                return True
        except OSError:
            return False

    def find(self, victim: Victim) -> list[int]:
        """Return the processes that killing `victim` means; those that are there just now."""
        assert self._serve is not None
        family = list(_descendants(self._serve.pid))
        if victim == "everything":
            return [self._serve.pid, *(pid for pid, _ in family)]
        servers = [pid for pid, parent in family if parent == self._serve.pid and _is(pid, "webs")]
        if victim == "the web server":
            return servers
        if victim == "the worker":
            return [pid for pid, parent in family if parent == self._serve.pid and _is(pid, "work")]
        return [pid for pid, parent in family if parent in servers and _is(pid, "webs")]

    def kill(self, victim: Victim) -> None:
        """Kill `victim` (of several processes the first) and have it replaced.

        Who is killed alone is started again by `portal serve`; for everything we have to.
        """
        pids = self.find(victim)
        for pid in pids if victim == "everything" else pids[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if victim == "everything":
            assert self._serve is not None
            self._serve.wait()
            self._wait(lambda: not any(_is(pid, "portal") for pid in pids), "something lives on")


def _descendants(pid: int) -> Iterator[tuple[int, int]]:
    """Yield every process below `pid`, and its parent."""
    with contextlib.suppress(OSError):
        threads = Path(f"/proc/{pid}/task").iterdir()
        children = " ".join((thread / "children").read_text() for thread in threads)
        for child in map(int, children.split()):
            yield child, pid
            yield from _descendants(child)


def _is(pid: int, word: str) -> bool:
    """Return whether the process lives and was started with a word that begins like this."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(one.startswith(word.encode()) for one in words)
