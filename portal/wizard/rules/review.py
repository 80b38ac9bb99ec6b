"""The table a person reviews: one line for each answer in each situation, from the first page.

Every path of the flow is in it: a line that `joins` a page goes on as the lines do that have
that page's name. Of several situations of a page the later ones have a number: `webmail.2`.
"""

from collections import Counter
from collections.abc import Iterator

from portal.wizard.rules.situations import End, Survey


def table(surveyed: Survey) -> Iterator[str]:
    """Yield `answers -> outcome: what it comes to`, or `answers -> joins page`."""
    yield from _Teller(surveyed).lines(surveyed.start, ())


class _Teller:
    def __init__(self, surveyed: Survey) -> None:
        self._situations = surveyed.situations
        self._names: dict[int, str] = {}
        self._count: Counter[str] = Counter()

    def lines(self, number: int, told: tuple[str, ...]) -> Iterator[str]:
        name = self._name(number)
        for answer, target in self._situations[number].answers:
            is_new = target not in self._names
            here = (*told, f"{name}={answer}")
            found = self._situations[target]
            goes_on = self._name(target)
            if found.end is not None:
                yield f"{' '.join(here)} -> {goes_on}: {comes_to(found.end)}"
            elif not is_new:
                yield f"{' '.join(here)} -> joins {goes_on}"
            if is_new:
                yield from self.lines(target, here)

    def _name(self, number: int) -> str:
        if number not in self._names:
            node = self._situations[number].node
            self._count[node] += 1
            nth = self._count[node]
            self._names[number] = node if nth == 1 else f"{node}.{nth}"
        return self._names[number]


def comes_to(end: End) -> str:
    """Return what an outcome comes to: who can solve it, and what a ticket would be."""
    scope = f" {end.scope}" if end.scope else ""
    if end.type != "ticket":
        return f"{end.type} {end.verdict}{scope}"
    two = end.on_two_devices
    more = f" (two devices: {two})" if two != end.priority else ""
    return f"ticket {end.kind}/{end.queue} {end.priority}{more} {end.verdict}{scope}"
