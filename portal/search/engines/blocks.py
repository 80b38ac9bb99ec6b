"""What one term has in one segment of an index: its documents, and what it is worth in each.

A block keeps documents with the heaviest first, so that a search looks at a few hundred of them
and not at all; a set of bits to count by; and the weight of any document at once. Of a term that
is in many documents only the heaviest are listed, and the weights of all lie in a row.
"""

import re
import struct
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import compress, count, repeat
from typing import Final

_HEAD: Final = struct.Struct("<IIIfI")  # documents, hidden in how many, listed, step, bytes of bits
_LISTED: Final = 2048
"""How many of its documents a common term lists; a search looks at fewer."""

_COMMON: Final = 16  # a term in more than one of so many documents is common
_COUNTED: Final = 64  # one in fewer than one of so many makes its bits when they are wanted
_STEPS: Final = 65_535
_ZEROS_AND_ONES: Final = b"0" + b"1" * 255
_DIGITS: Final = bytes(digit == ord("1") for digit in range(256))
_SPARSE: Final = 32  # fewer bits than one of so many are found by the bytes that have any
_NOT_EMPTY: Final = re.compile(rb"[^\0]")
_PLACES: Final = [[place for place in range(8) if byte >> place & 1] for byte in range(256)]

_NOTHING: Final = repeat(0.0)


class Block:
    """One term in one segment of `size` documents."""

    def __init__(  # noqa: PLR0913  # what a block is made of
        self,
        size: int,
        ids: Sequence[int],
        weights: Sequence[float] | None = None,
        *,
        hidden: int = 0,
        step: float = 0.0,
        total: int | None = None,
        bits: bytes = b"",
    ) -> None:
        """`ids` come with the heaviest first; `weights` belong to them, or with a `step` to all."""
        self.size, self.ids, self._weights, self._step = size, ids, weights, step
        self.total = len(ids) if total is None else total
        """How many documents have the term."""

        self.hidden = hidden
        """How many of them do not show it to readers."""

        self._bits = bits

    @cached_property
    def bits(self) -> int:
        """Documents as a number: the bit at each one's place is set."""
        if self._bits:
            return int.from_bytes(self._bits, "little")
        return to_bits(self.ids, self.size)

    @cached_property
    def _by_id(self) -> dict[int, float]:
        return dict(zip(self.ids, self._weights or (), strict=True))

    def pick(self, ids: Iterable[int], factor: float = 1.0) -> list[float]:
        """Return `factor` times the weight of each of `ids`, nothing where one has none."""
        if self._step:
            factor, row = factor * self._step, self._weights or ()
            return [row[number] * factor for number in ids]
        return [weight * factor for weight in map(self._by_id.get, ids, _NOTHING)]

    def all(self) -> tuple[Sequence[int], Sequence[float]]:
        """Return every document, and the weight of each; for making another block of them."""
        weights = self._weights
        if weights is None:
            return self.ids, [0.0] * len(self.ids)
        if not self._step:
            return self.ids, weights
        return list(compress(count(), weights)), [w * self._step for w in weights if w]

    @property
    def cost(self) -> int:
        """About how many numbers it keeps in memory."""
        return len(self.ids) * 4 + self.size // 16 + (self.size // 4 if self._step else 0)


def pack(size: int, ids: Sequence[int], weights: Sequence[float] | None, hidden: int = 0) -> bytes:
    """Return a block as bytes; without weights `ids` are listed as they come."""
    total, step = len(ids), 0.0
    if weights is not None:
        order = sorted(range(total), key=weights.__getitem__, reverse=True)
        ids = array("I", map(ids.__getitem__, order))
        weights = array("f", map(weights.__getitem__, order))
    bits = to_bits(ids, size).to_bytes(size // 8 + 1, "little") if total * _COUNTED > size else b""
    if weights is None:
        tail = b""
    elif total > _LISTED and total * _COMMON > size:
        step = (weights[0] or 1.0) / _STEPS
        row = array("H", bytes(2 * size))
        for number, weight in zip(ids, weights, strict=True):
            row[number] = max(1, round(weight / step))
        ids, tail = ids[:_LISTED], row.tobytes()
    else:
        tail = array("f", weights).tobytes()
    head = _HEAD.pack(total, hidden, len(ids), step, len(bits))
    return b"".join((head, bits, array("I", ids).tobytes(), tail))


def unpack(size: int, packed: bytes) -> Block:
    """Return the block that was packed for a segment of `size` documents."""
    total, hidden, listed, step, length = _HEAD.unpack_from(packed)
    at = _HEAD.size + length
    ids = array("I", packed[at : at + 4 * listed])
    tail = packed[at + 4 * listed :]
    weights = array("H" if step else "f", tail) if tail else None
    bits = packed[_HEAD.size : at]
    return Block(size, ids, weights, hidden=hidden, step=step, total=total, bits=bits)


def to_bits(ids: Sequence[int], size: int) -> int:
    """Return a number with the bit at each of `ids` set; each is below `size`."""
    if len(ids) * _COUNTED <= size:
        found = bytearray(size // 8 + 1)
        for number in ids:
            found[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(found, "little")
    row = bytearray(size)
    for number in ids:
        row[number] = 1
    return int(row[::-1].translate(_ZEROS_AND_ONES), 2) if row else 0


def to_ids(bits: int) -> list[int]:
    """Return the places of the bits that are set, in order."""
    if bits.bit_count() * _SPARSE < bits.bit_length():
        row = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
        return [
            (found.start() << 3) + place
            for found in _NOT_EMPTY.finditer(row)
            for place in _PLACES[row[found.start()]]
        ]
    row = bin(bits)[:1:-1].encode().translate(_DIGITS)
    return list(compress(range(len(row)), row))
