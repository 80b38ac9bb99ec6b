"""What was said in own words, as it was understood: to correct, and to go on with.

The words are kept on the server; the address holds what they were taken for, so that each part
can be changed or taken out by a link, and Back and reload cost nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import request
from werkzeug.wrappers import Response

from portal.diagnostics.model.codes import ErrorCode
from portal.scope.model import FoundEntry
from portal.scope.service import ScopeFinder
from portal.search.model import Hit, Window
from portal.search.service import SearchService
from portal.tickets import access
from portal.tickets.model import State, Ticket
from portal.tickets.rules.cues import MASK
from portal.tickets.service import CustomerTickets
from portal.web.forms import public_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.model import Flow, Value
from portal.wizard.rules.replay import is_offered
from portal.wizard.rules.topic_reach import within_reach
from portal.wizard.rules.words import answer_words
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import (
    OWN,
    answers_asked,
    blueprint,
    owned,
    owner,
    owner_or_new,
    page_address,
)
from portal.wizard.views.start import ICONS, start_page, topics

FLOW = "flow"
_LONGEST_SENT = 20_000
_ARTICLES = 3
_ARTICLES_SHARE = 0.25
"""A hit below this share of the best one's score does not fit (R22)."""

_LOOKED_AT = 12
_SITE = frozenset({"website", "wordpress", "site_builder", "domain", "certificate", "database"})
_ABOUT = {"mail": frozenset({"mail"}), "website": _SITE | {"ftp", "server"}}
"""What an article must be about to fit a flow that is about one thing."""

_ENTRIES = 2
_ENTRY_SCORE = 1.2
_ENTRY_SHARE = 0.7
_ERRORS = 2
_TICKETS = 3
_SHORT_TEXT = 120
"""A longer text is searched by the words that decided what it is about."""


@dataclass(frozen=True)
class Chip:
    """An answer that was understood, and the addresses to change it and to take it out."""

    question: str
    answer: str
    change: str
    remove: str


@blueprint.post("/<locale:locale>/contact/")
@public_form
def understand() -> Response:
    """Keep what was typed, and go where it is shown as it was understood."""
    text = request.form.get("text", "")[:_LONGEST_SENT]
    if not text.strip():
        missing = _("Write in a few words what is happening, or choose a topic below")
        return start_page(error=missing, status=422)
    secret = owner_or_new()
    guess = use(StartDesk).keep(secret, text, current_locale())
    return owned(redirect_to(_address(guess.flow, guess.answers), 303), secret)


def _address(flow: str, answers: Mapping[str, Value]) -> str:
    """Return the address of this page with `flow`, if any, and `answers` understood."""
    query = urlencode({**({FLOW: flow} if flow else {}), **answers})
    return f"/{current_locale()}/contact/understood" + (f"?{query}" if query else "")


@blueprint.get("/<locale:locale>/contact/understood")
def understood() -> Response:
    """Show what the words were taken for, what may solve it already, and the way on."""
    said = use(StartDesk).said(owner())
    if not said.text:
        return redirect_to(f"/{current_locale()}/contact/")
    locale, wizard = current_locale(), use(Wizard)
    found = use(StartDesk).understand(said.text, locale)
    flows = wizard.shelf.flows
    flow = flows.get(request.args.get(FLOW, ""))
    answers = _answers(flow) if flow else {}
    set_same_page(_address(flow.flow if flow else "", answers))
    return render(
        "wizard/understood.html",
        said=said.text,
        is_masked=MASK in said.text,
        flow=flow,
        chips=_chips(flow, answers) if flow else [],
        why=found.guess.why if flow and flow.flow == found.guess.flow else (),
        go_on=page_address(flow.flow, "", {OWN: 1, **answers}) if flow else "",
        otherwise=_address("", {}),
        candidates=[flows[name] for name in found.guess.candidates if not flow],
        topics=_others(found.guess.candidates, flow),
        begin_with={f: page_address(f, "", {OWN: 1}) for f in found.guess.candidates},
        icons=ICONS,
        tickets=_open_tickets(),
        errors=[(e, _error_page(e)) for e in found.reading.entries[:_ERRORS]],
        articles=_articles(said.text, found.guess.why, flow),
        entries=_entries(said.text),
    )


def _others(candidates: tuple[str, ...], flow: Flow | None) -> list[tuple[Flow, str]]:
    """Return the topics that the page does not show already, each with its address."""
    shown = {flow.flow} if flow else set(candidates)
    return [(f, page_address(f.flow, "", {OWN: 1})) for f in topics() if f.flow not in shown]


def _answers(flow: Flow) -> dict[str, str]:
    """Return the answers in the address that a walk through `flow` can come to."""
    asked = {n: v for n, v in answers_asked().items() if n != FLOW and is_offered(flow, n, v)}
    return within_reach(flow, asked)


def _chips(flow: Flow, answers: Mapping[str, str]) -> list[Chip]:
    """Return each answer in words."""
    return [
        Chip(
            *answer_words(flow, node, value, current_locale()),
            page_address(flow.flow, node, answers),
            _address(flow.flow, {n: v for n, v in answers.items() if n != node}),
        )
        for node, value in answers.items()
    ]


def _open_tickets() -> list[Ticket]:
    """Return the visitor's own tickets that are not closed, the newest first (R9)."""
    mine = use(CustomerTickets).list(access.visitor())
    return [ticket for ticket in mine if ticket.state is not State.CLOSED][:_TICKETS]


def _error_page(entry: ErrorCode) -> str:
    return f"/{current_locale()}/errors/{quote(entry.name)}"


def _articles(text: str, why: tuple[str, ...], flow: Flow | None) -> list[Hit]:
    """Return the articles that fit text and flow, at most three, none far behind the best."""
    query = " ".join(why) if why and len(text) > _SHORT_TEXT else text
    window = Window(kind="article", limit=_LOOKED_AT)
    hits = use(SearchService).search(query, current_locale(), window, is_counted=False).hits
    about = _ABOUT.get(flow.product, frozenset()) if flow else frozenset[str]()
    fit = [hit for hit in hits if not about or not about.isdisjoint(hit.document.products)]
    return [hit for hit in fit if hit.score >= _ARTICLES_SHARE * fit[0].score][:_ARTICLES]


def _entries(text: str) -> list[FoundEntry]:
    """Return the scope entries that the text clearly names."""
    found = use(ScopeFinder).find_entries(text, current_locale(), _ENTRIES)
    least = max([_ENTRY_SCORE, *(_ENTRY_SHARE * one.score for one in found)])
    return [one for one in found if one.score >= least]
