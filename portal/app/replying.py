"""What the provider wrote for support's replies; what is wrong in it is logged and left out."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteFiles, Stamp, stamp_of
from portal.staff.files import load_phrases, load_replies
from portal.staff.model import Reply
from portal.staff.rules.reply_check import Phrases

_log = logging.getLogger(__name__)


def load_replies_of(files: SiteFiles) -> Mapping[Locale, tuple[Reply, ...]]:
    """Return the replies at hand, by language; one with faults is left out."""
    found = {}
    for code in LOCALES:
        path = files.path(f"replies/{code}.yml")
        found[code], findings = _replies(path, code, stamp_of(path))
        _say(findings)
    return found


def load_phrases_of(files: SiteFiles) -> Mapping[Locale, Phrases]:
    """Return what no reply should hold; in place of a file with faults, ours is used."""
    found = {}
    for code in LOCALES:
        path = files.path(f"reply_check/{code}.yml")
        phrases, findings = _phrases(path, code, stamp_of(path))
        _say(findings)
        if phrases is None:
            shipped = DEFAULTS / f"reply_check/{code}.yml"
            phrases, _ = _phrases(shipped, code, stamp_of(shipped))
        if phrases is not None:
            found[code] = phrases
    return found


def _say(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        _log.warning("replies: %s", finding)


@lru_cache(maxsize=12)
def _replies(
    path: Path, locale: Locale, _stamped: Stamp
) -> tuple[tuple[Reply, ...], tuple[Finding, ...]]:
    replies, findings = load_replies(path, locale)
    return replies, tuple(findings)


@lru_cache(maxsize=12)
def _phrases(
    path: Path, locale: Locale, _stamped: Stamp
) -> tuple[Phrases | None, tuple[Finding, ...]]:
    phrases, findings = load_phrases(path, locale)
    return phrases, tuple(findings)
