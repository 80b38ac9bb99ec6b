"""The flows as they stand on the disk, without a restart.

An edited file is used as soon as somebody looks; one with faults leaves the last good version
in its place. Each process looks for itself, so all of them follow.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from portal.articles.files import GoodVersions
from portal.kernel.findings import Finding, Level
from portal.site import Stamp, stamp_of
from portal.wizard.files.flows import FlowFile, FlowShelf, check_flow, read_flow
from portal.wizard.model import Flow
from portal.wizard.rules.issues import LintContext

_log = logging.getLogger(__name__)

_PAUSE = 0.5
"""Seconds between two looks at the disk: many pages may be asked for meanwhile."""

_OF_ARTICLES = "L09"
"""What an unwritten article costs is its link; a flow is not stopped for that."""

_OF_THE_WORLD = "L10"
"""Faults that may be those of another file, such as a scope entry that was removed."""


@dataclass(frozen=True)
class FlowWorld:
    """What flows may name, apart from articles and other flows."""

    scope_ids: frozenset[str]
    actions: frozenset[str]
    checks: frozenset[str]
    queues: frozenset[str] = field(default=frozenset({"technical", "billing"}))


@dataclass(frozen=True)
class FlowPlaces:
    """Where flows are: the files in use, the folder of those that ship, and good versions."""

    paths: Callable[[], Sequence[Path]]
    shipped: Path
    good: GoodVersions


@dataclass(frozen=True)
class _Taken:
    """A flow in use, and the text it was read from."""

    flow: Flow
    text: str


class FlowCatalogue:
    """Calls return every flow in use now. Safe to call from several threads."""

    def __init__(self, places: FlowPlaces, world: FlowWorld, pause: float = _PAUSE) -> None:
        self._places = places
        self._world = world
        self._pause = pause
        self._lock = threading.Lock()
        self._stamps: Mapping[Path, Stamp] = {}
        self._taken: Mapping[str, _Taken] = {}
        self._due = 0.0
        self._shelf = FlowShelf({}, ())
        self._look()

    def __call__(self) -> FlowShelf:
        """Return the flows in use, looked for anew when the last look is some time ago."""
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._shelf

    def _look(self) -> None:
        self._due = time.monotonic() + self._pause
        paths = self._places.paths()
        stamps = {path: stamp_of(path) for path in paths}
        if stamps == self._stamps:
            return
        texts = {path: text for path in paths if (text := _text(path)) is not None}
        self._take(texts)
        self._stamps = stamps

    def _take(self, texts: Mapping[Path, str]) -> None:
        read = {path: read_flow(text, path) for path, text in texts.items()}
        names = frozenset(path.stem for path in texts)
        findings = {path: _faults(file, self._world, names) for path, file in read.items()}
        taken: dict[str, _Taken] = {}
        kept: list[str] = []
        for path, file in read.items():
            if file.flow and not _stops(findings[path]):
                taken[path.stem] = _Taken(file.flow, texts[path])
                self._places.good.forget(_name_of(path))
            else:
                stand_in = self._stand_in(path, names) or _as_it_is(file, findings[path], texts)
                taken |= {path.stem: stand_in} if stand_in else {}
                kept.append(path.stem)
                _say(path, findings[path], stands_in=stand_in is not None)
        self._taken = taken
        flows = {name: one.flow for name, one in taken.items()}
        self._shelf = FlowShelf(
            flows, tuple(f for of in findings.values() for f in of), tuple(kept)
        )

    def _stand_in(self, path: Path, names: Collection[str]) -> _Taken | None:
        """Return the last good version of `path`: in use, kept, or else the one that ships."""
        in_use = self._taken.get(path.stem)
        if in_use:
            self._places.good.keep(_name_of(path), in_use.text)  # for the next start
            return in_use
        shipped = self._places.shipped / path.name
        for text in (self._places.good.find(_name_of(path)), _text(shipped)):
            if text is None:
                continue
            file = read_flow(text, path)
            if file.flow and not _stops(_faults(file, self._world, names)):
                return _Taken(file.flow, text)
        return None


def _as_it_is(
    file: FlowFile, findings: Sequence[Finding], texts: Mapping[Path, str]
) -> _Taken | None:
    """Return a flow whose only faults may be those of another file: better than none."""
    if file.flow is None or _stops(findings, but=_OF_THE_WORLD):
        return None
    return _Taken(file.flow, texts[Path(file.path)])


def _stops(findings: Sequence[Finding], but: str = "") -> bool:
    return any(f.level is Level.ERROR and f.code not in {_OF_ARTICLES, but} for f in findings)


def _say(path: Path, findings: Sequence[Finding], *, stands_in: bool) -> None:
    state = "an earlier version stays in use" if stands_in else "it is left out"
    _log.warning("flow %s has faults, %s", path.stem, state)
    for finding in findings:
        if finding.code != _OF_ARTICLES:
            _log.warning("flow: %s", finding)


def _name_of(path: Path) -> PurePosixPath:
    return PurePosixPath(path.name)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None


def _faults(file: FlowFile, world: FlowWorld, flows: Collection[str]) -> tuple[Finding, ...]:
    context = LintContext(
        articles={},
        scope_ids=world.scope_ids,
        flows=flows,
        actions=world.actions,
        checks=world.checks,
        queues=world.queues,
    )
    return tuple(found for found in check_flow(file, context) if found.code != _OF_ARTICLES)
