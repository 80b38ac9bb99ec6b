"""What no field may hold (R6, R13): nothing, nothing but noise, keyboard mash, offence.

Offensive words are named, so that the writer knows which to change. Quoted text is exempt:
an error message is not the writer's.
"""

import re

from portal.kernel.text import fold
from portal.tickets.rules.findings import EMPTY, GENERIC, MASH, OFFENSIVE, CheckFinding, block
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.text import Prepared, is_generic, is_mashed, unquoted

_WORD = re.compile(r"\w+")
_STRETCHED = re.compile(r"(\w)\1{2,}")


def find_offensive(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the offensive words of `text` as they were typed, each once, in order."""
    typed = _WORD.findall(unquoted(text))
    tokens = [_STRETCHED.sub(r"\1", fold(word)) for word in typed]
    hits = sorted(lexicon.offensive.covered(tokens))
    return tuple(dict.fromkeys(typed[at] for at in hits))


def check_wording(text: str, field: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    """Return a finding that names the offensive words of `text`, if there are any."""
    found = find_offensive(text, lexicon)
    return (block(OFFENSIVE, field, words=found),) if found else ()


def check_substance(prepared: Prepared, field: str, lexicon: Lexicon) -> tuple[CheckFinding, ...]:
    """Return why the text of a required field says nothing: empty, mash, or only noise."""
    if prepared.is_empty:
        return (block(EMPTY, field),)
    if is_mashed(prepared, lexicon):
        return (block(MASH, field),)
    if is_generic(prepared, lexicon):
        return (block(GENERIC, field),)
    return ()
