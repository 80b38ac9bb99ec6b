"""The passages of a text that show why it was found, with the words marked.

Words are looked for by the beginning of their stem in the folded text, then checked by stem; so
only what may match is analysed, and an excerpt costs microseconds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.model import Parts, Passage, SearchDocument
from portal.search.rules.languages import stems
from portal.search.rules.tokens import fold_in_place

EXCERPT_LIMIT = 220
_BEFORE = 60
"""How many characters of context to keep before the first match."""

_MOST_PLACES = 200  # of one word in one document: enough to choose from
_WORD = re.compile(r"\w*(?:[.-]\w+)*")
_PLAIN_WORD = re.compile(r"\w*")
_SENTENCE_END = re.compile(r"[.!?…:]\s+")
_HEADING_WORTH = 1.5
_HEADINGS = 2  # the line of the first heading, after title and summary


@dataclass(frozen=True)
class Place:
    """Where a word that matched stands in a text."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True)
class Excerpt:
    """A passage of section `section` (its position in the document), and how well it fits."""

    section: int
    parts: Parts
    worth: float


@dataclass(frozen=True)
class Marker:
    """Finds the words of one query in texts of one language."""

    stems: frozenset[str]
    locale: Locale

    def mark(self, text: str) -> Parts:
        """Return `text` in pieces, those that match marked."""
        return _cut(text, self.places(text), 0, len(text))

    def places(self, text: str, folded: str = "") -> list[Place]:
        """Return where the query's words stand in `text`, in order, none over another.

        `folded` is the text folded in place, where somebody has it.
        """
        folded = folded or fold_in_place(text)
        found: list[Place] = []
        for wanted in sorted(self.stems):
            found += islice(self._places_of(wanted, text, folded), _MOST_PLACES)
        found.sort(key=lambda p: (p.start, -p.end))
        apart: list[Place] = []
        for place in found:
            if not apart or place.start >= apart[-1].end:
                apart.append(place)
        return apart

    def _places_of(self, wanted: str, text: str, folded: str) -> Iterable[Place]:
        is_word = wanted.isalpha()
        beginning = wanted[:-1] if is_word and len(wanted) > 3 else wanted  # noqa: PLR2004  # a shorter beginning is everywhere
        pattern = _PLAIN_WORD if is_word else _WORD
        at = folded.find(beginning)
        while at >= 0:
            match = pattern.match(folded, at)
            end = match.end() if match else at + len(beginning)
            is_start = at == 0 or not (folded[at - 1].isalnum() or folded[at - 1] == "_")
            if is_start and self._fits(wanted, text[at:end], is_word=is_word):
                yield Place(at, end, wanted)
            at = folded.find(beginning, max(end, at + 1))

    def _fits(self, wanted: str, word: str, *, is_word: bool) -> bool:
        return wanted in stems(word, self.locale) if is_word else fold(word) == wanted

    def look(self, document: SearchDocument, folded: str = "") -> "Looked":
        """Look `document` through; `folded` are its lines, folded in place, if somebody has them.

        All lines are gone through at once: that takes a fraction of doing so one by one.
        """
        lines = lines_of(document)
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        found: dict[int, list[Place]] = {}
        for place in self.places("\n".join(lines), folded):
            number = bisect_right(starts, place.start) - 1
            start = starts[number]
            at = Place(place.start - start, place.end - start, place.stem)
            found.setdefault(number, []).append(at)
        return Looked(document.sections, lines, found)

    def excerpts(self, sections: Sequence[Passage], limit: int = 3) -> list[Excerpt]:
        """Return the best passage of each of the `limit` best sections, the best first."""
        document = SearchDocument("", self.locale, "", "", "", "", sections=tuple(sections))
        return self.look(document).excerpts(limit)


def lines_of(document: SearchDocument) -> list[str]:
    """Return everything of `document` that is marked: title, summary, headings, texts."""
    sections = document.sections
    headings, texts = [s.heading for s in sections], [s.text for s in sections]
    return [document.title, document.summary, *headings, *texts]


