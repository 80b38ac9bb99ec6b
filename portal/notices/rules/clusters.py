"""Many similar tickets in a short time: the sign of a failure that hits everybody (R6, R25).

A person counts once, however often they write: five tickets of one office are no outage.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import takewhile

from portal.notices.model import Fingerprint, Suspicion


def find_suspicions(
    arrivals: Iterable[Fingerprint], tickets: int, span: timedelta
) -> tuple[Suspicion, ...]:
    """Return where `tickets` similar ones of as many people came within `span`, largest first.

    Once that is reached, what follows with no pause longer than `span` belongs to it too. A
    ticket stands in one suspicion: the larger, and of equal ones the one about a server.
    """
    groups: dict[tuple[str, str, str], list[Fingerprint]] = defaultdict(list)
    for arrival in sorted(arrivals, key=lambda a: (a.at, a.reference)):
        for sign in _signs(arrival):
            groups[sign].append(arrival)
    found = [
        _suspicion(sign, cluster)
        for sign, group in groups.items()
        for cluster in _clusters(group, tickets, span)
    ]
    found.sort(key=lambda s: (-len(s.tickets), not s.server, s.since, s.key))
    return tuple(_apart(found, tickets))


def sign_of(arrival: Fingerprint) -> str:
    """Return what was seen: the symptom, or where nobody was asked, the end of the questions."""
    return arrival.symptom or f"{arrival.flow}:{arrival.outcome}"


def _signs(arrival: Fingerprint) -> Iterator[tuple[str, str, str]]:
    yield arrival.product, sign_of(arrival), ""
    if arrival.server:
        yield "", "", arrival.server


def _clusters(
    group: Sequence[Fingerprint], tickets: int, span: timedelta
) -> Iterator[list[Fingerprint]]:
    """Yield the runs of `group`, which is in order, that hold a full window."""
    run: list[Fingerprint] = []
    for arrival in group:
        if run and arrival.at - run[-1].at > span:
            yield from _from_first_window(run, tickets, span)
            run = []
        run.append(arrival)
    yield from _from_first_window(run, tickets, span)


def _from_first_window(
    run: list[Fingerprint], tickets: int, span: timedelta
) -> Iterator[list[Fingerprint]]:
    """Yield `run` from its first full window on; what came before is ordinary trouble."""
    for start, first in enumerate(run):
        near = takewhile(partial(_is_within, first, span), run[start:])
        if _people(near) >= tickets:
            yield run[start:]
            return


def _is_within(first: Fingerprint, span: timedelta, arrival: Fingerprint) -> bool:
    return arrival.at - first.at <= span


def _people(arrivals: Iterable[Fingerprint]) -> int:
    return len({a.person or a.reference for a in arrivals})


def _suspicion(sign: tuple[str, str, str], cluster: list[Fingerprint]) -> Suspicion:
    product, _, server = sign
    common = {a.symptom for a in cluster}
    return Suspicion(
        key=cluster[0].reference + ("@" if server else ""),
        product=product or cluster[0].product,
        symptom=common.pop() if len(common) == 1 else "",
        server=server,
        tickets=tuple(cluster),
    )


def _apart(found: Iterable[Suspicion], tickets: int) -> Iterator[Suspicion]:
    """Yield the suspicions, without those whose tickets mostly stand in one before."""
    taken: set[str] = set()
    for suspicion in found:
        fresh = [t for t in suspicion.tickets if t.reference not in taken]
        if _people(fresh) >= tickets:
            taken.update(t.reference for t in fresh)
            yield Suspicion(
                suspicion.key,
                suspicion.product,
                suspicion.symptom,
                suspicion.server,
                tuple(fresh),
            )
