"""What a translation is based on, and which changes of its source it lacks.

Nothing here is kept as a mark that could go stale: a translation has the digest of the text that
it says the same as, the source has its revisions, and the rest is computed.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from portal.articles.model import Status
from portal.kernel.locale import LOCALES, Locale
from portal.writing.model import Edit, Significance
from portal.writing.rules.front import chunks, split

_SAID_IN_HEAD = ("title", "summary", "applies_to")
_WORD = re.compile(r"\w+")
_FEW = 6
"""Words taken out and put in together that still make a typo."""


def digest_of(text: str) -> str:
    """Return what names all that the article file `text` tells its readers.

    Its state, dates and owner are left out: they change nothing that a translation says.
    """
    return hashlib.sha256(_told(text).encode(errors="replace")).hexdigest()


def _told(text: str) -> str:
    head, body = split(text)
    known = chunks(head)
    said = [line.rstrip() for key in _SAID_IN_HEAD for line in known.get(key, ())]
    return "\n".join([*said, "", body.strip()])


def size_of(old: str, new: str) -> Significance:
    """Return how large a change is that nobody sized, because it came over the disk."""
    before, after = (Counter(_WORD.findall(_told(text))) for text in (old, new))
    differing = (before - after) + (after - before)
    has_number = any(character.isdigit() for word in differing for character in word)
    if has_number or differing.total() > _FEW:
        return Significance.MEDIUM
    return Significance.TYPO


def source_of(versions: Mapping[Locale, Status]) -> Locale | None:
    """Return the locale that the others are translated from: the first that readers have."""
    living = [
        code for code in LOCALES if versions.get(code, Status.ARCHIVED) is not Status.ARCHIVED
    ]
    read = [code for code in living if versions[code] is Status.PUBLISHED]
    return next(iter(read or living), None)


def missed(edits: Iterable[Edit], bases: Collection[int]) -> tuple[Edit, ...]:
    """Return the edits that came after the newest of the revisions that say what a base says.

    Where there is none of those, nothing is known to be missed.
    """
    if not bases:
        return ()
    newest = max(bases)
    return tuple(edit for edit in edits if edit.number > newest)
