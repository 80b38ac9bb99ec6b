"""What a folder of index files says counts, and what is said of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


class BrokenIndex(Exception):  # noqa: N818  # a state of the folder, said in one word
    """The files are not what the stamp says; only a rebuild helps."""


@dataclass(frozen=True)
class Stamp:
    """What `GENERATION` says. `files` are in the folder `build`, with their SHA-256."""

    build: str
    generation: int
    versions: str
    """Of the schema, the analysis and the library: another one means another index."""

    files: Mapping[str, str] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    """Those of the files that hold the documents' digests: the first one all of them by id, each
    later one what was different then, null for what was gone."""

    @property
    def name(self) -> str:
        """What tells this state from every other."""
        return f"{self.build}-{self.generation}"

    def pack(self) -> bytes:
        """Return the stamp as bytes, with a checksum of itself."""
        data = asdict(self)
        return json.dumps({**data, "check": _check(data)}).encode()


def read_stamp(raw: bytes) -> Stamp:
    """Return the stamp that was packed. Raises BrokenIndex."""
    try:
        data = json.loads(raw)
        check = data.pop("check")
        stamp = Stamp(**{**data, "digests": tuple(data["digests"])})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenIndex("the stamp cannot be understood") from error
    if check != _check(data):
        raise BrokenIndex("the stamp was changed")
    return stamp


def _check(data: Mapping[str, Any]) -> str:
    raw = json.dumps({key: data[key] for key in sorted(data)}, sort_keys=True)
    return hashlib.sha256(raw.encode()).hexdigest()
