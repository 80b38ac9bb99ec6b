"""Card numbers in a text: found by how they are grouped and by their check digit."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_RUN = re.compile(r"\d(?:[ \u00a0\u202f.–-]{0,2}\d)+")
_GROUP = re.compile(r"\d+")
_SHORTEST, _LONGEST = 13, 19
_GROUP_SHORTEST, _GROUP_LONGEST = 4, 8
_MOST_GROUPS = _LONGEST // _GROUP_SHORTEST + 1


def find_cards(text: str) -> list[Span]:
    """Return where `text` holds card numbers, written in one piece or in groups."""
    return [span for run in _RUN.finditer(text) for span in _cards_of(text, run)]


def is_card(digits: str) -> bool:
    """Return whether `digits` could be a card's number: length, first digits, check digit."""
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return False
    plain = [int(digit) for digit in digits]
    first, two = plain[0], plain[0] * 10 + plain[1]
    issued = first in {3, 4, 5, 6} or two in range(22, 28)
    return issued and passes_luhn(plain)


def passes_luhn(digits: list[int]) -> bool:
    """Return whether the last of `digits` is the check digit of the others (ISO/IEC 7812-1)."""
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _cards_of(text: str, run: re.Match[str]) -> Iterator[Span]:
    groups = list(_GROUP.finditer(text, run.start(), run.end()))
    at = 0
    while at < len(groups):
        length = _longest_card(groups[at : at + _MOST_GROUPS])
        if length:
            yield groups[at].start(), groups[at + length - 1].end()
        at += max(length, 1)


def _longest_card(groups: list[re.Match[str]]) -> int:
    """Return how many of `groups`, from the first, make up a card number; 0 if none do."""
    digits, longest = "", 0
    for count, group in enumerate(groups, start=1):
        digits += group.group()
        if is_card(digits):
            longest = count
        # Only a card's last group may be short: three digits in a row are a phone number's.
        if not _GROUP_SHORTEST <= len(group.group()) <= _GROUP_LONGEST:
            break
    return longest
