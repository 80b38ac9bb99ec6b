"""Back, Change and page numbers: all are questions about a replay, none is stored."""

from portal.wizard.model import Value
from portal.wizard.rules.replay import Replay, Step

QUESTIONS = frozenset({"choice", "task", "input", "find"})
"""The kinds of node that count as a page; a check passes by itself and a branch shows nothing."""

PAGES = QUESTIONS | {"outcome"}
"""The kinds of node a reader can go back to."""


def previous(walked: Replay) -> str | None:
    """Return the page that Back leads to, or None on the first one."""
    return next((step.node for step in reversed(walked.path) if step.kind in PAGES), None)


def page_number(walked: Replay) -> int:
    """Return the number of the current page, from 1, among the questions of this path."""
    return 1 + sum(step.kind in QUESTIONS for step in walked.path)


def is_on_path(walked: Replay, node: str) -> bool:
    """Return whether the answers lead to `node`, or through it."""
    return node == walked.current.id or any(step.node == node for step in walked.path)


def answers_of(walked: Replay) -> dict[str, Value]:
    """Return the answers that took part, in order, without private ones: what an address needs."""
    return _answers(walked.path)


def answers_kept(walked: Replay) -> dict[str, Value]:
    """Return the answers that took part, and those given in advance: nothing told is lost."""
    return {**answers_of(walked), **walked.ahead}


def answers_until(walked: Replay, node: str) -> dict[str, Value]:
    """Return the answers given on the path before `node`, to ask it anew.

    Results and private values are not among them: replay with `until` to stop at `node`.
    """
    names = [step.node for step in walked.path]
    end = names.index(node) if node in names else len(names)
    return _answers(walked.path[:end])


def _answers(path: tuple[Step, ...]) -> dict[str, Value]:
    """Leave out what no address may say: results of checks and private values."""
    return {
        step.node: step.value
        for step in path
        if step.kind in PAGES and step.value is not None and not step.private
    }
