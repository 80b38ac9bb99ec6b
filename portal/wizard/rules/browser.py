"""What the visitor's own browser said it saw: read with care, and kept beside the checks of ours.

It proves nothing against us: a page is not reached for many reasons, a blocker among them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.ids import hash_token
from portal.wizard.model import LinkState, Value

_SITE, _WWW, _CLOCK = "@browser_site", "@browser_www", "@browser_clock"
_SEEN, _ABOUT = "@browser_seen", "@browser_about"
_STATES: Mapping[str, LinkState] = {"ok": "ok", "fail": "fail", "unknown": "unknown"}
_SECONDS = re.compile(r"-?[0-9]{1,9}")
_WRONG_CLOCK = 300
"""A device whose clock is off by five minutes starts to refuse certificates that are good."""


@dataclass(frozen=True)
class BrowserSeen:
    """What the browser reached, and how many seconds its clock is ahead; None where not known."""

    site: LinkState
    www: LinkState
    clock: int | None
    at: int

    @property
    def clock_state(self) -> LinkState:
        """Return whether the clock is right."""
        if self.clock is None:
            return "unknown"
        return "fail" if abs(self.clock) >= _WRONG_CLOCK else "ok"


def read_seen(form: Mapping[str, str], domain: str, now: int) -> dict[str, Value]:
    """Return what a form says that the browser saw of `domain`, to be kept in the draft."""
    clock = form.get("clock", "")
    known = _SECONDS.fullmatch(clock)
    return {
        _SITE: _STATES.get(form.get("site", ""), "unknown"),
        _WWW: _STATES.get(form.get("www", ""), "unknown"),
        _CLOCK: int(clock) if known else "",
        _SEEN: now,
        _ABOUT: hash_token(domain),
    }


def seen_in(given: Mapping[str, object], domain: str) -> BrowserSeen | None:
    """Return what the browser saw of `domain`, or None where it was not asked about it."""
    at, clock = given.get(_SEEN), given.get(_CLOCK)
    if not isinstance(at, int) or not domain or given.get(_ABOUT) != hash_token(domain):
        return None
    return BrowserSeen(
        site=_STATES.get(str(given.get(_SITE)), "unknown"),
        www=_STATES.get(str(given.get(_WWW)), "unknown"),
        clock=clock if isinstance(clock, int) else None,
        at=at,
    )
