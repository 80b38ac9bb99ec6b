"""What the provider wrote for support's replies; what is wrong in it is logged and left out."""

from collections.abc import Mapping

from portal.app.rereading import FEW, once_per_change, usable
from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteFiles
from portal.staff.files import load_phrases, load_replies
from portal.staff.model import Reply
from portal.staff.rules.reply_check import Phrases

_replies = once_per_change(load_replies, FEW * len(LOCALES))
_phrases = once_per_change(load_phrases, FEW * len(LOCALES))


def load_replies_of(files: SiteFiles) -> Mapping[Locale, tuple[Reply, ...]]:
    """Return the replies at hand, by language; one with faults is left out."""
    paths = {code: files.path(f"replies/{code}.yml") for code in LOCALES}
    return {code: usable("replies", _replies([path], path, code)) for code, path in paths.items()}


def load_phrases_of(files: SiteFiles) -> Mapping[Locale, Phrases]:
    """Return what no reply should hold; in place of a file with faults, ours is used."""
    found = {}
    for code in LOCALES:
        path = files.path(f"reply_check/{code}.yml")
        phrases = usable("replies", _phrases([path], path, code))
        if phrases is None:
            shipped = DEFAULTS / f"reply_check/{code}.yml"
            phrases, _ = _phrases([shipped], shipped, code)
        if phrases is not None:
            found[code] = phrases
    return found
