"""Beginning an article, or a translation of one."""

from pathlib import PurePosixPath

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Kind
from portal.articles.service import ArticleService
from portal.identity.access import current_member, require_staff
from portal.identity.model import Role
from portal.identity.service import WrongRole
from portal.kernel.errors import Conflict
from portal.kernel.locale import LOCALES, Locale, find_locale
from portal.kernel.text import slugify, squeeze, strip_controls
from portal.site import Site
from portal.tickets.model import Ticket
from portal.tickets.service import TicketDesk
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import words
from portal.writing.model import Author
from portal.writing.rules.beginning import front_matter, short_slug
from portal.writing.rules.outlines import outline
from portal.writing.rules.places import place_of
from portal.writing.rules.solved import lesson_of
from portal.writing.service.desk import Desk
from portal.writing.service.translations import Translations
from portal.writing.views.blueprint import blueprint

_LONGEST_TITLE = 200


@blueprint.get("/desk/new")
@require_staff()
def begin() -> Response:
    """Ask for what a new article cannot do without; a ticket says some of it."""
    ticket = _ticket_asked()
    asked = {key: request.args.get(key, "")[:_LONGEST_TITLE] for key in _FIELDS}
    if ticket:
        asked |= _told_by(ticket)
    asked["locale"] = asked["locale"] or current_locale()
    return _page(asked, [])


_FIELDS = ("title", "locale", "category", "kind", "key", "keywords", "ticket")


def _ticket_asked() -> Ticket | None:
    """Return the ticket that the article is to come from.

    Raises WrongRole for support without one: it hands writers what it learnt, no more.
    """
    reference, role = request.values.get("ticket", ""), current_member().role
    if reference and role is not Role.WRITER:
        return use(TicketDesk).get(reference).ticket
    if role is Role.SUPPORT:
        raise WrongRole(Role.WRITER, Role.ADMIN)
    return None


def _told_by(ticket: Ticket) -> dict[str, str]:
    lesson = lesson_of(ticket)
    best = use(ArticleService).library.catalogue.best
    near = [best(key, ticket.locale) for key in (*ticket.intake.read, *ticket.intake.articles)]
    return {
        "title": lesson.title,
        "keywords": ", ".join(lesson.keywords),
        "locale": ticket.locale,
        "kind": Kind.FIX,
        "category": next((one.head.category for one in near if one), ""),
    }


@blueprint.post("/desk/new")
@require_staff()
def create() -> BaseResponse:
    """Make the draft, and open it; support goes back to the ticket that it came from."""
    ticket = _ticket_asked()
    sent = {key: squeeze(strip_controls(request.form.get(key, ""))) for key in _FIELDS}
    errors = _faults(sent)
    if not errors:
        locale, kind = Locale(sent["locale"]), Kind(sent["kind"])
        slug = short_slug(sent["title"])
        path = place_of(locale, sent["category"], slug)
        if path is not None:
            today = use(Desk).today()
            told = tuple(word for part in sent["keywords"].split(",") if (word := part.strip()))
            head = front_matter(sent["key"] or slug, sent["title"], kind, today, told)
            member = current_member()
            try:
                text = f"{head}\n{_notes(ticket)}{outline(locale, kind)}"
                use(Desk).create(path, text, Author(member.id, member.name))
                if ticket and member.role is Role.SUPPORT:
                    return redirect_to(f"/staff/tickets/{ticket.reference}?done=article")
                return redirect_to(f"{_editor_of(path)}?done=created")
            except Conflict:
                errors = [("title", _("There is an article with this title already."))]
    return _page(sent, errors, status=422)


def _notes(ticket: Ticket | None) -> str:
    """Return what is known from a ticket, for the writer alone: no reader sees a comment."""
    if ticket is None:
        return ""
    return "<!--\n" + "\n".join(lesson_of(ticket).notes) + "\n-->\n\n"


def _editor_of(path: PurePosixPath) -> str:
    """Return the page to write a new article on; a translation stands beside its original."""
    article = use(ArticleService).library.catalogue.articles.get(path)
    if article is None or use(Translations).source_of(article) is None:
        return f"/desk/edit/{path}"
    return f"/desk/articles/{article.head.key}/translate/{article.locale}"


def _faults(sent: dict[str, str]) -> list[tuple[str, str]]:
    """Return what is wrong, with the field that it is about."""
    found = []
    if not short_slug(sent["title"]) or len(sent["title"]) > _LONGEST_TITLE:
        found.append(("title", _("Give it a title with letters or digits.")))
    if find_locale(sent["locale"]) is None:
        found.append(("locale", _("Choose a language.")))
    if use(Site).category(sent["category"]) is None:
        found.append(("category", _("Choose a topic.")))
    if sent["kind"] not in set(Kind):
        found.append(("kind", _("Choose what readers do.")))
    if slugify(sent["key"]) != sent["key"]:
        found.append(("key", _("A key has small letters, digits and hyphens.")))
    return found


def _page(sent: dict[str, str], errors: list[tuple[str, str]], status: int = 200) -> Response:
    locale = current_locale()
    return render(
        "writing/new.html",
        status,
        sent=sent,
        errors=errors,
        summary=[(f"d-{key}", text) for key, text in errors],
        options={
            "locales": [(code.value, code.label) for code in LOCALES],
            "categories": [(c.key, c.name[locale]) for c in use(Site).categories],
            "kinds": [(kind.value, words.kind_name(kind)) for kind in Kind],
        },
    )
