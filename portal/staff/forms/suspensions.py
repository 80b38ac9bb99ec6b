"""The words of the page of suspended contacts."""

from flask_babel import format_date

from portal.tickets.rules.suspension import Standing, Suspension
from portal.web.i18n import gettext as _

TONE = {
    Standing.HOLDS: ("warn", "hand"),
    Standing.OVER: ("", "clock"),
    Standing.ENDED: ("ok", "check"),
}
"""Tone and icon of how a suspension stands."""


def standing_name(standing: Standing) -> str:
    """Return how a suspension stands."""
    return {
        Standing.HOLDS: _("Suspended"),
        Standing.OVER: _("Over"),
        Standing.ENDED: _("Ended early"),
    }[standing]


def span_words(suspension: Suspension) -> str:
    """Return from when until when it was pronounced."""
    since = format_date(suspension.since, _("d MMMM yyyy"))
    if suspension.last_moment is None:
        return _("since %(day)s, without end", day=since)
    until = format_date(suspension.last_moment, _("d MMMM yyyy"))
    return _("%(since)s to %(until)s", since=since, until=until)
