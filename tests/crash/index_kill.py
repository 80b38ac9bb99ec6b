"""Damage the search index of a running portal in every way, and kill its writers (P6).

`python -m tests.crash.index_kill --documents 2000 --all` serves that many articles and, while
clients ask for pages, damages each file of the index in each way, leaves locks behind, and kills a
writer at each of its steps. `--kills 10` tries ten damages and ten steps, drawn at random. It
prints how many pages failed and how long the index took to heal. Allowed are no page with 5xx, none
unanswered, and ten seconds.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.search.engines.folder import IndexFolder
from portal.search.engines.stamp import BrokenIndex
from portal.search.model import Batch, SearchDocument
from portal.search.ports import SearchEngine
from tests.bench.search_made import LOCALE, ROOT, write_files

_HEALED = 10.0  # seconds, as promised for 2,000 articles
_PATIENCE = 60.0
_START = 600.0  # seconds: thousands of articles are made into pages first
_RANDOM = random.Random()  # what to break and when, no secrets
_PAGES = (
    "search?q=buzón+lleno",
    "search?q=contrasenna+outlok",
    "search?q=dominio&page=3",
    "search?q=xyzzy",
    "",
)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)  # in place, as a disk or an editor would


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-len(byte), os.SEEK_CUR)
        file.write(bytes(b ^ 0x10 for b in byte))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": _truncate,
    "emptied": lambda path: os.truncate(path, 0),
    "flipped": _flip,
    "deleted": Path.unlink,
}


@dataclass
class Watched:
    """What clients saw."""

    pages: int = 0
    failed: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, base: str) -> None:
        """Ask for pages, none of them kept by a cache, until told to stop."""
        number = 0
        while not self.stop.is_set():
            number += 1
            page = _PAGES[number % len(_PAGES)]
            mark = f"{'&' if '?' in page else '?'}n={_RANDOM.getrandbits(32)}"
            self._ask(f"{base}/{LOCALE}/{urllib.parse.quote(page, safe='?=&+')}{mark}")
            self._ask(f"{base}/api/v1/suggest?locale={LOCALE}&q=buz{number % 100}")
            time.sleep(0.01)

    def _ask(self, url: str) -> None:
        self.pages += 1
        try:
            with urllib.request.urlopen(url, timeout=20):
                pass
        except urllib.error.HTTPError as error:
            self.failed.append(f"{error.code} {url}")
        except OSError as error:
            self.failed.append(f"{error} {url}")


@dataclass
class Portal:
    """A served portal over its own folder, with the engine `name`."""

    folder: Path
    name: str
    port: int

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def root(self) -> Path:
        """The folder of the index that is damaged."""
        return self.folder / "index" / self.name / LOCALE

    def start(self) -> "subprocess.Popen[bytes]":
        """Serve, and return when it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "serve"],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            start_new_session=True,
        )
        _wait_until(self._is_ready, "the portal does not start", _START)
        return process

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PORT": str(self.port),
            "PORTAL_DATA": str(self.folder / "data"),
            "PORTAL_INDEX": str(self.folder / "index"),
            "PORTAL_ARTICLES": str(self.folder / "articles"),
            "PORTAL_SEARCH": self.name,
            "PORTAL_REQUESTS_PER_MINUTE": "0",
            "PORTAL_LOG_LEVEL": "ERROR",
        }

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/readyz", timeout=2):
                return True
        except OSError:
            return False

    def is_whole(self) -> bool:
        """Return whether every file of the index is what its stamp says, and none is asked for."""
        folder = IndexFolder(self.root, _engine(self.name)[1])
        try:
            stamp = folder.stamp()
            if stamp is not None:
                folder.verify(stamp, thoroughly=True)
        except BrokenIndex:
            return False
        return stamp is not None and not folder.wants_rebuild()

    def files(self) -> Iterator[Path]:
        """Yield every file that the index consists of."""
        yield self.root / "GENERATION"
        yield from sorted(p for p in self.root.glob("*/*") if p.is_file())


def _engine(name: str) -> tuple[Callable[..., SearchEngine], str]:
    if name == "tantivy":
        from portal.search.engines import tantivy

        return tantivy.tantivy_engine, tantivy.VERSIONS
    from portal.search.engines import whoosh

    return whoosh.whoosh_engine, whoosh.VERSIONS


def _wait_until(is_true: Callable[[], bool], complaint: str, patience: float = _PATIENCE) -> float:
    """Return the seconds until `is_true`; SystemExit where it never is."""
    began = time.monotonic()
    while time.monotonic() < began + patience:
        if is_true():
            return time.monotonic() - began
        time.sleep(0.05)
    raise SystemExit(complaint)


