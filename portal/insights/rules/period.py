"""Which days the figures are of."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal.insights.model import Period
from portal.kernel.locale import find_locale

RANGES = (7, 30, 90)
USUAL = 30
OWN = "own"
_LONGEST = 731


def read_period(asked: Mapping[str, str], today: date) -> Period:
    """Return the period in an address; what cannot be read is the usual one, which ends today.

    `days` is one of RANGES, or "own" with `since` and `until`: put in order, no later than today,
    and two years long at most.
    """
    locale = str(find_locale(asked.get("locale", "")) or "")
    since, until = (_date(asked.get(name, "")) for name in ("since", "until"))
    if asked.get("days") == OWN and since and until:
        last = min(max(since, until), today)
        earliest = date.fromordinal(max(last.toordinal() - _LONGEST + 1, 1))
        return Period(max(min(since, until, last), earliest), last, locale)
    wanted = asked.get("days", "")
    days = int(wanted) if wanted in map(str, RANGES) else USUAL
    return Period(today - timedelta(days=days - 1), today, locale)


def range_of(period: Period, today: date) -> str:
    """Return the `days` that ask for `period` again."""
    is_usual = period.until == today and period.days in RANGES
    return str(period.days) if is_usual else OWN


def parameters(period: Period, today: date) -> dict[str, str]:
    """Return what asks for `period` again, in an address."""
    days = range_of(period, today)
    asked = {"locale": period.locale} if period.locale else {}
    if days != OWN:
        return asked if days == str(USUAL) else {"days": days, **asked}
    return {"days": OWN, "since": str(period.since), "until": str(period.until), **asked}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
