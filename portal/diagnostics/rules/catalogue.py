"""What a catalogue of errors must hold to beyond the shape of its entries."""

from collections.abc import Iterator, Sequence

from portal.diagnostics.model.codes import ErrorCode
from portal.kernel.strict import Fault


def find_faults(entries: Sequence[ErrorCode]) -> Iterator[Fault]:
    """Yield what only shows when well-formed entries are read together and for their meaning."""
    ids: set[str] = set()
    codes: dict[str, str] = {}
    for position, entry in enumerate(entries):
        if entry.id in ids:
            yield Fault(position, ("id",), f"{entry.id}: this id stands in the file twice")
        ids.add(entry.id)
        if not (entry.codes or entry.like or entry.phrases):
            yield Fault(position, (), f"{entry.id}: give codes, patterns or phrases to know it by")
        yield from _causes(position, entry)
        for place, code in enumerate(entry.codes):
            if code in codes:
                message = f"{entry.id}: {code} stands at {codes[code]} already"
                yield Fault(position, ("codes", place), message)
            codes.setdefault(code, entry.id)


def _causes(position: int, entry: ErrorCode) -> Iterator[Fault]:
    for place, cause in enumerate(entry.causes):
        if len(entry.causes) > 1 and not cause.tell:
            message = f"{entry.id}: say in `tell` how to know that it is this cause"
            yield Fault(position, ("causes", place), message)
