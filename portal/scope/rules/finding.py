"""Which entries of the catalogue somebody means who says in their own words what they need.

Every phrase of an entry, in every language, is one example of how it is asked for. A text is
compared with all of them by the features they share, each worth the more the fewer entries have
it; then with the entry as a whole, and by whether one phrase of it agrees with both what is to
be done and what it is done to. What fits far less than the best is left out, and so is all of
it when nothing fits well.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from portal.kernel.locale import LOCALES, Locale
from portal.scope.model import (
    ConceptKind,
    FoundEntry,
    PlanKind,
    Scope,
    ScopeEntry,
    ScopeVerdict,
    ScopeWords,
)
from portal.scope.rules.concepts import compile_concepts, kinds_of
from portal.scope.rules.hearing import HOW, Ear, Heard, tokens_of
from portal.search.rules.spelling import Vocabulary

_WORTH = {
    ConceptKind.THING: 1.0,
    ConceptKind.ACT: 0.9,
    ConceptKind.MATTER: 1.15,
    ConceptKind.WAY: 0.55,
}
_DOING = (ConceptKind.ACT, ConceptKind.MATTER)
_TELLING = (ConceptKind.THING, ConceptKind.MATTER)
_PLAIN_WORD = 0.8
_UNKNOWN_WORD = 1.3
"""The weight of a word that no entry has: it tells against all of them a little."""

_MOST_UNKNOWN = 6.0
_LITTLE = 1.5
"""Added to what either side says, so that one common word said by both proves little."""

_WHOLE_ENTRY = 0.3
_AGREES, _LACKS_ACT, _LACKS_THING = 1.15, 0.85, 0.8
_LACKS_DECISIVE = 0.84
_OTHER_PLAN = 0.85
_TAUGHT = 0.8
"""Who does not ask how is not after a phrase that does."""

_ONE_SENTENCE = 0.93
_LEAST = 0.36
_OF_THE_BEST = 0.6
_SENTENCE = re.compile(r"[.!?;\n]+")
_FOR_ME = "forme"
_SELF, _OTHERS = 0.82, 0.82
_DOES_IT_FOR_YOU = {ScopeVerdict.OUT_OF_SCOPE, ScopeVerdict.CHARGEABLE}


@dataclass(frozen=True)
class _Phrase:
    entry: int
    features: frozenset[str]
    weight: float


class EntryFinder:
    """The catalogue ready to be searched; built once, it never changes."""

    def __init__(self, scope: Scope, words: ScopeWords) -> None:
        self._entries = scope.entries
        self._kinds = kinds_of(words)
        ears = {code: Ear(code, compile_concepts(words, code)) for code in LOCALES}
        said = [
            (place, frozenset(ears[code].hear(phrase)), code)
            for place, entry in enumerate(scope.entries)
            for code in LOCALES
            for phrase in _phrases(entry, code)
        ]
        self._weights = self._weigh(said)
        self._phrases = [
            _Phrase(place, features, sum(map(self._weights.__getitem__, features)))
            for place, features, _ in said
            if features
        ]
        self._holding = _holding(self._phrases)
        self._all = _together(self._phrases, len(scope.entries))
        self._topics = [self._topic(place) for place in range(len(scope.entries))]
        self._ears = {code: self._trained(ears[code], scope) for code in LOCALES}

    def _topic(self, place: int) -> str:
        """Return the thing that most phrases of an entry name."""
        named = Counter(
            feature
            for phrase in self._phrases
            if phrase.entry == place
            for feature in phrase.features
            if self._kinds.get(feature) is ConceptKind.THING
        )
        return max(named, key=named.__getitem__, default="")

    def _weigh(self, said: Iterable[tuple[int, frozenset[str], Locale]]) -> dict[str, float]:
        holders: dict[str, set[int]] = defaultdict(set)
        for place, features, _ in said:
            for feature in features:
                holders[feature].add(place)
        many = len(self._entries)
        return {
            feature: self._worth(feature) * log(1 + many / len(places))
            for feature, places in holders.items()
        }

    def _worth(self, feature: str) -> float:
        kind = self._kinds.get(feature)
        return _WORTH[kind] if kind else _PLAIN_WORD

    def _trained(self, ear: Ear, scope: Scope) -> Ear:
        counts = Counter(
            token.form
            for entry in scope.entries
            for phrase in _phrases(entry, ear.locale)
            for token in tokens_of(phrase)
            if token.form.isalpha()
        )
        return Ear(ear.locale, ear.concepts, Vocabulary(counts))

    def find(
        self, text: str, locale: Locale, limit: int, plan_kind: PlanKind | None = None
    ) -> list[FoundEntry]:
        """Return the entries that `text` may mean, the likeliest first; none when it is unclear."""
        whole = self._score(self._ears[locale].hear(text))
        sentences = [part for part in _SENTENCE.split(text) if part.strip()]
        for part in sentences if len(sentences) > 1 else ():
            for place, score in self._score(self._ears[locale].hear(part)).items():
                whole[place] = max(whole.get(place, 0.0), score * _ONE_SENTENCE)
        return self._best(whole, self._ears[locale].hear(text), limit, plan_kind)

    def _best(
        self, scores: Mapping[int, float], heard: Heard, limit: int, plan_kind: PlanKind | None
    ) -> list[FoundEntry]:
        told = {p: score for p, score in scores.items() if self._says_enough(p, heard)}
        least = max(_LEAST, max(told.values(), default=0.0) * _OF_THE_BEST)
        ranked = [
            (place, score)
            for place, score in sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
            if plan_kind is None or self._entries[place].is_on(plan_kind)
        ]
        return [
            FoundEntry(self._entries[place], score, self._deciding(place, heard))
            for place, score in ranked[:limit]
            if score >= least
        ]

    def _deciding(self, place: int, heard: Heard) -> tuple[str, ...]:
        """Return the words of the text that the entry has, in the order said."""
        return tuple(dict.fromkeys(said for f, said in heard.items() if f in self._all[place]))

    def _score(self, heard: Heard) -> dict[int, float]:
        told = {f: self._weights.get(f, 0.0) for f in heard}
        unknown = sum(weight == 0 for weight in told.values()) * _UNKNOWN_WORD
        asked = sum(told.values()) + min(unknown, _MOST_UNKNOWN)
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in told.items():
            for number in self._holding.get(feature, ()):
                shared[number] += weight
        best: dict[int, float] = defaultdict(float)
        for number, weight in shared.items():
            phrase = self._phrases[number]
            size = (phrase.weight + _LITTLE) * (asked + _LITTLE)
            fit = weight / size**0.5 * self._agreement(heard, phrase.features)
            best[phrase.entry] = max(best[phrase.entry], fit)
        decisive = self._decisive(told)
        return {
            place: self._turned(
                place, heard, fit + _WHOLE_ENTRY * self._covered(place, told, asked)
            )
            * _LACKS_DECISIVE ** len(decisive - self._all[place])
            for place, fit in best.items()
        }

    def _decisive(self, told: Mapping[str, float]) -> set[str]:
        """Return the thing that fewest entries are about, among what was told, and all matters."""
        things = [f for f in told if self._kinds.get(f) is ConceptKind.THING]
        heaviest = max(things, key=told.__getitem__, default="")
        return {f for f in told if self._kinds.get(f) is ConceptKind.MATTER or f == heaviest}

    def _covered(self, place: int, told: Mapping[str, float], asked: float) -> float:
        return sum(weight for f, weight in told.items() if f in self._all[place]) / asked

    def _agreement(self, heard: Heard, features: frozenset[str]) -> float:
        """Tell how well what is to be done, and to what, are the same in both."""
        agreed = _TAUGHT if HOW in features and HOW not in heard else 1.0
        for kinds, factor in ((_DOING, _LACKS_ACT), ((ConceptKind.THING,), _LACKS_THING)):
            wanted = {f for f in heard if self._kinds.get(f) in kinds}
            has = {f for f in features if self._kinds.get(f) in kinds}
            if wanted and has and not wanted & has:
                agreed *= factor
            elif wanted & has:
                agreed *= _AGREES
        return agreed

    def _turned(self, place: int, heard: Heard, score: float) -> float:
        """Who asks how to do a thing does it; who asks for somebody wants it done."""
        does_it = self._entries[place].verdict in _DOES_IT_FOR_YOU
        has = self._all[place]
        if self._is_of_another_plan(place, heard):
            score *= _OTHER_PLAN
        if HOW in heard and _FOR_ME not in heard and does_it and HOW not in has:
            return score * _SELF
        if _FOR_ME in heard and not does_it and _FOR_ME not in has:
            return score * _OTHERS
        return score

    def _is_of_another_plan(self, place: int, heard: Heard) -> bool:
        """What only some plans have is not meant by who says nothing of it."""
        plans = self._entries[place].plans
        return bool(plans) and PlanKind.SHARED not in plans and self._topics[place] not in heard

    def _says_enough(self, place: int, heard: Heard) -> bool:
        """Tell whether what is shared names a thing or a matter, or is more than one word."""
        shared = [self._kinds.get(f) for f in heard if f in self._all[place]]
        counting = [kind for kind in shared if kind is not ConceptKind.WAY]
        return len(counting) > 1 or any(kind in _TELLING for kind in counting)


def _phrases(entry: ScopeEntry, locale: Locale) -> Iterator[str]:
    yield entry.task.get(locale, "")
    yield from entry.synonyms.get(locale, ())


def _holding(phrases: list[_Phrase]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, phrase in enumerate(phrases):
        for feature in phrase.features:
            found[feature].append(number)
    return found


def _together(phrases: list[_Phrase], entries: int) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in range(entries)]
    for phrase in phrases:
        found[phrase.entry] |= phrase.features
    return found
