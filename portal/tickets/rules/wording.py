"""What no field may hold (R6, R13): nothing, nothing but noise, keyboard mash, offence.

Offensive words are named, so that the writer knows which to change. What is quoted, an address or
a domain is exempt: an error message is not the writer's. Pressure is answered and stops nothing.
"""

import re
from collections.abc import Sequence

from portal.kernel.text import fold
from portal.tickets.rules.findings import (
    EMPTY,
    GENERIC,
    MASH,
    OFFENSIVE,
    PRESSURE,
    CheckFinding,
    advise,
    block,
)
from portal.tickets.rules.lexicon import Lexicon, PressureWords
from portal.tickets.rules.text import Prepared, is_generic, is_mashed, own_words

_WORD = re.compile(r"\w+")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_BEFORE, _AFTER = 4, 5
"""How many words a word of haste may stand from what is demanded."""

_NEGATED = 2
_REPETITIONS = 3


def find_offensive(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what offends in `text` as it was typed, in order, each once; neighbours as one."""
    own = own_words(text)
    typed = list(_WORD.finditer(own))
    small = [_STRETCHED.sub(r"\1", word[0].casefold()) for word in typed]
    hits = lexicon.offensive.covered([fold(word) for word in small])
    hits |= lexicon.offensive_typed.covered(small)
    return tuple(dict.fromkeys(_phrases(own, [typed[at] for at in sorted(hits)])))


def _phrases(text: str, words: Sequence[re.Match[str]]) -> list[str]:
    """Return `words` of `text`, those with nothing but a space between them as one."""
    spans: list[tuple[int, int]] = []
    for word in words:
        if spans and text[spans[-1][1] : word.start()].isspace():
            spans[-1] = spans[-1][0], word.end()
        else:
            spans.append(word.span())
    return [" ".join(text[start:end].split()) for start, end in spans]


def find_pressure(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `text` that press, as they were typed, in order."""
    typed = _WORD.findall(own_words(text))
    tokens = [fold(word) for word in typed]
    hits = lexicon.pressure.phrases.covered(tokens) | _demands(tokens, lexicon.pressure)
    return tuple(dict.fromkeys(typed[at] for at in sorted(hits)))


def _demands(tokens: Sequence[str], words: PressureWords) -> frozenset[int]:
    haste = words.haste.covered(tokens)
    if not haste:
        return frozenset()
    found: set[int] = set()
    for at in words.demands.covered(tokens):
        near = {other for other in haste if -_BEFORE <= other - at <= _AFTER} - {at}
        if near and not words.negations.occurs_in(tokens[max(at - _NEGATED, 0) : at]):
            found |= near | {at}
    return frozenset(found)


def check_wording(text: str, field: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    """Return findings that name the offensive and the pressing words of `text`, if any."""
    found = []
    if offensive := find_offensive(text, lexicon):
        found.append(block(OFFENSIVE, field, words=offensive))
    if pressing := find_pressure(text, lexicon):
        found.append(advise(PRESSURE, field, words=pressing))
    return tuple(found)


def check_substance(prepared: Prepared, field: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    """Return why the text of a required field says nothing: empty, mash, or only noise."""
    if prepared.is_empty:
        return (block(EMPTY, field),)
    if is_mashed(prepared, lexicon):
        return (block(MASH, field),)
    if is_generic(prepared, lexicon):
        return (block(GENERIC, field),)
    return ()


def is_senseless(prepared: Prepared, lexicon: Lexicon) -> bool:
    """Return whether nothing can be read: no word, keys hit at random, one word over and over."""
    if prepared.is_empty or is_mashed(prepared, lexicon):
        return True
    tokens = prepared.tokens
    return not prepared.anchors and len(tokens) >= _REPETITIONS and len(set(tokens)) == 1
