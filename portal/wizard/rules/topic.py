"""Which flow a text in somebody's own words is about, and which of its questions it answers.

Words stand for concepts, and concepts that come together are signs of a flow (`topics/*.yml`).
What a text says to be working is no sign of trouble: "webmail works but Outlook does not". Where
two flows are about as likely, both are offered and none is chosen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.kernel.locale import Locale
from portal.wizard.model import Flow
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_reach import within_reach
from portal.wizard.rules.topic_text import Word, cut, split_again
from portal.wizard.rules.topic_words import Found, Vocabulary

WORKS = "works"
"""The concept that makes its clause speak of what is all right."""

ASKS_HOW = "how"
"""The concept that takes it back: "how does forwarding work"."""

_APART = 0.75
"""What a sign is worth whose parts stand in different sentences."""

_FADING = 0.5
"""What the next sign of the same flow adds to the one before."""

_WEAKENED = 0.5
"""What the signs of a flow are worth that gives way."""

_FOREIGN = 1.5
"""How many times more another language than the portal's must say to be the one spoken."""

_ENOUGH = 2.0
_NEAR = 0.7
"""A second flow with this share of the first one's points leaves it open."""

_WEAK_NEAR = 0.5
_MOST_CANDIDATES = 3
_READ = 5
_READ_IN_WORDS = 3
"""Points for an error that the error reader knows, by its code or by its words."""


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
class Read:
    """An error that was recognised in the text: the flow it leads to, and its code."""

    flow: str
    answers: Mapping[str, str]
    words: str
    is_code: bool = False


@dataclass(frozen=True)
class Guess:
    """What a text is about. `flow` is empty where nothing, or more than one, is likely enough.

    `candidates` are the flows to offer, the likeliest first; `answers` are options by question,
    valid in `flow`; `why` are the words that decided, as typed, and `because` those for each
    answer.
    """

    flow: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING = Guess()


