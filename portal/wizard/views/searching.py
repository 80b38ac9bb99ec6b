"""On the page of search results: the guided check that the words speak for."""

from flask import render_template
from markupsafe import Markup

from portal.search.model import Results, Window
from portal.web.i18n import current_locale
from portal.web.slots import Slots
from portal.web.wiring import use
from portal.wizard.model import Find
from portal.wizard.rules.topic import Guess
from portal.wizard.rules.words import answer_words
from portal.wizard.service.start import StartDesk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.blueprint import page_address


def fill_slots(slots: Slots) -> None:
    """Register what the wizard shows on pages of others."""
    slots.fill("search.notices", _guided)


def _guided(results: Results) -> Markup:
    """Offer the flow that the query is about, begun with what it answers already."""
    if results.window != Window(limit=results.window.limit):
        return Markup("")  # narrowed, or a later page
    locale = current_locale()
    guess = use(StartDesk).recall(results.query, locale).guess
    flow = use(Wizard).shelf.flows.get(guess.flow)
    # "how do I" is what articles answer
    if flow is None or not _is_trouble(guess) or isinstance(flow.nodes[flow.start], Find):
        return Markup("")
    answers = [answer_words(flow, node, value, locale)[1] for node, value in guess.answers.items()]
    return Markup(  # noqa: S704  # a template of ours
        render_template(
            "wizard/_search_start.html",
            flow=flow,
            answers=answers,
            url=page_address(flow.flow, "", dict(guess.answers)),
        )
    )


def _is_trouble(guess: Guess) -> bool:
    """Tell whether the words say what is wrong: the name of a thing alone says nothing."""
    return bool(guess.answers) or len(" ".join(guess.why).split()) > 1
