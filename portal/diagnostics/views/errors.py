"""Reading a pasted error, and the page of each error code."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Article
from portal.articles.service import ArticleService
from portal.diagnostics.model.codes import ErrorCode, Family, Texts
from portal.diagnostics.model.readings import Reading
from portal.diagnostics.rules.chains import chain_of
from portal.diagnostics.rules.excerpt import segments
from portal.diagnostics.rules.inline import Piece, pieces, plain
from portal.diagnostics.service import ErrorReader
from portal.diagnostics.views import words
from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.web.forms import public_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, render_public, set_alternates
from portal.web.wiring import use

blueprint = Blueprint("diagnostics", __name__, template_folder="../templates")

LONGEST_IN_ADDRESS = 2000
_LONGEST_CODE = 80
_NEIGHBOURS = 4
_ABOUT_CHECKS = "spf-dkim-dmarc"
_ASKED_MOST = ("0x800CCC0E", "5.1.1", "5.7.1", "421", "508", "ERR_NAME_NOT_RESOLVED")


@dataclass(frozen=True)
class ShownCause:
    """One of the causes: who can put it right, and how to know that it is this one."""

    verdict: str
    tell: tuple[Piece, ...]


@dataclass(frozen=True)
class ShownEntry:
    """An entry as the pages show it."""

    entry: ErrorCode
    url: str
    title: str
    meaning: tuple[Piece, ...]
    summary: str
    family: str
    verdict: str
    causes: tuple[ShownCause, ...]
    steps: tuple[tuple[Piece, ...], ...]
    note: tuple[Piece, ...]
    articles: tuple[Article, ...]
    links: tuple[words.ShownLink, ...]


@blueprint.get("/<locale:locale>/errors/")
def reader() -> Response:
    """Show the box to paste an error into; with `text` in the address, what it says."""
    _alternates("")
    text = request.args.get("text", "")[:LONGEST_IN_ADDRESS]
    if text.strip():
        return _show(use(ErrorReader).read(text))
    return render_public("diagnostics/reader.html", **_around())


@blueprint.post("/<locale:locale>/errors/")
@public_form
def read() -> Response:
    """Say what the pasted text means. Nothing of it is kept."""
    _alternates("")
    reading = use(ErrorReader).read(request.form.get("text", ""))
    if not reading.text.strip():
        missing = _("Paste the text of the error here, or write its code")
        return render("diagnostics/reader.html", 422, **_around(error=missing))
    return _show(reading)


def _show(reading: Reading) -> Response:
    entry = reading.entry
    return render(
        "diagnostics/reading.html",
        reading=reading,
        shown=show(entry, reading) if entry else None,
        also=[show(other) for other in reading.entries[1:]],
        segments=segments(reading),
        rows=[words.row(number, mark, reading) for number, mark in enumerate(reading.marks, 1)],
        speaker=words.speaker_words(reading),
        lasts=words.time_words(reading),
        moment=words.moment_words(reading.moment) if reading.moment else "",
        judged=_judged(reading),
        about_checks=use(ArticleService).library.catalogue.best(_ABOUT_CHECKS, current_locale()),
        asked=reading.text.strip()[:100],
        **_around(text=reading.text),
    )


def _judged(reading: Reading) -> str:
    headers = reading.headers
    return words.judgement_words(headers.judgement, headers.sender) if headers else ""


def _around(text: str = "", error: str = "") -> Mapping[str, object]:
    """Return what stands on the reader's page with and without a reading."""
    found = use(ErrorReader)
    known = [(code, found.find(code)) for code in _ASKED_MOST]
    groups = [
        (words.family_name(family), [e for e in found.codes.entries if e.family is family])
        for family in Family
    ]
    return {
        "text": text,
        "error": error,
        "asked_most": [(code, url_of(entry)) for code, entry in known if entry],
        "groups": [(name, entries) for name, entries in groups if entries],
        "url_of": url_of,
    }


@blueprint.get("/<locale:locale>/errors/<code>")
def code_page(code: str) -> BaseResponse:
    """Show what one code means; other ways to write it lead there."""
    asked = code[:_LONGEST_CODE]
    entry = use(ErrorReader).find(asked)
    if entry is None:
        return _unknown(asked)
    if asked != entry.name and asked not in entry.codes:
        return redirect_to(url_of(entry), 301)
    _alternates(asked)
    title = asked if asked in entry.codes else ""
    near = use(ErrorReader).codes.near(entry, _NEIGHBOURS)
    return render_public(
        "diagnostics/code.html",
        code=title,
        shown=show(entry),
        near=[(e.name if e.codes else "", url_of(e), e.title[current_locale()]) for e in near],
    )


def _unknown(asked: str) -> Response:
    _alternates("")
    near = [show(entry) for entry in use(ErrorReader).nearest(asked)]
    return render("diagnostics/unknown.html", 404, asked=asked, near=near)


def _alternates(code: str) -> None:
    set_alternates({locale: f"/{locale}/errors/{code}" for locale in LOCALES})


def url_of(entry: ErrorCode) -> str:
    """Return the address of the page of `entry`."""
    return url_for("diagnostics.code_page", code=entry.name)


def show(entry: ErrorCode, reading: Reading | None = None) -> ShownEntry:
    """Return `entry` in the page's language; `reading` adds what it proves to the chain."""
    locale = current_locale()
    values = use(Site).variables(locale)

    def said(texts: Texts) -> tuple[Piece, ...]:
        return pieces(texts[locale], values) if texts else ()

    catalogue = use(ArticleService).library.catalogue
    articles = (catalogue.best(key, locale) for key in entry.articles)
    return ShownEntry(
        entry=entry,
        url=url_of(entry),
        title=entry.title[locale],
        meaning=said(entry.meaning),
        summary=plain(entry.meaning[locale], values),
        family=words.family_name(entry.family),
        verdict=words.verdict_words(entry.verdict),
        causes=tuple(
            ShownCause(words.verdict_words(cause.verdict), said(cause.tell))
            for cause in entry.causes
        ),
        steps=tuple(said(step) for step in entry.steps),
        note=said(entry.note),
        articles=tuple(a for a in articles if a is not None),
        links=tuple(words.shown_link(part) for part in chain_of(entry, reading)),
    )
