"""What a text shows: the concepts its words stand for, in trouble or in order, and their signs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.kernel.locale import Locale
from portal.wizard.rules.topic_text import Word, cut, split_again
from portal.wizard.rules.topic_words import Found, Vocabulary

WORKS = "works"
"""The concept that makes its clause speak of what is all right."""

ASKS_HOW = "how"
"""The concept that takes it back: "how does forwarding work"."""

_APART = 0.75
"""What a sign is worth whose parts stand in different sentences."""

_WEAKENED = 0.5
"""What the signs of a flow are worth that gives way."""


@dataclass(frozen=True)
class Sign:
    """Concepts that together speak for a flow; without a flow, for an answer in any.

    Each of `when` names one concept, or several of which any will do; those of `fine` must be
    said to be working. A sign does not count beside a concept in `unless`.
    """

    when: tuple[tuple[str, ...], ...]
    flow: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    points: int = 1
    fine: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivesWay:
    """A flow whose signs are worth less beside the concepts `to`, without any of `unless`."""

    flow: str
    to: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Language:
    """The words of one language. `negations` take back what works; `breaks` begin a clause."""

    vocabulary: Vocabulary
    negations: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    joints: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Topics:
    """All that the start page knows of how people say things."""

    languages: Mapping[Locale, Language] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    gives_way: tuple[GivesWay, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A sign that a text shows, its worth here, and the places of its words."""

    flow: str
    answers: Mapping[str, str]
    points: float
    places: tuple[int, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Seen:
    """The concepts of a text by name: where they stand, in trouble and in order."""

    words: tuple[Word, ...]
    bad: Mapping[str, Sequence[Found]]
    fine: Mapping[str, Sequence[Found]]


def look(text: str, language: Language, *, own: bool) -> Seen:
    """Return what `text` says in `language`; in another than the portal's, slips are not read."""
    words = cut(text, language.breaks)
    found = language.vocabulary.find(words, slips=own)
    works = [f for f in found if f.concept == WORKS and not _is_negated(f, words, language)]
    words = split_again(words, {words[f.start].clause for f in works}, language.joints)
    found = language.vocabulary.find(words, slips=own)
    asked = {words[f.start].clause for f in found if f.concept == ASKS_HOW}
    good = {
        words[f.end - 1].clause
        for f in found
        if f.concept == WORKS and not _is_negated(f, words, language)
    } - asked
    bad: dict[str, list[Found]] = defaultdict(list)
    fine: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        side = fine if words[f.start].clause in good else bad
        side[f.concept].append(f)
    return Seen(words, bad, fine)


_REACH = 3


def _is_negated(found: Found, words: Sequence[Word], language: Language) -> bool:
    """Return whether one of the words before, in its clause, denies what is found."""
    clause = words[found.start].clause
    before = words[max(0, found.start - _REACH) : found.start]
    return any(w.form in language.negations and w.clause == clause for w in before)


def signs_of(seen: Seen, topics: Topics) -> Iterator[Hit]:
    """Yield the signs that are seen; those of a flow that gives way count less."""
    weak = {way.flow for way in topics.gives_way if _gives_way(way, seen)}
    for sign in topics.signs:
        hit = _shows(sign, seen)
        if hit is not None:
            yield replace(hit, points=hit.points * _WEAKENED) if hit.flow in weak else hit


def _gives_way(way: GivesWay, seen: Seen) -> bool:
    return not seen.bad.keys().isdisjoint(way.to) and seen.bad.keys().isdisjoint(way.unless)


def _shows(sign: Sign, seen: Seen) -> Hit | None:
    if any(concept in seen.bad for concept in sign.unless):
        return None
    groups = [[f for name in names for f in seen.bad.get(name, ())] for names in sign.when]
    groups += [[f for name in names for f in seen.fine.get(name, ())] for names in sign.fine]
    if not all(groups):
        return None
    together = _in_one_sentence(groups, seen.words)
    chosen = together or [group[0] for group in groups]
    places = tuple(sorted({at for f in chosen for at in range(f.start, f.end)}))
    worth = sign.points if together else sign.points * _APART
    return Hit(sign.flow, sign.answers, worth, places)


def _in_one_sentence(
    groups: Sequence[Sequence[Found]], words: Sequence[Word]
) -> list[Found] | None:
    """Return one of each group, all of the first sentence that has them all."""
    by_sentence: dict[int, dict[int, Found]] = defaultdict(dict)
    for number, group in enumerate(groups):
        for f in group:
            by_sentence[words[f.start].sentence].setdefault(number, f)
    for _, members in sorted(by_sentence.items()):
        if len(members) == len(groups):
            return [members[number] for number in range(len(groups))]
    return None


def words_of(hits: Iterable[Hit], seen: Seen) -> tuple[str, ...]:
    """Return what was typed at the places of `hits`, neighbours together, each once."""
    hits, words = list(hits), seen.words
    runs: list[list[int]] = []
    for place in sorted({place for hit in hits for place in hit.places}):
        if runs and place == runs[-1][-1] + 1 and words[place].clause == words[place - 1].clause:
            runs[-1].append(place)
        else:
            runs.append([place])
    spoken = [hit.said for hit in hits if hit.said]
    spoken += [" ".join(words[place].text for place in run) for run in runs]
    return tuple(dict.fromkeys(spoken))
