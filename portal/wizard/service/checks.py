"""Running the checks of a walk together, each shown as soon as it is done."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass

from portal.wizard.model import Check, CheckResult, Facts, Value, Visitor
from portal.wizard.rules.checking import Moment, Seen, checks_on, seen_by, stamp, still_holds
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft

SECONDS = 10.0


@dataclass(frozen=True)
class Row:
    """A check of the walk, and what it found out; None while it is due."""

    node: Check
    seen: Seen | None


class CheckDesk:
    """Shows and runs the checks on a visitor's way; those that are not configured are left out."""

    def __init__(self, wizard: Wizard, seconds: float = SECONDS) -> None:
        self._wizard, self._runners, self._seconds = wizard, wizard.checks, seconds

    def rows(self, walk: Walk, visitor: Visitor) -> list[Row]:
        """Return the checks on the way with what is known of them."""
        return [Row(node, self._seen(node, walk, visitor)) for node in self._nodes(walk)]

    def _seen(self, node: Check, walk: Walk, visitor: Visitor) -> Seen | None:
        given = walk.known.given
        if node.id in walk.flow.nodes:  # the walk itself has looked whether it still holds
            return seen_by(node, given)
        about = self._runners[node.run].about(walk.replay.facts, visitor)
        held = still_holds(node, given, about, self._moment())
        return seen_by(node, held) if held else None

    def run(self, walk: Walk, draft: Draft, visitor: Visitor) -> Iterator[Row]:
        """Run what is due, all at once, and yield each as it ends; then keep what was found.

        Ends after `seconds` at the latest: what is not ready then is unknown.
        """
        due = [row.node for row in self.rows(walk, visitor) if row.seen is None]
        kept: dict[str, Value] = {}
        for node, result in self._results(due, walk.replay.facts, visitor):
            about = self._runners[node.run].about(walk.replay.facts, visitor)
            new = stamp(node, result, about, self._moment())
            kept |= new
            yield Row(node, seen_by(node, new))
        self._wizard.drafts.keep(draft, kept)

    def _nodes(self, walk: Walk) -> list[Check]:
        nodes = [node for node in checks_on(walk.flow, walk.replay) if node.run in self._runners]
        once = {node.run: node for node in nodes}
        return list(once.values())

    def _moment(self) -> Moment:
        return Moment(int(self._wizard.clock.now().timestamp()))

    def _results(
        self, due: Sequence[Check], facts: Facts, visitor: Visitor
    ) -> Iterator[tuple[Check, CheckResult]]:
        if not due:
            return
        pool = ThreadPoolExecutor(len(due), thread_name_prefix="checks")
        running: dict[Future[CheckResult], Check] = {
            pool.submit(self._runners[node.run].run, facts, visitor): node for node in due
        }
        try:
            for future in as_completed(tuple(running), timeout=self._seconds):
                yield running.pop(future), future.result()
        except TooLong:
            yield from ((node, CheckResult("unknown", "timeout")) for node in running.values())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
