"""What a new article began with and its writer has not filled in yet."""

import re
from collections.abc import Iterator
from functools import cache

from portal.articles.model import Kind, Status
from portal.articles.rules import outside_code
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES
from portal.writing.model import Manuscript
from portal.writing.rules.outlines import outline

_NOTE = re.compile(r"<!--.*?-->")


def check(manuscript: Manuscript) -> Iterator[Finding]:
    """Yield the notes of the outline that are left in a text for readers; a draft may have them."""
    if manuscript.head.status is not Status.PUBLISHED:
        return
    notes = _notes()
    for number, line in outside_code(manuscript.source):
        for note in _NOTE.findall(line):
            if note in notes:
                message = f"{note} is still to be written, or its part left out"
                yield manuscript.error(number, "unfinished", message, note)


@cache
def _notes() -> frozenset[str]:
    texts = (outline(locale, kind) for locale in LOCALES for kind in Kind)
    return frozenset(note for text in texts for note in _NOTE.findall(text))
