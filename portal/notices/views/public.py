"""The list of notices, one notice, and the wish to follow it. What is only read is cacheable."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import Gone, Invalid
from portal.kernel.locale import LOCALES
from portal.notices.forms import words
from portal.notices.model import Kind, Notice
from portal.notices.rules.phases import is_open
from portal.notices.service import Notices
from portal.notices.views.blueprint import blueprint
from portal.web.forms import public_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, render_public, set_alternates
from portal.web.wiring import use

_LONGEST_ADDRESS = 254


@blueprint.get("/<locale:locale>/notices/")
def index() -> Response:
    """Show what fails now, what is planned, and what was over lately."""
    set_alternates({code: f"/{code}/notices/" for code in LOCALES})
    return render_public("notices/list.html", shown=use(Notices).board.shown(), words=words)


@blueprint.get("/<locale:locale>/notices/<key>")
def show(key: str) -> Response:
    """Show one notice with its updates, and the way to follow it."""
    notice = use(Notices).board.get(key)
    return render_public("notices/notice.html", **_values(notice))


def _values(notice: Notice, error: str = "", email: str = "") -> dict[str, object]:
    set_alternates({code: f"/{code}/notices/{notice.key}" for code in LOCALES})
    notices = use(Notices)
    phase = notices.board.phase(notice)
    return {
        "notice": notice,
        "badge_of_it": words.badge_of(notice, phase),
        "is_open": is_open(notice, notices.board.now()),
        "is_planned": notice.facts.kind is Kind.PLANNED,
        "updates": notice.updates[::-1],
        "symptoms": words.symptoms_of(notice, notices.symptoms()),
        "words": words,
        "error": error,
        "email": email,
    }


@blueprint.post("/<locale:locale>/notices/<key>/follow")
@public_form
def follow(key: str) -> BaseResponse:
    """Mail a link to confirm with; whoever follows already gets the same answer."""
    notices = use(Notices)
    notice = notices.board.get(key)
    email = request.form.get("email", "").strip()[:_LONGEST_ADDRESS]
    try:
        notices.following.ask(notice, email, current_locale(), request.remote_addr or "")
    except Invalid:
        words_ = _("Write an email address, like name@example.com")
        return render("notices/notice.html", 422, **_values(notice, words_, email))
    except Gone:
        return redirect_to(f"/{current_locale()}/notices/{notice.key}")
    return redirect_to(f"/{current_locale()}/notices/{notice.key}/follow")


@blueprint.get("/<locale:locale>/notices/<key>/follow")
def asked(key: str) -> Response:
    """Say that a mail is on its way, and what to do with it."""
    notice = use(Notices).board.get(key)
    set_alternates({code: f"/{code}/notices/{notice.key}/follow" for code in LOCALES})
    return render_public("notices/asked.html", notice=notice)
