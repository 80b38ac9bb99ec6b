"""What an import changes on the disk, in an order that an interruption cannot harm.

First is remembered what is about to be written, then pictures and articles are, then that they
are. A second run after a power cut finds either and goes on.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from portal.importing.files.ledger import ASIDE, Drawn, Ledger, Ledgers
from portal.importing.files.shelf import write_all
from portal.importing.model import Entry, Outcome, Place, Stock
from portal.importing.rules.settling import Decision
from portal.kernel.findings import Finding, Level

_AT_ONCE = 64_000_000


class Delivery:
    """Gathers what is to be written, and writes it."""

    def __init__(self, into: Path, ledgers: Ledgers, ledger: Ledger, stock: Stock) -> None:
        self._into, self._ledgers, self._stock = into, ledgers, stock
        self.ledger = ledger
        self._before: dict[str, Entry] = dict(ledger.entries)
        self._after: dict[str, Entry] = dict(ledger.entries)
        self._texts: dict[PurePosixPath, str] = {}
        self._pictures: dict[PurePosixPath, PurePosixPath] = {}
        self._read: Callable[[PurePosixPath], bytes] | None = None
        self._drawn: dict[PurePosixPath, Drawn] = dict(ledger.pictures)
        self.findings: list[Finding] = []

    def text_at(self, place: Place) -> str | None:
        """Return our text at `place`, or None where there is none."""
        try:
            return (self._into / place.path).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def take(self, origin: str, decision: Decision) -> None:
        """Take in what was decided about one article."""
        entry, old = decision.entry, self.ledger.entries.get(origin)
        if decision.text is not None:
            is_aside = decision.outcome is Outcome.CONFLICT
            path = ASIDE / entry.place.path if is_aside else entry.place.path
            self._texts[path] = decision.text
            before = old.written if old else ""
            begun = entry if is_aside else replace(entry, is_pending=True, before=before)
            self._before[origin] = begun
        self._after[origin] = entry

    def take_pictures(
        self,
        used: Mapping[PurePosixPath, PurePosixPath],
        read: Callable[[PurePosixPath], bytes],
    ) -> int:
        """Take in the pictures that come along, by where they go; return how many are written."""
        self._read = read
        for path, source in sorted(used.items()):
            try:
                new = _digest(read(source))
            except (OSError, ValueError) as error:
                self.findings.append(Finding(source, 1, "picture", str(error)))
                continue
            self._take_picture(path, source, new)
        return len(self._pictures)

    def _take_picture(self, path: PurePosixPath, source: PurePosixPath, new: str) -> None:
        known = self._drawn.get(path)
        try:
            here = _digest((self._into / path).read_bytes())
        except FileNotFoundError:
            here = ""
        if here not in {"", new} and known is not None and here != known.written:
            if known.written != new:
                said = f"ours was changed: {path} stays, the new one was not brought"
                self.findings.append(Finding(source, 1, "picture", said, Level.WARNING))
            return
        self._drawn[path] = Drawn(source, new)
        if here != new:
            self._pictures[path] = source

    def write(self, tell: Callable[[int, int], None]) -> None:
        """Write everything. Raises OSError."""
        total, done = len(self._pictures) + len(self._texts), 0
        if total:
            fresh = {p: d for p, d in self._drawn.items() if p not in self.ledger.pictures}
            self.ledger.pictures = {**self.ledger.pictures, **fresh}
            self._save(self._before)
        for batch in self._batches():
            for _ in write_all(self._into, batch):
                done += 1
                tell(done, total)
        self.ledger.pictures = self._drawn
        if self._after:
            self._save(self._after)

    def _batches(self) -> Iterator[dict[PurePosixPath, bytes]]:
        """Yield what to write, not too much at once; pictures before the texts that show them."""
        batch: dict[PurePosixPath, bytes] = {}
        for path, content in self._contents():
            batch[path] = content
            if sum(map(len, batch.values())) > _AT_ONCE:
                yield batch
                batch = {}
        yield batch

    def _contents(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        for path, source in self._pictures.items():
            if self._read is not None:
                yield path, self._read(source)
        for path, text in self._texts.items():
            yield path, text.encode()

    def _save(self, entries: dict[str, Entry]) -> None:
        self.ledger.entries = entries
        self._ledgers.save(self._stock.form, self._stock.name, self.ledger)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
