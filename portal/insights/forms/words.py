"""What figures are called."""

from datetime import date

from flask_babel import format_date

from portal.insights.rules.chart import Span
from portal.insights.rules.masking import DOMAIN, MAIL, MASKS, NUMBER, SECRET
from portal.web.i18n import gettext as _


def reason_words(reason: str) -> str:
    """Return why an article did not help, as readers chose it."""
    return {
        "incomplete": _("A step is missing"),
        "unclear": _("I do not understand it"),
        "outdated": _("My screen looks different"),
        "wrong": _("I did it and it did not work"),
        "other_problem": _("My problem is another one"),
    }.get(reason, reason)


def form_page_name(node: str) -> str:
    """Return what a page of the ticket's form is called; empty where it is none."""
    return {
        "about": _("Form: who asks"),
        "ticket": _("Form: the problem"),
        "check": _("Form: a last look"),
    }.get(node, "")


def former_page_name() -> str:
    """Return what a page is called that the flow has no longer."""
    return _("A page of an earlier version")


def fork_name(question: str) -> str:
    """Return what a fork is called, which has no words: by the question before it."""
    return _("Fork after “%(question)s”", question=question)


def query_words(query: str) -> str:
    """Return a search as it is shown, with words for what was masked."""
    if not any(mask in query for mask in MASKS):
        return query
    for mask, words in (
        (MAIL, _("email address")),
        (DOMAIN, _("domain")),
        (NUMBER, _("number")),
        (SECRET, _("secret")),
    ):
        query = query.replace(mask, f"[{words}]")
    return query


def span_words(span: Span) -> str:
    """Return the days of a point."""
    if span.first == span.last:
        return day_words(span.first)
    return _("%(first)s to %(last)s", first=day_words(span.first), last=day_words(span.last))


def day_words(day: date) -> str:
    """Return a day, as short as it stands in a table."""
    return str(format_date(day, _("d MMM yyyy")))
