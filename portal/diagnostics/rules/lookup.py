"""From a code as people write it to what is known of it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import takewhile

from portal.diagnostics.model.codes import Codes, ErrorCode, Family

_SPACE = re.compile(r"\s+")
_HEX = re.compile(r"(?:0x)?(8[0-9a-f]{7})", re.IGNORECASE)
_STATUS = re.compile(r"(?:[245]\d\d[ -]?)?#?([245]\.\d{1,3}\.\d{1,3})")
_NUMBER = re.compile(r"(?:http|error|code|smtp|http error|status)? ?(\d{3})", re.IGNORECASE)
_LONGEST = 80
_NEAREST = 4
_CLOSE = 30


def canonical(text: str) -> str:
    """Return the code in `text` as the catalogue writes it; what is no code comes back trimmed."""
    asked = _SPACE.sub(" ", text[:_LONGEST]).strip().strip(".,;:()[]'\"")
    for pattern, shape in ((_HEX, _written_hex), (_STATUS, str), (_NUMBER, str)):
        found = pattern.fullmatch(asked)
        if found:
            return shape(found[1])
    named = asked.replace(" ", "_").replace("-", "_").upper()
    return named if named.startswith(("ERR_", "NET::", "DNS_PROBE_", "SEC_", "SSL_")) else asked


def _shared(one: str, other: str) -> int:
    """Return with how many equal characters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _written_hex(digits: str) -> str:
    return f"0x{digits.upper()}"


class Lookup:
    """The catalogue by code. Made once; threads may share it."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self._exact: dict[str, list[ErrorCode]] = {}
        for entry in codes.entries:
            for code in entry.codes:
                self._exact.setdefault(code, []).append(entry)
        self._like = [(p, e) for e in codes.entries for p in e.like]
        self._by_id = {entry.id: entry for entry in codes.entries}

    def find(self, text: str) -> ErrorCode | None:
        """Return what `text`, a code or an entry's id, stands for, or None."""
        code = canonical(text).removeprefix("NET::")
        return self.by_code(code) or self._by_id.get(text.strip().lower())

    def by_code(self, code: str, families: Iterable[Family] = Family) -> ErrorCode | None:
        """Return the entry of one of `families` that `code`, as the catalogue writes it, names."""
        wanted = set(families)
        for entry in self._exact.get(code, ()):
            if entry.family in wanted:
                return entry
        return next((e for p, e in self._like if e.family in wanted and fnmatchcase(code, p)), None)

    def nearest(self, text: str) -> tuple[ErrorCode, ...]:
        """Return entries whose codes look like `text`, those that begin alike first."""
        asked = canonical(text)
        close = get_close_matches(asked, self._exact, n=_CLOSE, cutoff=0.6)
        close.sort(key=lambda code: -_shared(asked, code))
        found = dict.fromkeys(self._exact[code][0].id for code in close)
        return tuple(self._by_id[name] for name in list(found)[:_NEAREST])
