"""Keys hit without a word in mind: runs of the keyboard, one key held, letters no word has."""

import re

from portal.kernel.text import fold

_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm", "1234567890", "qwertzuiop", "yxcvbnm")
_TRIPLES = frozenset(
    fold(row)[i : i + 3] for one in _ROWS for row in (one, one[::-1]) for i in range(len(one) - 2)
)
_REPEATED = re.compile(r"(\w)\1{3,}|(\w{2,4}?)\2{2,}\w{0,3}")
_NO_VOWELS = re.compile(r"[bcdfghjkmnpqstvwxz]{6}")
_LATIN = re.compile(r"[a-z]{4,40}")
_FILLING = frozenset({"lorem", "ipsum", "amet", "consectetur", "adipiscing", "eiusmod", "tempor"})
_SHORTEST_MASH = 4
_SHORTEST_RUN = 3
_UNKNOWN_SHARE = 0.6
_FEWEST_UNKNOWN = 3


def is_mash(token: str, letters: frozenset[str] = frozenset()) -> bool:
    """Return whether the folded word `token` is keys hit without a word in mind.

    `letters` are the threes of letters that words are made of; none, if they are not known.
    """
    if len(token) < _SHORTEST_MASH:
        return False
    return (
        token in _FILLING
        or _REPEATED.fullmatch(token) is not None
        or _NO_VOWELS.search(token) is not None
        or _walks_the_keyboard(token)
        or _is_unlike_words(token, letters)
    )


def _walks_the_keyboard(token: str) -> bool:
    """Return whether `token` is nothing but runs of neighbouring keys (`asdfjkl`)."""
    at = 0
    while len(token) - at >= _SHORTEST_RUN:
        if token[at : at + 3] not in _TRIPLES:
            return False
        at += 3
        while at < len(token) and token[at - 2 : at + 1] in _TRIPLES:
            at += 1
    return at == len(token) or at >= _SHORTEST_MASH


def is_odd(token: str, letters: frozenset[str]) -> bool:
    """Return whether `token` may be mash beside mash: a run of three keys, letters no word has."""
    return token in _TRIPLES or _count_unknown(token, letters) > 0


def _is_unlike_words(token: str, letters: frozenset[str]) -> bool:
    """Return whether most threes of letters of `token` are in no word of the three languages."""
    unknown = _count_unknown(token, letters)
    return unknown >= _FEWEST_UNKNOWN and unknown >= _UNKNOWN_SHARE * (len(token) - 2)


def _count_unknown(token: str, letters: frozenset[str]) -> int:
    if not letters or _LATIN.fullmatch(token) is None:
        return 0
    return sum(token[i : i + 3] not in letters for i in range(len(token) - 2))
