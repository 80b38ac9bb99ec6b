"""What was found out beside the answers: by checks of ours, the visitor's browser, the firewall."""

from portal.kernel.locale import Locale
from portal.tickets.model import Known, Origin
from portal.web.i18n import gettext as _
from portal.web.i18n import ngettext
from portal.wizard.forms.checks import fact_words, name_of
from portal.wizard.model import Check, LinkState
from portal.wizard.rules.browser import BrowserSeen, seen_in
from portal.wizard.rules.checking import checks_on, seen_by
from portal.wizard.service.walk import Walk

RELEASED = "@released"
"""What came of releasing the visitor's connection, as the draft keeps it."""


def evidence(walk: Walk, locale: Locale) -> list[Known]:
    """Return everything seen on the way, each with where it was seen from."""
    return [*_from_our_side(walk, locale), *from_browser(walk), *_of_firewall(walk)]


def _from_our_side(walk: Walk, locale: Locale) -> list[Known]:
    found = []
    for node in checks_on(walk.flow, walk.replay):
        seen = seen_by(node, walk.known.given)
        state = seen.result.state if seen else walk.replay.facts.get(node.sets, "")
        if state not in {"ok", "fail"} or not (node.label or _is_companion(node)):
            continue
        words = fact_words(node, seen) if seen else _plain(str(state))
        found.append(Known(name_of(node, locale), words, Origin.SEEN, str(state)))
    return found


def _is_companion(node: Check) -> bool:
    return node.id.startswith("@")


def _plain(state: str) -> str:
    return _("works") if state == "ok" else _("fails")


def from_browser(walk: Walk) -> list[Known]:
    """Return what the visitor's own browser said it saw."""
    seen = seen_in(walk.known.given, str(walk.replay.facts.get("domain", "")))
    if seen is None:
        return []
    names = [(_("The site, without www"), seen.site), (_("The site, with www"), seen.www)]
    rows = [Known(name, _reach(state), Origin.BROWSER, state) for name, state in names]
    return [*rows, Known(_("The device's clock"), _clock(seen), Origin.BROWSER, seen.clock_state)]


def _reach(state: LinkState) -> str:
    return {
        "ok": _("reached"),
        "fail": _("not reached: DNS, certificate, network or a blocker"),
    }.get(state, _("not known"))


def _clock(seen: BrowserSeen) -> str:
    if seen.clock is None:
        return _("not known")
    if seen.clock_state == "ok":
        return _("right")
    minutes = abs(seen.clock) // 60
    return ngettext("%(num)d minute wrong", "%(num)d minutes wrong", minutes)


def _of_firewall(walk: Walk) -> list[Known]:
    words = {
        "done": _("released"),
        "asked": _("release asked for"),
        "refused": _("could not be released"),
        "often": _("not released: too often today"),
    }.get(str(walk.known.given.get(RELEASED, "")))
    return [Known(_("Block on the connection"), words, Origin.SEEN)] if words else []
