"""Reading errors for visitors, and looking one up by its code."""

from collections.abc import Callable, Collection

from portal.diagnostics.model.codes import Codes, ErrorCode
from portal.diagnostics.model.readings import Reading
from portal.diagnostics.rules.reading import Reader


class ErrorReader:
    """What pages ask about error messages. Keeps nothing of what was pasted."""

    def __init__(self, codes: Codes, mask: Callable[[str], str], ours: Collection[str]) -> None:
        """`mask` hides secrets in a text; `ours` are the domains of our own servers."""
        self.codes = codes
        self._reader = Reader(codes)
        self._mask, self._ours = mask, tuple(domain.lower() for domain in ours)

    def read(self, text: str) -> Reading:
        """Return what the pasted `text` says."""
        return self._reader.read(text, self._mask, self._ours)

    def find(self, code: str) -> ErrorCode | None:
        """Return what `code`, however it is written, stands for, or None."""
        return self._reader.lookup.find(code) or self._reader.read(code[:200]).entry

    def nearest(self, code: str) -> tuple[ErrorCode, ...]:
        """Return entries whose codes look like `code`."""
        return self._reader.lookup.nearest(code)
