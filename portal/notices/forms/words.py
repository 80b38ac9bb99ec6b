"""The words in which notices are shown, to customers and to support."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import format_datetime, get_locale
from markupsafe import Markup

from portal.kernel.locale import LOCALES, Locale
from portal.kernel.product import Product
from portal.notices.mails import progress_names
from portal.notices.model import Done, Kind, Notice, Phase, Progress, Suspicion, Symptom, Words
from portal.notices.rules.checks import LONGEST_TEXT, LONGEST_TITLE, Fault, Problem
from portal.notices.rules.words import pick
from portal.scope.views import product_name
from portal.web.i18n import current_locale, speaking
from portal.web.i18n import gettext as _


@dataclass(frozen=True)
class Worded:
    """A text as the reader of this page gets it: in their language, or in one there is."""

    text: str
    locale: Locale

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than the page."""
        return self.locale is not current_locale()

    @property
    def lang(self) -> Markup:
        """What an element that holds the text says of its language, if that is another one."""
        return Markup(' lang="{}"').format(self.locale) if self.is_foreign else Markup("")


def worded(words: Words) -> Worded:
    """Return the text for the reader of this page."""
    return Worded(*pick(words, current_locale()))


def progress_name(progress: Progress) -> str:
    """Return what a step is called."""
    return progress_names()[progress]


def badge_of(notice: Notice, phase: Phase) -> tuple[str, str, str]:
    """Return the words, tone and icon that say where a notice stands."""
    is_planned = notice.facts.kind is Kind.PLANNED
    if phase is Phase.CURRENT and is_planned:
        return _("Planned work, under way"), "info", "clock"
    return {
        Phase.DRAFT: (_("Draft"), "", "pen"),
        Phase.PLANNED: (_("Planned work"), "info", "clock"),
        Phase.CURRENT: (_("Open incident"), "warn", "bell"),
        Phase.PAST: (_("Over"), "ok", "check"),
    }[phase]


def products_of(notice: Notice) -> list[str]:
    """Return the names of the products that a notice is about."""
    return [product_word(product) for product in notice.facts.products]


def symptoms_of(notice: Notice, known: Iterable[Symptom]) -> list[str]:
    """Return how a notice shows, in the wizard's own words; one that it lost is left out."""
    words = {symptom.value: symptom.words[current_locale()] for symptom in known}
    return [words[value] for value in notice.facts.symptoms if value in words]


def product_word(product: str) -> str:
    """Return what a product is called; an unknown one stays as it is."""
    return product_name(Product(product)) if product in set(Product) else product


def all_products() -> list[tuple[str, str]]:
    """Return every product with its name."""
    return [(product.value, product_name(product)) for product in Product]


def problem_words(problem: Problem) -> str:
    """Return what is wrong with a field, and what to do."""
    if problem.fault is Fault.PROMISE:
        return _(
            "“%(sentence)s” says when it will be solved. Say what was done, what is seen now and"
            " what is missing.",
            sentence=problem.words,
        )
    most = LONGEST_TITLE if problem.field.startswith("title") else LONGEST_TEXT
    return {
        Fault.NO_TITLE: _("Write title and text in at least one language"),
        Fault.TITLE_ALONE: _("Write the text too, or leave this language empty"),
        Fault.TEXT_ALONE: _("Write the title too, or leave this language empty"),
        Fault.LONG: _("Shorten it to %(num)s characters", num=most),
        Fault.NO_TEXT: _("Write what changed, in at least one language"),
        Fault.NO_REASON: _("Give the reason: it stays on the record"),
        Fault.NO_SINCE: _("Give day and time of the beginning"),
        Fault.NOT_YET: _("An incident has begun already; what is to come is planned work"),
        Fault.NO_END: _("Give day and time of the end; of planned work it is a fact"),
        Fault.END_FIRST: _("The end has to be after the beginning"),
        Fault.NO_PRODUCT: _("Choose at least one product: it decides who sees the notice"),
    }[problem.fault]


def has_promise(problems: Iterable[Problem]) -> bool:
    """Return whether somebody may have to say that what looks like a promise is none."""
    return any(problem.fault is Fault.PROMISE for problem in problems)


def common_words(suspicion: Suspicion, known: Iterable[Symptom]) -> str:
    """Return what the tickets of a possible mass failure share, in the language being spoken."""
    product = product_word(suspicion.product)
    if suspicion.server:
        return f"{product}: {suspicion.server}"
    told = next((s.words for s in known if s.value == suspicion.symptom), {})
    return f"{product}: {told[str(get_locale())]}" if told else product


def first_words(suspicion: Suspicion, known: Iterable[Symptom]) -> tuple[Words, Words]:
    """Return title and text of the notice that collects these tickets, in every language."""
    title, text, symptoms = {}, {}, tuple(known)
    for code in LOCALES:
        with speaking(code):
            title[code] = common_words(suspicion, symptoms)[:LONGEST_TITLE]
            text[code] = _(
                "Several customers have told us of the same since %(time)s. We are looking for"
                " the cause.",
                time=format_datetime(suspicion.since, _("d MMM yyyy, H:mm")),
            )
    return title, text


def record_words(done: Done) -> str:
    """Return what a line of the record says; who did it stands beside it."""
    said = {
        "drafted": _("Draft written"),
        "collected": _("Draft made from similar tickets"),
        "edited": _("Texts or scope changed"),
        "published": _("Published"),
        "updated": _("Update published"),
        "closed": _("Closed"),
        "joined": _("Tickets joined"),
        "released": _("Tickets taken out"),
    }.get(done.what, done.what)
    return f"{said}: {done.detail}" if done.detail else said


def done_words(done: str) -> str:
    """Return what was just done, after a page was sent and shows again; empty if nothing."""
    return {
        "saved": _("The draft is kept; nobody outside sees it"),
        "edited": _("Changed, and readers see it already"),
        "published": _("Published. Home, search, contact page and wizard show it now"),
        "updated": _("The update is published"),
        "closed": _("The notice is closed, and those who followed it are told"),
        "tickets": _("The tickets are kept as chosen"),
        "collected": _("The draft is made. Write what is known, then publish it"),
        "discarded": _("The draft is deleted"),
    }.get(done, "")
