"""A text as its writer typed it, cut into words that remember their sentence and clause.

"Webmail works but Outlook does not" says two things. A clause ends at a comma and before a word
such as "but"; a sentence at a full stop or a line's end.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from portal.kernel.text import fold

LONGEST = 3000
"""Characters that are looked at: what it is about is said early, if at all."""

_MOST_WORDS = 500

_CHUNK = re.compile(r"\w+(?:[.@'’-]\w+)*")
_SENTENCE_END = re.compile(r"[!?;…\n]|\.(?!\w)")
_CLAUSE_END = re.compile(r"[,:()\[\]–—|]|(?<=\s)-(?=\s)")
_SHORT = 2
"""A part of a hyphenated word up to this length belongs to its neighbour: e-mail, wi-fi."""


@dataclass(frozen=True)
class Word:
    """A folded word; `text` is what was typed. Sentences and clauses count from 0."""

    form: str
    text: str
    sentence: int
    clause: int
    is_last: bool = False
    """It ends its clause."""


def cut(text: str, breaks: Collection[str]) -> tuple[Word, ...]:
    """Return the words of `text`; a word in `breaks` begins a new clause."""
    words: list[Word] = []
    sentence = clause = end = 0
    for match in _CHUNK.finditer(text[:LONGEST]):
        between = text[end : match.start()]
        if words and _SENTENCE_END.search(between):
            sentence, clause = sentence + 1, clause + 1
        elif words and _CLAUSE_END.search(between):
            clause += 1
        for form, typed in _parts(match.group()):
            if form in breaks:
                clause += 1
            words.append(Word(form, typed, sentence, clause))
        end = match.end()
    return _with_ends(words[:_MOST_WORDS])


def split_again(
    words: Collection[Word], clauses: Collection[int], joints: Collection[str]
) -> tuple[Word, ...]:
    """Return `words` with the clauses in `clauses` cut at their `joints` too ("and")."""
    again: list[Word] = []
    shift = 0
    for word in words:
        shift += word.form in joints and word.clause in clauses
        again.append(replace(word, clause=word.clause + shift, is_last=False))
    return _with_ends(again)


def _with_ends(words: list[Word]) -> tuple[Word, ...]:
    nexts = [*words[1:], None][: len(words)]
    return tuple(
        replace(word, is_last=following is None or following.clause != word.clause)
        for word, following in zip(words, nexts, strict=True)
    )


def _parts(chunk: str) -> Iterator[tuple[str, str]]:
    """Yield what `chunk` counts as: an address and a number as one, other pieces by themselves."""
    plain = re.sub(r"['’]", "", chunk)
    if "." in plain or "@" in plain:
        yield fold(plain), chunk
        return
    pieces = plain.split("-")
    if any(len(piece) <= _SHORT for piece in pieces):
        yield fold("".join(pieces)), chunk
        return
    for piece in pieces:
        yield fold(piece), piece
