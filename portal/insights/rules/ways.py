"""What a whole way through a flow says that none of its steps does."""

from collections.abc import Iterable
from dataclasses import replace

from portal.insights.model import Key, Kind, Step
from portal.insights.rules.counting import SILENT_AFTER

_ENDS = frozenset({Kind.SOLVED, Kind.ESCAPED, Kind.ADDED, Kind.SUBMITTED})
_GOALS = frozenset({Kind.SOLVED, Kind.ADDED, Kind.SUBMITTED, Kind.HANDED})
_SENT = frozenset({Kind.SUBMITTED, Kind.ADDED})
_SHOWN = frozenset({Kind.REACHED, Kind.IMPRESSION})


def who_left(steps: Iterable[Step]) -> list[Step]:
    """Return the impressions after which nothing was said on the same way within a day.

    `steps` are of ways that can be told apart; an end that was said before the impression, or
    later than a day, says nothing about it.
    """
    steps = list(steps)
    ends: dict[tuple[int, str], list[Step]] = {}
    for step in steps:
        if step.kind in _ENDS:
            ends.setdefault((step.trip, step.flow), []).append(step)
    return [
        step
        for step in steps
        if step.kind == Kind.IMPRESSION
        and not any(_closes(end, step) for end in ends.get((step.trip, step.flow), ()))
    ]


def _closes(end: Step, shown: Step) -> bool:
    return shown.at <= end.at <= shown.at + SILENT_AFTER


def where_stopped(steps: Iterable[Step]) -> list[Step]:
    """Return the last page of every way that came to no end; "no, go on" is none."""
    ways: dict[tuple[int, str], list[Step]] = {}
    for step in steps:
        ways.setdefault((step.trip, step.flow), []).append(step)
    lasts = []
    for way in ways.values():
        shown = [step for step in way if step.kind in _SHOWN]
        if shown and not any(step.kind in _GOALS for step in way):
            last = max(shown, key=lambda step: step.at)
            lasts.append(replace(last, kind=Kind.STOPPED, articles=()))
    return lasts


def derived(fresh: Iterable[Step], known: Iterable[Step]) -> list[Key]:
    """Return what `fresh` steps say together with those `known` of the same ways.

    The first page of a way is its beginning. A ticket that is sent counts against every article
    that was opened before on the way, once.
    """
    opened: dict[int, dict[str, Step]] = {}
    begun: set[int] = set()
    sent: set[int] = set()
    for step in known:
        begun.add(step.trip)
        _note(step, opened, sent)
    keys = []
    for step in fresh:
        if step.trip == 0:
            continue
        if step.trip not in begun:
            begun.add(step.trip)
            keys.append(Key(step.at.date(), Kind.BEGAN, step.flow, locale=step.locale))
        if step.kind in _SENT and step.trip not in sent:
            keys += [_failed(step, one) for one in opened.get(step.trip, {})]
        _note(step, opened, sent)
    return keys


def _note(step: Step, opened: dict[int, dict[str, Step]], sent: set[int]) -> None:
    if step.kind == Kind.CLICK:
        opened.setdefault(step.trip, {}).update(dict.fromkeys(step.articles, step))
    elif step.kind in _SENT:
        sent.add(step.trip)


def _failed(step: Step, article: str) -> Key:
    return Key(step.at.date(), Kind.FAILED, article=article, locale=step.locale)
