"""An engine over a library that keeps its index in files: generations, threads, healing.

The library reads bytes that were checked and held in memory; a file that is cut or changed on the
disk later neither kills nor misleads a process that runs. An index too large for that is read
from the disk, after the same check.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from portal.kernel.errors import Unavailable
from portal.kernel.locale import LOCALES, Locale
from portal.search.engines.folder import IndexFolder
from portal.search.engines.library import Answering, Held, Library
from portal.search.engines.stamp import BrokenIndex, Stamp
from portal.search.engines.state import State
from portal.search.model import (
    Batch,
    Found,
    Health,
    Query,
    SearchDocument,
    Suggestion,
    Weight,
    Window,
)
from portal.search.rules.fields import digest

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_IN_MEMORY: Final = 128_000_000  # bytes; a larger index stays on the disk
_LOOK_EVERY: Final = 0.4  # seconds between two looks for a new generation
_OPEN_TRIES: Final = 3


class LocalEngine:
    """One index per locale under `root`; see the port for what may be relied on."""

    def __init__(self, root: Path, library: Library, patience: float = 60.0) -> None:
        """`patience` is how many seconds a writer waits for its turn."""
        versions = library.versions
        self._states = {code: State(IndexFolder(root / code, versions)) for code in LOCALES}
        self._library, self._patience = library, patience

    # -- reading

    def search(self, query: Query, window: Window) -> Found:
        """Return what fits `query`, the best first."""
        nothing = Found(is_degraded=True)
        return self._ask(query.locale, lambda answers: answers.search(query, window), nothing)

    def explain(self, query: Query, id_: str) -> tuple[Weight, ...]:
        """Return what made the document `id_` rank where it does, the weightiest first."""
        return self._ask(query.locale, lambda answers: answers.explain(query, id_), ())

    def suggest(self, words: tuple[str, ...], locale: Locale, limit: int) -> list[Suggestion]:
        """Return titles that have a word beginning with each of `words`, which are folded."""
        return self._ask(locale, lambda answers: answers.suggest(words, limit), [])

    def known(self, locale: Locale, ids: Iterable[str]) -> set[str]:
        """Return those of `ids` that the index of `locale` has."""
        return self._ask(locale, lambda answers: answers.known(ids), set())

    def generation(self, locale: Locale) -> str:
        """Return a name for the state that readers see; empty where they see none."""
        state = self._states[locale]
        return self._ask(locale, lambda _: state.stamp.name if state.stamp else "", "")

    def _ask(self, locale: Locale, question: Callable[[Answering], _T], otherwise: _T) -> _T:
        state = self._states[locale]
        try:
            self._look(state, locale)
            answers = state.answers
            return question(answers) if answers is not None else otherwise
        except Exception:  # whatever a damaged file makes the library do
            log.exception("the %s index cannot be read", locale)
            state.answers, state.stamp = None, None
            state.complain()
            return otherwise

    def _look(self, state: State, locale: Locale) -> None:
        """Take a new state if there is one; one thread opens it, others go on with the old."""
        if time.monotonic() < state.look_at:
            return
        if not state.lock.acquire(blocking=state.answers is None):
            return
        try:
            now = time.monotonic()
            moment = state.folder.moment()
            is_new = moment != state.moment or (state.answers is None and now >= state.retry_at)
            if now >= state.look_at and moment is not None and is_new:
                self._open(state, locale)
            state.look_at = time.monotonic() + _LOOK_EVERY
        finally:
            state.lock.release()

    def _open(self, state: State, locale: Locale) -> None:
        """Open the newest state, or say that it is broken and keep the old one."""
        reason: BrokenIndex | None = None
        for _ in range(_OPEN_TRIES):
            state.moment = state.folder.moment()
            reason = self._try_open(state, locale)
            if reason is None or state.folder.moment() == state.moment:
                break  # else a writer was faster than we
        if reason is not None:
            log.warning("the %s index is broken: %s", locale, reason)
            state.complain()

    def _try_open(self, state: State, locale: Locale) -> BrokenIndex | None:
        try:
            stamp = state.folder.stamp()
            if stamp is not None:
                files = self._files(state, stamp)
                state.answers = self._library.read(files, locale)
                state.files, state.stamp = files, stamp
        except BrokenIndex as error:
            return error
        return None

    def _files(self, state: State, stamp: Stamp) -> dict[str, Held]:
        """Return the checked files, or where they are if they are too large to hold."""
        folder = state.folder
        names = [name for name in stamp.files if name not in stamp.digests]
        if folder.size(stamp) > _IN_MEMORY:
            folder.verify(stamp)
            return {name: folder.path(stamp) / name for name in names}
        is_same = state.stamp is not None and state.stamp.build == stamp.build
        old = state.files if is_same else {}
        return {
            name: self._library.hold(name, folder.load(stamp, name))
            if isinstance(old.get(name), Path | None)
            else old[name]
            for name in names
        }

    # -- writing

    def digests(self, locale: Locale) -> Mapping[str, str] | None:
        """Return the digest of every document held, or None where a rebuild is needed."""
        folder = self._states[locale].folder
        try:
            stamp = folder.stamp()
            if stamp is None or folder.wants_rebuild():
                return None
            folder.verify(stamp)
            return folder.digests(stamp)
        except BrokenIndex as error:
            log.warning("the %s index is broken: %s", locale, error)
            return None

    def health(self, locale: Locale) -> Health:
        """Read every file of the index through and say how it is; a broken one is asked anew."""
        folder = self._states[locale].folder
        try:
            stamp = folder.stamp()
            if stamp is None:
                return "missing"
            folder.verify(stamp, thoroughly=True)
        except BrokenIndex as error:
            log.warning("the %s index is broken: %s", locale, error)
            folder.ask_for_rebuild()
            return "broken"
        return "good"

    def apply(self, locale: Locale, batch: Batch) -> None:
        """Carry `batch` out as one new generation."""
        with self._turn(self._states[locale]) as folder:
            stamp, digests = _last(folder)
            names = self._library.change(folder.path(stamp), locale, batch)
            changed = {key: digest(document) for key, document in batch.upserts.items()}
            left = {**digests, **changed}
            for key in batch.deletes:
                left.pop(key, None)
            changes = {**dict.fromkeys(batch.deletes), **changed}
            folder.publish(folder.path(stamp), names, left, stamp, changes)

    def tidy(self, locale: Locale) -> None:
        """Merge everything into one segment, without what was deleted."""
        with self._turn(self._states[locale]) as folder:
            stamp, digests = _last(folder)
            names = self._library.tidy(folder.path(stamp), locale)
            folder.publish(folder.path(stamp), names, digests, stamp, {})

    def rebuild(
        self,
        locale: Locale,
        documents: Mapping[str, SearchDocument],
        progress: Callable[[int], None],
    ) -> None:
        """Make the index anew beside the old one, which answers until it is done."""
        with self._turn(self._states[locale]) as folder:
            folder.clear_wish()
            before = _stamp_or_none(folder)
            folder.sweep(before)
            build = folder.new_build()
            names = self._library.create(build, documents.values(), progress)
            digests = {key: digest(document) for key, document in documents.items()}
            folder.sweep(folder.publish(build, names, digests, before))
        progress(len(documents))

    @contextmanager
    def _turn(self, state: State) -> Iterator[IndexFolder]:
        """Hold the writer's place; what stops a writer is said as Unavailable.

        Readers of this process see what it did with their next question.
        """
        try:
            with state.folder.locked(self._patience):
                yield state.folder
        except BrokenIndex as error:
            state.folder.ask_for_rebuild()
            raise Unavailable(f"the search index is broken: {error}") from error
        except OSError as error:
            raise Unavailable(f"the search index cannot be written: {error}") from error
        finally:
            state.look_at = 0.0


def _last(folder: IndexFolder) -> tuple[Stamp, Mapping[str, str]]:
    """Return the state to go on from, whole and without litter. Raises BrokenIndex."""
    stamp = folder.stamp()
    if stamp is None:
        raise BrokenIndex("there is none")
    folder.verify(stamp)
    folder.sweep(stamp)
    return stamp, folder.digests(stamp)


def _stamp_or_none(folder: IndexFolder) -> Stamp | None:
    try:
        return folder.stamp()
    except BrokenIndex:
        return None
