"""Where it begins: one's own words, the topics, and the other ways to talk to people (R28)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, request

from portal.articles.service import ArticleService
from portal.kernel.clock import Clock
from portal.kernel.locale import LOCALES
from portal.site import Entrance, Site
from portal.web.i18n import current_locale
from portal.web.shell import render, set_alternates
from portal.web.wiring import use
from portal.wizard.model import Flow
from portal.wizard.service.start import LONGEST, StartDesk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import blueprint, owner

_MAIL_TOPICS = {"mail-setup", "mail-problems", "mail-delivery"}
_SITE_TOPICS = {"website", "wordpress", "certificates", "domains-dns", "files-data"}
_LONGEST_QUERY = 200
ICONS = {
    "mail": "mail",
    "website": "globe",
    "request": "plus",
    "billing": "card",
    "access": "key",
    "other_matters": "shield",
}
"""The icon of each flow; one of the provider's own has the general one."""


@dataclass(frozen=True)
class EntranceNow:
    """An entrance and whether somebody answers there now; None where it is always open."""

    entrance: Entrance
    is_open: bool | None


@blueprint.get("/<locale:locale>/contact/")
def start() -> Response:
    """Show the field for own words, the topics, and the channels with their hours and rules."""
    text = request.args.get("q", "")[:_LONGEST_QUERY]
    if "again" in request.args:
        text = use(StartDesk).said(owner()).text
    return start_page(text)


def start_page(text: str = "", error: str = "", status: int = 200) -> Response:
    """Return the page with `text` in its field, and `error` if it cannot be used."""
    site = use(Site)
    set_alternates({code: f"/{code}/contact/" for code in LOCALES})
    now = use_clock().now().astimezone(ZoneInfo(site.timezone))
    return render(
        "wizard/start.html",
        status,
        text=text,
        error=error,
        most=LONGEST,
        flows=topics(),
        icons=ICONS,
        suggested=_suggested(request.args.get("article", "")),
        entrances=[EntranceNow(e, is_open_at(e, now)) for e in site.entrances],
        addresses=site.addresses,
        policy=site.policy,
    )


def topics() -> list[Flow]:
    """Return the flows to start from, the most asked for first, one's own provider's last."""
    order = list(ICONS)
    found = use(Wizard).topics(current_locale())
    return sorted(found, key=lambda f: order.index(f.flow) if f.flow in ICONS else len(order))


def use_clock() -> Clock:
    """Return the clock of the wizard's service."""
    return use(Wizard).clock


def _suggested(article_key: str) -> str:
    """Return the flow that fits the article the visitor came from, or an empty text."""
    found = use(ArticleService).library.catalogue.best(article_key, current_locale())
    if found is None:
        return ""
    if found.head.category in _MAIL_TOPICS:
        return "mail"
    return "website" if found.head.category in _SITE_TOPICS else ""


def is_open_at(entrance: Entrance, now: datetime) -> bool | None:
    """Return whether people answer at the local time `now`; None where it is always open."""
    return entrance.is_open_at(now)
