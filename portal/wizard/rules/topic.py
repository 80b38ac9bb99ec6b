"""Which flow a text in somebody's own words is about, and which of its questions it answers.

Words stand for concepts, and concepts that come together are signs of a flow (`topics/*.yml`).
What a text says to be working is no sign of trouble: "webmail works but Outlook does not". Where
two flows are about as likely, both are offered and none is chosen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.locale import Locale
from portal.wizard.model import Flow
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_reach import within_reach
from portal.wizard.rules.topic_signs import Hit, Seen, Topics, look, signs_of, words_of

_FADING = 0.5
"""What the next sign of the same flow adds to the one before."""

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
class Read:
    """An error that was recognised in the text: the flow it leads to, and its code."""

    flow: str
    answers: Mapping[str, str]
    words: str
    is_code: bool = False


@dataclass(frozen=True)
class Guess:
    """What a text is about. `flow` is empty where nothing, or more than one, is likely enough.

    `answers` are options by question, valid in `flow`; `candidates` the flows to offer, the
    likeliest first; `why` the words that decided, as typed.
    """

    flow: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


NOTHING = Guess()


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
    looks = [look(text, topics.languages[other], own=other is locale) for other in order]
    guesses = [_understand(seen, topics, flows, read) for seen in looks]
    if not guesses:
        return NOTHING
    own = guesses[0][0]
    best = max(guesses, key=lambda found: found[0])
    return best[1] if best[0] > max(own * _FOREIGN, _ENOUGH) else guesses[0][1]


def _understand(
    seen: Seen, topics: Topics, flows: Mapping[str, Flow], read: Collection[Read]
) -> tuple[float, Guess]:
    """Return how much what was seen says, and what."""
    hits = [*signs_of(seen, topics), *map(_read, read)]
    scores = _scores(hits, flows)
    if not scores:
        return 0.0, NOTHING
    first = next(iter(scores))
    if not _is_clear(scores, flows):
        share = _NEAR if scores[first] >= _ENOUGH else _WEAK_NEAR
        near = [flow for flow, points in scores.items() if points >= share * scores[first]]
        why = words_of([hit for hit in hits if hit.flow in near], seen)
        return scores[first], Guess(candidates=tuple(near[:_MOST_CANDIDATES]), why=why)
    mine = [hit for hit in hits if hit.flow in {first, ""}]
    answers = within_reach(flows[first], _answers(mine, flows[first]))
    why = words_of([hit for hit in mine if hit.flow], seen)
    return scores[first], Guess(first, answers, (first,), why)


def _read(error: Read) -> Hit:
    points = _READ if error.is_code else _READ_IN_WORDS
    return Hit(error.flow, error.answers, points, said=error.words)


def _scores(hits: Iterable[Hit], flows: Mapping[str, Flow]) -> dict[str, float]:
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


def _answers(hits: Sequence[Hit], flow: Flow) -> dict[str, str]:
    """Return the answer to each question that is clearly answered.

    What a sign says counts as a whole: where one of its answers loses, so do the others.
    """
    told: dict[str, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        for node, option in hit.answers.items():
            if is_offered(flow, node, option):
                told[node][option].append(hit)
    clear = {node: best for node, options in told.items() if (best := _best(options))}
    return {
        node: option
        for node, option in clear.items()
        if any(_agrees(hit, clear, told) for hit in told[node][option])
    }


def _best(options: Mapping[str, Sequence[Hit]]) -> str | None:
    """Return the option that the strongest sign tells, None where another is as strong."""
    ranked = sorted((-max(hit.points for hit in said), option) for option, said in options.items())
    is_clear = len(ranked) == 1 or ranked[0][0] < ranked[1][0]
    return ranked[0][1] if is_clear else None


def _agrees(hit: Hit, clear: Mapping[str, str], told: Collection[str]) -> bool:
    return all(clear.get(n) == option for n, option in hit.answers.items() if n in told)
