"""Noticing that the folder of articles changed, wherever it lies and whoever changes it.

The system tells us of changes. It does not where a network carries the folder, nor when the whole
folder is replaced by another; so we look by ourselves too, now and then.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from watchfiles import watch

_log = logging.getLogger(__name__)

_TICK_MS = 1000
_GATHER_MS = 400
_STEP_MS = 50
_RETRY = 5.0  # seconds
QUIET = timedelta(seconds=30)
"""How long we rely on the system alone."""


def changes(
    folder: Path,
    stop: threading.Event,
    quiet: timedelta = QUIET,
    is_wanted: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Yield when `folder` may have changed, within a second, and once in `quiet` anyway.

    So it does when a look `is_wanted` for another reason, which is asked every second. Ends soon
    after `stop` is set. The folder may come later, go, and be replaced.
    """
    while not stop.is_set():
        try:
            yield from _watch(folder, stop, quiet, is_wanted)
        except OSError as error:
            _log.warning("cannot watch %s: %s", folder, error)
            stop.wait(_RETRY)


def _watch(
    folder: Path, stop: threading.Event, quiet: timedelta, is_wanted: Callable[[], bool]
) -> Iterator[None]:
    """Watch as long as the folder is the same; an absent one is awaited in the nearest there is."""
    watched = _identity(folder)
    is_there = watched is not None
    due = 0.0  # at the first tick: what changed before the system began to tell us
    ticks = watch(
        folder if is_there else _nearest(folder),
        watch_filter=None,
        debounce=_GATHER_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        recursive=is_there,
    )
    for found in ticks:
        is_other = _identity(folder) != watched
        if is_other or (found and is_there) or time.monotonic() >= due or is_wanted():
            due = time.monotonic() + quiet.total_seconds()
            yield
        if is_other:
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if folder.is_dir() else None


def _nearest(folder: Path) -> Path:
    return next(parent for parent in folder.absolute().parents if parent.is_dir())


def follow(folder: Path, look: Callable[[], object]) -> threading.Event:
    """Call `look` in a thread of its own whenever `folder` changes; set the event to end it."""
    stop = threading.Event()

    def run() -> None:
        for _ in changes(folder, stop):
            try:
                look()
            except Exception:
                _log.exception("looking at %s failed", folder)

    threading.Thread(target=run, name="articles", daemon=True).start()
    return stop