@dataclass(frozen=True)
class _Hit:
    """A sign that a text shows, its worth here, and the places of its words."""

    flow: str
    answers: Mapping[str, str]
    points: float
    places: tuple[int, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class _Seen:
    """The concepts of a text by name: where they stand, in trouble and in order."""

    words: tuple[Word, ...]
    bad: Mapping[str, Sequence[Found]]
    fine: Mapping[str, Sequence[Found]]


def choose_topic(
    text: str,
    topics: Topics,
    locale: Locale,
    flows: Mapping[str, Flow],
    read: Collection[Read] = (),
) -> Guess:
    """Return what `text`, written in a portal of `locale`, is about. Pure; takes any text.

    Another language than that of the portal is understood where it says more.
    """
    order = sorted(topics.languages, key=lambda other: other is not locale)
    looks = [_look(text, topics.languages[other], own=other is locale) for other in order]
    guesses = [_understand(seen, topics, flows, read) for seen in looks]
    if not guesses:
        return NOTHING
    own = guesses[0][0]
    best = max(guesses, key=lambda found: found[0])
    return best[1] if best[0] > max(own * _FOREIGN, _ENOUGH) else guesses[0][1]


def _understand(
    seen: _Seen, topics: Topics, flows: Mapping[str, Flow], read: Collection[Read]
) -> tuple[float, Guess]:
    """Return how much what was seen says, and what."""
    shown = (_shows(sign, seen) for sign in topics.signs)
    weak = {way.flow for way in topics.gives_way if _gives_way(way, seen)}
    hits = [replace(h, points=h.points * _WEAKENED) if h.flow in weak else h for h in shown if h]
    hits += [
        _Hit(r.flow, r.answers, _READ if r.is_code else _READ_IN_WORDS, said=r.words) for r in read
    ]
    scores = _scores(hits, flows)
    if not scores:
        return 0.0, NOTHING
    first = next(iter(scores))
    if not _is_clear(scores, flows):
        share = _NEAR if scores[first] >= _ENOUGH else _WEAK_NEAR
        near = [flow for flow, points in scores.items() if points >= share * scores[first]]
        why = _said([hit for hit in hits if hit.flow in near], seen.words)
        return scores[first], Guess(candidates=tuple(near[:_MOST_CANDIDATES]), why=why)
    mine = [hit for hit in hits if hit.flow in {first, ""}]
    because = _answers(mine, flows[first])
    told = within_reach(flows[first], {node: option for node, (option, _) in because.items()})
    guess = Guess(
        flow=first,
        answers=told,
        candidates=(first,),
        why=_said([hit for hit in mine if hit.flow], seen.words),
        because={node: _said(because[node][1], seen.words) for node in told},
    )
    return scores[first], guess


def _look(text: str, language: Language, *, own: bool) -> _Seen:
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
    return _Seen(words, bad, fine)


_REACH = 3


def _is_negated(found: Found, words: Sequence[Word], language: Language) -> bool:
    """Return whether one of the words before, in its clause, denies what is found."""
    clause = words[found.start].clause
    before = words[max(0, found.start - _REACH) : found.start]
    return any(w.form in language.negations and w.clause == clause for w in before)


def _gives_way(way: GivesWay, seen: _Seen) -> bool:
    return not seen.bad.keys().isdisjoint(way.to) and seen.bad.keys().isdisjoint(way.unless)


def _shows(sign: Sign, seen: _Seen) -> _Hit | None:
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
    return _Hit(sign.flow, sign.answers, worth, places)


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


def _scores(hits: Iterable[_Hit], flows: Mapping[str, Flow]) -> dict[str, float]:
    """Return the flows by points, most first; each further sign of a flow adds less."""
    points: dict[str, list[float]] = defaultdict(list)
    for hit in hits:
        if hit.flow in flows:
            points[hit.flow].append(hit.points)
    totals = {
        flow: sum(p * _FADING**i for i, p in enumerate(sorted(found, reverse=True)))
        for flow, found in points.items()
    }
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def _is_clear(scores: Mapping[str, float], flows: Mapping[str, Flow]) -> bool:
    """Return whether the first flow is likely enough, or alone, and no other nearly as likely.

    A flow and the one that it goes on in are no rivals: either leads to the other's questions.
    """
    (first, most), *others = scores.items()
    if most < _ENOUGH and others:
        return False
    kin = _goes_on_in(flows[first])
    return all(
        points < _NEAR * most or other in kin or first in _goes_on_in(flows[other])
        for other, points in others
    )


def _goes_on_in(flow: Flow) -> frozenset[str]:
    return frozenset(
        node.flow for node in flow.nodes.values() if node.kind == "outcome" and node.flow
    )


def _answers(hits: Sequence[_Hit], flow: Flow) -> dict[str, tuple[str, list[_Hit]]]:
    """Return, for each question with a clear answer, that answer and what told it.

    What a sign says counts as a whole: where one of its answers loses, so do the others.
    """
    told: dict[str, dict[str, list[_Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        for node, option in hit.answers.items():
            if is_offered(flow, node, option):
                told[node][option].append(hit)
    clear = {node: best for node, options in told.items() if (best := _best(options))}
    return {
        node: (option, agreeing)
        for node, option in clear.items()
        if (agreeing := [hit for hit in told[node][option] if _agrees(hit, clear, told)])
    }


def _best(options: Mapping[str, Sequence[_Hit]]) -> str | None:
    """Return the option that the strongest sign tells, None where another is as strong."""
    ranked = sorted((-max(hit.points for hit in said), option) for option, said in options.items())
    is_clear = len(ranked) == 1 or ranked[0][0] < ranked[1][0]
    return ranked[0][1] if is_clear else None


def _agrees(hit: _Hit, clear: Mapping[str, str], told: Collection[str]) -> bool:
    return all(clear.get(n) == option for n, option in hit.answers.items() if n in told)


def _said(hits: Iterable[_Hit], words: Sequence[Word]) -> tuple[str, ...]:
    """Return what was typed at the hits' places, neighbours together, each once."""
    hits = list(hits)
    places = sorted({place for hit in hits for place in hit.places})
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1 and words[place].clause == words[place - 1].clause:
            runs[-1].append(place)
        else:
            runs.append([place])
    spoken = [hit.said for hit in hits if hit.said]
    spoken += [" ".join(words[place].text for place in run) for run in runs]
    return tuple(dict.fromkeys(spoken))
