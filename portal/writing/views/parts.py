"""What the editor asks for while somebody writes: preview, findings, a place to keep the text."""

import json
from typing import Any

from flask import Response, request
from flask_babel import format_time

from portal.kernel.findings import Level
from portal.kernel.locale import find_locale
from portal.tickets.rules.uploads import UploadRefused
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import editor
from portal.writing.service.desk import Desk
from portal.writing.service.listing import DeskList
from portal.writing.service.pictures import AltMissing
from portal.writing.views.blueprint import blueprint, writers_only
from portal.writing.views.editor import author, picture_refusal, preview_of, take_picture

_LONGEST_QUERY = 100


@blueprint.post("/desk/preview/<path:path>")
@writers_only
def preview(path: str) -> Response:
    """Return what readers would see of the text that was sent."""
    sheet = use(Desk).open(editor.path_of(path))
    filled = editor.take(request.form, sheet)
    return render("writing/preview.html", preview=preview_of(sheet.path, filled.text))


@blueprint.post("/desk/check/<path:path>")
@writers_only
def check(path: str) -> Response:
    """Return what the rules say of the text that was sent."""
    sheet = use(Desk).open(editor.path_of(path))
    filled = editor.take(request.form, sheet)
    found = editor.remarks(filled, use(Desk).check(sheet.path, filled.text))
    return render("writing/findings.html", remarks=found, levels=Level)


@blueprint.post("/desk/keep/<path:path>")
@writers_only
def keep(path: str) -> Response:
    """Keep what is being written, so that nothing is lost with the window."""
    desk = use(Desk)
    sheet = desk.open(editor.path_of(path))
    filled = editor.take(request.form, sheet)
    if filled.text == sheet.text:
        desk.memory.forget_unsaved(sheet.path, author())
        return _json({"said": ""})
    at = desk.memory.keep_unsaved(sheet.path, filled.text, author())
    return _json({"said": _("Kept for you at %(time)s, not saved yet", time=_clock(at))})


def _clock(moment: Any) -> str:  # noqa: ANN401  # Babel has no types
    return str(format_time(moment, "H:mm"))


@blueprint.post("/desk/pictures/<path:path>")
@writers_only
def picture(path: str) -> Response:
    """Take a picture that was dropped, pasted or chosen; return what shows it."""
    sheet = use(Desk).open(editor.path_of(path))
    try:
        placed = take_picture(sheet)
    except (AltMissing, UploadRefused) as error:
        return _json({"error": picture_refusal(error)}, 422)
    return _json({"markdown": placed.markdown})


@blueprint.get("/desk/links")
@writers_only
def links() -> Response:
    """Return articles that a link may lead to, with their headings."""
    query = request.args.get("q", "").strip()[:_LONGEST_QUERY]
    locale = find_locale(request.args.get("locale", "")) or current_locale()
    found = use(DeskList).targets(query, locale)
    targets = [{"key": t.key, "title": t.title, "headings": list(t.anchors)} for t in found]
    return _json({"targets": targets})


def _json(data: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(data), status=status, mimetype="application/json")