@dataclass
class Trial:
    """Breaks the index of one portal, and notes how long it takes to heal."""

    portal: Portal
    took: list[tuple[float, str]] = field(default_factory=list)

    def damage(self, path: Path, how: str) -> None:
        """Damage one file while the portal runs."""
        if path.exists():
            DAMAGES[how](path)
            self._heal(f"{path.suffix or path.name} {how}")

    def kill(self, step: int) -> bool:
        """Kill a writer at its `step`; return whether it got there."""
        words = ["--write", str(self.portal.root.parent), "--engine", self.portal.name]
        done = subprocess.run([*_SELF, *words, "--step", str(step)], cwd=ROOT, check=False)
        self._heal(f"killed at step {step}")
        return done.returncode == -signal.SIGKILL

    def kill_after(self, seconds: float) -> None:
        """Kill a writer that never pauses, after `seconds`."""
        words = ["--write", str(self.portal.root.parent), "--engine", self.portal.name]
        writer = subprocess.Popen([*_SELF, *words], cwd=ROOT, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        writer.communicate()
        self._heal(f"killed after {seconds:.2f} s")

    def leave_locks(self) -> None:
        """Leave every lock that a dead writer may leave."""
        build = next(p for p in self.portal.files() if p.parent != self.portal.root).parent
        for lock in (self.portal.root / "LOCK", build / "MAIN_WRITELOCK", build / "work"):
            if lock.name == "work":
                lock.mkdir(exist_ok=True)
                lock /= ".tantivy-writer.lock"
            lock.write_bytes(b"99999")
        _engine(self.portal.name)[0](self.portal.root.parent).apply(LOCALE, _batch(0))
        self._heal("stale locks")

    def restart_without(self, server: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
        """Kill the whole portal, empty every file of the index, and start again."""
        _end(server)
        for path in list(self.portal.files()):
            os.truncate(path, 0)
        server = self.portal.start()
        self._heal("all emptied while it was down, from ready on")
        return server

    def _heal(self, what: str) -> None:
        began = time.monotonic()
        _wait_until(self.portal.is_whole, f"{what}: never healed")
        self.took.append((time.monotonic() - began, what))


def _batch(number: int) -> Batch:
    url = f"/{LOCALE}/articles/kill-{number}"
    text = "Pepino " * 200
    document = SearchDocument(f"kill:{number}", LOCALE, "article", "kill", text[:60], url)
    return Batch({document.id: document})


def _write(root: Path, name: str, step: int) -> None:
    """Change the index, dying at the `step`-th thing done to its files; 0 never ends."""
    engine = _engine(name)[0](root)
    if not step:
        print("writing", flush=True)
        for number in range(100_000):
            engine.apply(LOCALE, _batch(number % 7))
    seen = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        is_write = event in {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir"} or (
            event == "open" and arguments[1] is not None and set(str(arguments[1])) & set("wax+")
        )
        if is_write and str(root) in str(arguments[0]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    engine.apply(LOCALE, _batch(step))


def _end(server: "subprocess.Popen[bytes]") -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


_SELF = (sys.executable, "-m", "tests.crash.index_kill")


def main() -> None:
    """Run the trials of each engine; ends with status 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10, help="damages, and steps, to try")
    parser.add_argument("--all", action="store_true", help="each damage to each file, each step")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--engine", default="whoosh,tantivy")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        _write(Path(asked.write), asked.engine, asked.step)
        return
    most = None if asked.all else asked.kills
    faults = [_run(name, asked.documents, most) for name in asked.engine.split(",")]
    sys.exit(int(any(faults)))


def _run(name: str, documents: int, most: int | None) -> bool:
    """Try the engine `name`; return whether a promise was broken."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder) / "articles", documents)
        portal = Portal(Path(folder), name, _free_port())
        server, trial, watched = portal.start(), Trial(portal), Watched()
        _wait_until(portal.is_whole, "the index was never made", _START)
        client = threading.Thread(target=watched.ask, args=(portal.base,))
        client.start()
        _damage_all(trial, most)
        _kill_all(trial, most)
        trial.leave_locks()
        watched.stop.set()
        client.join()
        _end(trial.restart_without(server))
        return _report(trial, watched, documents)


def _damage_all(trial: Trial, most: int | None) -> None:
    kinds = sorted({p.name if p.name == "GENERATION" else p.suffix for p in trial.portal.files()})
    pairs = [(kind, how) for kind in kinds for how in DAMAGES]
    for kind, how in _RANDOM.sample(pairs, min(most or len(pairs), len(pairs))):
        for path in [p for p in trial.portal.files() if kind in {p.name, p.suffix}][:1]:
            trial.damage(path, how)


def _kill_all(trial: Trial, most: int | None) -> None:
    step = 1
    while (most is None or step <= most) and trial.kill(step):
        step += 1
    print(f"a writer killed at each of its first {step - 1} steps", flush=True)
    for _ in range(most or 20):
        trial.kill_after(_RANDOM.uniform(0, 0.5))


def _report(trial: Trial, watched: Watched, documents: int) -> bool:
    (slowest, what), *next_slowest = sorted(trial.took, reverse=True)[:4]
    print(f"{trial.portal.name}: {len(trial.took)} trials at {documents} articles")
    print(f"  whole again after {slowest:.1f} s at most ({what}); allowed {_HEALED:.0f}")
    print("  then", ", ".join(f"{took:.1f} s ({how})" for took, how in next_slowest))
    print(f"  {watched.pages} pages asked for meanwhile, {len(watched.failed)} failed")
    for failure in watched.failed[:10]:
        print("   ", failure)
    return bool(watched.failed) or slowest > _HEALED


if __name__ == "__main__":
    main()
