"""How a text speaks: words that help nobody, and sentences that nobody reads to the end."""

import re
from collections.abc import Iterator

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.writing.model import Manuscript
from portal.writing.rules.text import Passage, passages, plain, sentences

LONGEST_SENTENCE = 40
_DAYS = r"24\s*[-–—]\s*48"
_REFUSED = {
    Locale.ES: r"simplemente|solo tienes que|obviamente|facil(?:es|mente)?|en breve|"
    r"lo antes posible",
    Locale.EN: r"simply|just|obviously|eas(?:y|ily)|shortly|as soon as possible",
    Locale.CS: r"jednoduse|staci jen|samozrejme|snadno|co nejdrive|v kratke dobe",
}
"""Folded: they belittle the reader, or promise a time."""

_PATTERNS = {
    locale: re.compile(rf"(?<!\w)(?:{words}|{_DAYS})(?!\w)".replace(" ", r"\s+"))
    for locale, words in _REFUSED.items()
}


def check(manuscript: Manuscript) -> Iterator[Finding]:
    """Yield refused words, also in title and summary, and sentences that are too long."""
    read = list(passages(manuscript.source))
    head = manuscript.head
    for key, said in (("title", head.title), ("summary", head.summary)):
        yield from _refused(manuscript, Passage(manuscript.line_of(key), said))
    for passage in read:
        yield from _refused(manuscript, Passage(passage.line, plain(passage.text)))
        yield from _long(manuscript, passage)


def _refused(manuscript: Manuscript, passage: Passage) -> Iterator[Finding]:
    folded = Passage(passage.line, fold(passage.text))
    for match in _PATTERNS[manuscript.head.locale].finditer(folded.text):
        said = " ".join(match.group().split())
        message = f"leave out or say otherwise: {said!r}"
        yield manuscript.error(folded.line_at(match.start()), "refused-word", message, said)


def _long(manuscript: Manuscript, passage: Passage) -> Iterator[Finding]:
    for sentence in sentences(passage):
        count = len(sentence.text.split())
        if count > LONGEST_SENTENCE:
            message = f"a sentence of {count} words: cut it in two"
            yield manuscript.warning(sentence.line, "long-sentence", message, count)