@dataclass(frozen=True)
class Looked:
    """A document that was looked through: where the query's words stand in each of its lines."""

    sections: Sequence[Passage]
    lines: Sequence[str]
    places: Mapping[int, Sequence[Place]]

    @property
    def title(self) -> Parts:
        """The title, marked."""
        return self._line(0)

    @property
    def summary(self) -> Parts:
        """The summary, marked."""
        return self._line(1)

    def heading(self, section: int) -> Parts:
        """Return the heading of a section, marked."""
        return self._line(_HEADINGS + section)

    def _line(self, number: int) -> Parts:
        line = self.lines[number]
        if number not in self.places:
            return ((line, False),) if line else ()
        return _cut(line, self.places[number], 0, len(line))

    def excerpts(self, limit: int) -> list[Excerpt]:
        """Return the best passage of each of the `limit` best sections, the best first."""
        count = len(self.sections)
        worth = {}
        for number in {(line - _HEADINGS) % count for line in self.places if line >= _HEADINGS}:
            in_heading = self.places.get(_HEADINGS + number, ())
            worth[number] = _worth(self._in_text(number), in_heading)
        best = sorted(worth, key=lambda number: (-worth[number], number))[:limit]
        return [
            Excerpt(n, _passage(self.sections[n].text, self._in_text(n)), worth[n]) for n in best
        ]

    def _in_text(self, section: int) -> Sequence[Place]:
        return self.places.get(_HEADINGS + len(self.sections) + section, ())


def _worth(places: Sequence[Place], in_heading: Sequence[Place]) -> float:
    """Return how well a section fits: words in one passage count most, then in the heading."""
    heading = _HEADING_WORTH * len({p.stem for p in in_heading})
    if not places:
        return heading
    first, last = _best_run(places)
    together = {p.stem for p in places[first : last + 1]}
    apart = {p.stem for p in places} - together
    return heading + 2 * len(together) + len(apart) + min(len(places), 10) / 20


def _passage(text: str, places: Sequence[Place]) -> Parts:
    if not places:
        return opening(text)
    first, last = _best_run(places)
    start, end = _frame(text, places[first].start, places[last].end)
    return _cut(text, places, start, end)


def opening(text: str) -> Parts:
    """Return the beginning of `text`, unmarked, as long as an excerpt may be."""
    start, end = _frame(text, 0, 0)
    return _cut(text, [], start, end)


def _best_run(places: Sequence[Place]) -> tuple[int, int]:
    """Return the first and last of the places that fit into one excerpt and say most."""
    width = EXCERPT_LIMIT - _BEFORE
    starts = [p.start for p in places]
    best, best_worth = (0, 0), -1.0
    for first, place in enumerate(places):
        last = max(first, bisect_right(starts, place.start + width) - 1)
        while last > first and places[last].end > place.start + width:
            last -= 1
        run = places[first : last + 1]
        worth = len({p.stem for p in run}) + len(run) / 100
        if worth > best_worth:
            best, best_worth = (first, last), worth
    return best


def _frame(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of `text` to show around what stands from `start` to `end`."""
    earliest = max(0, start - _BEFORE)
    sentence = max(
        (m.end() for m in _SENTENCE_END.finditer(text, earliest, start)),
        default=0 if earliest == 0 else -1,
    )
    begin = sentence if sentence >= 0 else _next_word(text, earliest, start)
    stop = min(len(text), begin + EXCERPT_LIMIT - 2)  # room for an ellipsis at each end
    if stop < len(text):
        gap = text.rfind(" ", end, stop + 1)
        stop = gap if gap > begin else max(end, stop)
    return begin, min(stop, begin + EXCERPT_LIMIT - 2)


def _next_word(text: str, at: int, before: int) -> int:
    gap = text.find(" ", at, before)
    return gap + 1 if gap >= 0 else before


def _cut(text: str, places: Sequence[Place], start: int, end: int) -> Parts:
    """Return `text` from `start` to `end` in pieces; an ellipsis says where some is left out."""
    parts: list[tuple[str, bool]] = [("…", False)] if start > 0 else []
    at = start
    for place in places:
        if place.start < at or place.end > end:
            continue
        if place.start > at:
            parts.append((text[at : place.start], False))
        parts.append((text[place.start : place.end], True))
        at = place.end
    if at < end:
        parts.append((text[at:end], False))
    if end < len(text):
        parts.append(("…", False))
    return _joined(parts)


def _joined(parts: list[tuple[str, bool]]) -> Parts:
    joined: list[tuple[str, bool]] = []
    for text, is_match in parts:
        if joined and joined[-1][1] == is_match:
            joined[-1] = (joined[-1][0] + text, is_match)
        else:
            joined.append((text, is_match))
    return tuple(joined)
