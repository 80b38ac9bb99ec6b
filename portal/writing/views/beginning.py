"""Beginning an article, or a translation of one."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Kind
from portal.identity.access import current_member
from portal.kernel.errors import Conflict
from portal.kernel.locale import LOCALES, Locale, find_locale
from portal.kernel.text import slugify, squeeze, strip_controls
from portal.site import Site
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
from portal.writing.service.desk import Desk
from portal.writing.views.blueprint import blueprint, writers_only

_LONGEST_TITLE = 200


@blueprint.get("/desk/new")
@writers_only
def begin() -> Response:
    """Ask for what a new article cannot do without."""
    asked = {key: request.args.get(key, "")[:_LONGEST_TITLE] for key in _FIELDS}
    asked["locale"] = asked["locale"] or current_locale()
    return _page(asked, [])


_FIELDS = ("title", "locale", "category", "kind", "key")


@blueprint.post("/desk/new")
@writers_only
def create() -> BaseResponse:
    """Make the draft, and open it."""
    sent = {key: squeeze(strip_controls(request.form.get(key, ""))) for key in _FIELDS}
    errors = _faults(sent)
    if not errors:
        locale, kind = Locale(sent["locale"]), Kind(sent["kind"])
        slug = short_slug(sent["title"])
        path = place_of(locale, sent["category"], slug)
        if path is not None:
            today = use(Desk).today()
            head = front_matter(sent["key"] or slug, sent["title"], kind, today)
            member = current_member()
            try:
                text = f"{head}\n{outline(locale, kind)}"
                use(Desk).create(path, text, Author(member.id, member.name))
                return redirect_to(f"/desk/edit/{path}?done=created")
            except Conflict:
                errors = [("title", _("There is an article with this title already."))]
    response = _page(sent, errors)
    response.status_code = 422
    return response


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


def _page(sent: dict[str, str], errors: list[tuple[str, str]]) -> Response:
    locale = current_locale()
    return render(
        "writing/new.html",
        sent=sent,
        errors=errors,
        summary=[(f"d-{key}", text) for key, text in errors],
        options={
            "locales": [(code.value, code.label) for code in LOCALES],
            "categories": [(c.key, c.name[locale]) for c in use(Site).categories],
            "kinds": [(kind.value, words.kind_name(kind)) for kind in Kind],
        },
    )
