"""R8: one ticket, one problem. Does a text hold two, and where does the second begin?

It may where words join, or a sentence or part of it ends. Two problems are two different things
of which each does something wrong, or of which each is to be changed. Things that fail together,
as a website and its certificate do, are one problem unless the writer says otherwise.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from portal.tickets.rules.joins import Join, find_joins
from portal.tickets.rules.lexicon import ACCESS, Lexicon
from portal.tickets.rules.text import Anchor, AnchorKind, Prepared, prepare

_TOGETHER = frozenset(
    frozenset(pair)
    for pair in (
        ("website", "database"), ("website", "certificate"), ("website", "domain"),
        ("website", "server"), ("mail", "server"), ("mail", "domain"), ("mail", "certificate"),
        ("domain", "certificate"), ("domain", "billing"), ("server", "ftp"), ("server", "panel"),
        ("server", "database"), ("server", "certificate"), ("server", "domain"),
        ("panel", "certificate"),
    )
)  # fmt: skip
"""Groups whose things fail from one cause, most of the time."""

_LINE = re.compile(r"([.!?:;,]?)[ \t]*(?:\r?\n\s*)+")
_MARKS = ".,;:!?+&"
_NEAR = 3
"""So near to a join stand things that one verb belongs to: "mail and web fail"."""

_SOON = 4
"""So soon a part names what it is about, or what is to be done about it."""

_MOST_TEXT = 6000


@dataclass(frozen=True)
class Split:
    """Two problems, perhaps: the service group of each, if it is named, and its text."""

    groups: tuple[str, str]
    parts: tuple[str, str]


def find_split(text: str, lexicon: Lexicon) -> Split | None:
    """Return how `text` falls into two problems, or None if it names one."""
    prepared = prepare(_LINE.sub(lambda end: f"{end[1] or '.'} ", text[:_MOST_TEXT]))
    reader = _Reader(prepared, lexicon)
    for join, groups in reader.divisions():
        parts = prepared.text[: join.start].rstrip(" ,;.:"), prepared.text[join.end :].strip()
        if all(parts):
            return Split(groups, parts)
    return None


def _placed(prepared: Prepared) -> Iterator[tuple[Anchor, int, int]]:
    """Yield each anchor of the text, where it stands, and the place of the word behind it."""
    at = 0
    for anchor in prepared.anchors:
        at = prepared.text.find(anchor.text, at)
        yield anchor, at, bisect_left(prepared.starts, at)
        at += len(anchor.text)


def _group_of(anchor: Anchor) -> str:
    return "mail" if "@" in anchor.text else "website"


class _Reader:
    """What each word of a text is, by its place, and what that makes of each join."""

    def __init__(self, prepared: Prepared, lexicon: Lexicon) -> None:
        tokens, words = prepared.tokens, lexicon.split
        self._in_passing = words.in_passing.covered(tokens)
        self._prepared, self._starts = prepared, prepared.starts
        self._objects = {
            at: name
            for name, objects in lexicon.objects
            if name != ACCESS
            for at in sorted(objects.covered(tokens) - self._in_passing)
        }
        self._joining = words.conjunctions.covered(tokens)
        self._wrong = lexicon.symptoms.covered(tokens) | words.failing.covered(tokens)
        self._wanted = lexicon.actions.covered(tokens)
        self._wish = words.wish.covered(tokens)
        self._prepositions = words.prepositions.covered(tokens)
        self._steps = lexicon.step_actions.covered(tokens)
        placed = list(_placed(prepared))
        self._codes = {word for anchor, _, word in placed if anchor.kind is AnchorKind.CODE}
        self._addresses = {
            word: _group_of(anchor)
            for anchor, at, word in placed
            if anchor.kind is AnchorKind.ADDRESS and self._begins_part(prepared.own[:at], word)
        }
        self._adding = words.adding.covered(tokens)
        self._another = words.another.covered(tokens)
        self._consequence = words.consequence.covered(tokens)

    def _begins_part(self, before: str, word: int) -> bool:
        """Return whether what stands behind `before`, ahead of `word`, begins a part of the text.

        Behind a verb that asks for something it does as well: "and renew shop.example".
        """
        marks = before.rstrip()[-1:]
        if not marks or marks in _MARKS:
            return True
        return marks.isalnum() and (word - 1 in self._joining or word - 1 in self._wanted)

    def divisions(self) -> Iterator[tuple[Join, tuple[str, str]]]:
        """Yield each join that parts two problems, with the groups of these."""
        joins = find_joins(self._prepared, self._joining)
        full = [join for join in joins if join.is_full]
        for join in joins:
            begin = max((j.after for j in full if j.after < join.before), default=0)
            last = min((j.before for j in full if j.before > join.after), default=len(self._starts))
            left, right = range(begin, join.before), range(join.after, last)
            if self._announces(join):
                rest = range(join.after, len(self._starts))
                yield join, (self._subject(range(join.before)), self._subject(rest))
            elif groups := self._divided(join, left, right):
                yield join, groups

    def _announces(self, join: Join) -> bool:
        """Return whether "another problem" begins here, or two were announced before."""
        rest = range(join.after, len(self._starts))
        first = max((at + 1 for at in self._another if at < join.before), default=0)
        begun = range(first, join.before)
        if first > 0:
            return self._speaks(rest) and self._speaks(begun)
        soon = {*range(join.before, join.after + _SOON)}
        return bool(self._another & soon) and self._tells(rest) and self._tells(begun)

    def _speaks(self, places: range) -> bool:
        return self._tells(places) or any(at in self._objects for at in places)

    def _divided(self, join: Join, left: range, right: range) -> tuple[str, str] | None:
        """Return the groups of the two problems left and right of `join`, if it parts two."""
        adds = join.is_second or bool(self._adding & {*range(join.before, join.after + 2)})
        here, there = self._subject(left), self._subject(right, soon=not adds)
        if not here or not there or join.after in self._consequence:
            return None
        if there in self._groups(left) or here in self._groups(right):
            return None
        if not adds and frozenset((here, there)) in _TOGETHER and not self._are_tasks(left, right):
            return None
        if self._is_about_the_first(here, left, right):
            return None
        told = self._both_tell(left, right) or self._share_a_verb(join, left, right)
        told = told or (adds and self._wishes_more(left))
        return (here, there) if told else None

    def _are_tasks(self, left: range, right: range) -> bool:
        """Return whether each part only asks for something to be done."""
        parts = (left, right)
        return all(any(at in self._wanted for at in p) and not self._is_wrong(p) for p in parts)

    def _is_about_the_first(self, here: str, left: range, right: range) -> bool:
        """Return whether `right` only tells more: what a message says, what a panel does not do."""
        first = next((at for at in right if at in self._objects or at in self._in_passing), None)
        if first in self._in_passing:
            return True
        return here == "panel" and self._is_wrong(left) and any(at in self._wanted for at in right)

    def _subject(self, places: range, *, soon: bool = False) -> str:
        """Return the group of the first thing in `places`; `soon` if it comes soon enough."""
        if places.start in self._addresses:  # "shop.example loads without styles"
            return self._addresses[places.start]
        at = next((at for at in places if at in self._objects), None)
        if at is None:
            return self._renewed(places)
        done = [place for place in (*self._wanted, *self._wrong) if places.start <= place < at]
        if soon and at - max((places.start, *done)) > _SOON:
            return ""
        return self._objects[at]

    def _renewed(self, places: range) -> str:
        """Return the group of an address that something is to be done about, or nothing."""
        done = (at + 1 for at in places if at in self._wanted)
        found = next((self._addresses[at] for at in done if at in self._addresses), "")
        return "domain" if found == "website" else found

    def _groups(self, places: range) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._objects[at] for at in places if at in self._objects))

    def _tells(self, places: range) -> bool:
        return self._is_wrong(places) or any(at in self._wanted for at in places)

    def _is_wrong(self, places: range) -> bool:
        if any(places.start <= at <= places.stop for at in self._codes):
            return True
        return any(at in self._wrong for at in places)

    def _both_tell(self, left: range, right: range) -> bool:
        wrong = [self._is_wrong(places) for places in (left, right)]
        wanted = [any(at in self._wanted for at in places) for places in (left, right)]
        wished = [any(at in self._wish for at in places) for places in (left, right)]
        if all(wrong):
            return True
        if wrong[1]:  # "I press Copies and the page stays blank" wishes for nothing
            is_told = any(at in self._steps for at in left) and not wished[0]
            return wanted[0] and not is_told
        return wanted[1] and (wished[1] if wrong[0] else wanted[0])

    def _wishes_more(self, left: range) -> bool:
        """Return whether `left` asks for something, so that what is added is asked for too."""
        return any(at in self._wanted | self._wish for at in left) and not self._is_wrong(left)

    def _share_a_verb(self, join: Join, left: range, right: range) -> bool:
        """Return whether things beside `join` fail by one verb: "mail and web do not open"."""
        named = [at for at in left[-_NEAR:] if at in self._objects]
        if not join.is_word or not named or not self._objects.keys() & {*right[:_NEAR]}:
            return False
        if join.after in self._prepositions:  # "arrives neither in the mailbox nor in spam"
            return False
        if any(at in self._wrong | self._steps for at in range(named[-1], join.before)):
            return False
        if any(at in self._wrong for at in right):
            return True
        asked = any(at in self._wanted for at in left)
        return any(at in self._wrong for at in left) and not asked
