"""How support finds tickets."""

from datetime import timedelta

from portal.kernel.text import squeeze, strip_controls

LONGEST_QUERY = 200
_MOST_TERMS = 8
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def search_terms(query: str) -> tuple[str, ...]:
    """Return the words of `query` that a ticket has to hold, all of them."""
    return tuple(squeeze(strip_controls(query[:LONGEST_QUERY])).split(" ")[:_MOST_TERMS])


def split_time(waited: timedelta) -> tuple[int, int, int]:
    """Return the whole days, hours and minutes of `waited`; never less than nothing."""
    waited = max(waited, timedelta(0))
    return waited // _DAY, waited % _DAY // _HOUR, waited % _HOUR // _MINUTE
