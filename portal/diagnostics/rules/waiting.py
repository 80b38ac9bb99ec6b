"""How long a change in DNS may stay unseen: a fact about caches, no promise of ours (R5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.diagnostics.model.answers import Answer, Status

_MOST_SECONDS = 2**31 - 1  # RFC 2181, section 8: what is above counts as zero


def usable_ttl(seconds: int) -> int:
    """Return a time to live as servers must read it (RFC 2181): 0 where it makes no sense."""
    return seconds if 0 <= seconds <= _MOST_SECONDS else 0


def cached_until(answer: Answer) -> datetime:
    """Return until when the server keeps the answer it gave; at once where it gave none."""
    if answer.status in {Status.NO_ANSWER, Status.SERVFAIL}:
        return answer.seen_at
    return answer.seen_at + timedelta(seconds=usable_ttl(answer.ttl))


def all_agree_at(answers: Iterable[Answer]) -> datetime | None:
    """Return when every server will have asked anew, or None where they agree already.

    The answers are to one question. Which of them is the new one cannot be seen from outside,
    so that the longest wait counts. Servers that said nothing are left out.
    """
    said = [a for a in answers if a.status not in {Status.NO_ANSWER, Status.SERVFAIL}]
    if len({(a.status, frozenset(a.records)) for a in said}) <= 1:
        return None
    return max(cached_until(a) for a in said)
