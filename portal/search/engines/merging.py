"""Which segments to make one of: each costs every search a little, and merging costs a write."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

LARGEST: Final = 25_000
"""Documents that a segment is made with; more take more memory than a small machine has."""

_ALIKE: Final = 4  # segments of about the same size are merged once there are so many
_LARGE: Final = 2000  # documents; only the night touches such a segment
_LOST: Final = 10  # a segment that has lost one in so many documents is made anew at night


class Size(NamedTuple):
    """How many documents a segment has, and how many of them were deleted since."""

    total: int
    deleted: int

    @property
    def left(self) -> int:
        """How many are still there."""
        return self.total - self.deleted


def choose_alike(sizes: Sequence[Size]) -> list[int]:
    """Return the places of small segments to merge now, with those that are smaller still."""
    tiers: dict[int, list[int]] = defaultdict(list)
    for place, size in enumerate(sizes):
        if size.left and size.total <= _LARGE:
            tiers[size.left.bit_length() // 2].append(place)
    full = [tier for tier, places in tiers.items() if len(places) >= _ALIKE]
    if not full:
        return []
    return [place for tier, places in tiers.items() if tier <= max(full) for place in places]


def choose_all(sizes: Sequence[Size]) -> list[int]:
    """Return the places of segments to merge at night; large ones that are whole stay."""
    chosen = [
        place
        for place, size in enumerate(sizes)
        if size.left and (size.total * 2 <= LARGEST or size.deleted * _LOST > size.total)
    ]
    is_one_whole = len(chosen) == 1 and not sizes[chosen[0]].deleted
    return [] if is_one_whole else chosen
