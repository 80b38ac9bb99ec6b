"""The way to a person from every page of a flow, with what was answered so far (R22, R28)."""

from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.text import clip
from portal.site import Entrance, Site
from portal.web.i18n import current_locale
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.forms.compose import asset_of, known_facts
from portal.wizard.rules.chain import chain_states
from portal.wizard.rules.navigation import answers_of
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import (
    address,
    answers_asked,
    blueprint,
    page_address,
    walk_asked,
)
from portal.wizard.views.start import is_open_at

_WITH_PEOPLE = {"phone", "mail", "url"}
_LONGEST_MAIL = 1500
"""Characters of a prefilled mail: some programs take no longer addresses."""


@dataclass(frozen=True)
class Way:
    """An entrance where a person answers, and its address with what was answered."""

    entrance: Entrance
    is_open: bool | None
    url: str


@blueprint.app_template_global("person_address")
def person_address(flow: str) -> str:
    """Return the address of the way to a person, with the answers of the page being shown."""
    return page_address(flow, "talk", answers_asked())


@blueprint.get("/<locale:locale>/contact/<flow>/talk")
def talk(flow: str) -> BaseResponse:
    """Show who can be talked to now, and what to tell them: all that was answered."""
    walk, _draft = walk_asked(flow, run=False)
    site, locale = use(Site), current_locale()
    outcome = walk.replay.outcome
    set_same_page(page_address(flow, "talk", answers_of(walk.replay)))
    told = told_so_far(walk)
    return _page(
        walk,
        told=told,
        ways=[_way(entrance, walk, told) for entrance in site.entrances if _is_a_person(entrance)],
        known=known_facts(walk, locale),
        links=chain_states(
            walk.flow,
            walk.replay.facts,
            outcome.verdict if outcome else "unknown",
            walk.known.scope,
        ),
    )


def _page(walk: Walk, **values: object) -> Response:
    site = use(Site)
    return render(
        "wizard/talk.html",
        flow=walk.flow,
        back=address(walk.flow.flow, walk.replay.current.id, walk.replay),
        policy=site.policy,
        **values,
    )


def told_so_far(walk: Walk) -> str:
    """Return the flow and every answer in lines of text, to read out or to paste."""
    locale = current_locale()
    lines = [f"{fact.label}: {fact.value}" for fact in known_facts(walk, locale)]
    return "\n".join([walk.flow.title[locale], *lines])


def _is_a_person(entrance: Entrance) -> bool:
    return entrance.contact.kind in _WITH_PEOPLE


def _way(entrance: Entrance, walk: Walk, told: str) -> Way:
    locale = current_locale()
    now = use(Wizard).clock.now().astimezone(ZoneInfo(use(Site).timezone))
    url = entrance.contact.link(locale)
    if entrance.contact.kind == "mail":
        subject = ": ".join(filter(None, (walk.flow.title[locale], asset_of(walk))))
        url += f"?subject={quote(subject)}&body={quote(clip(told, _LONGEST_MAIL))}"
    return Way(entrance, is_open_at(entrance, now), url)
