"""The saved texts of an article: who, when, why; two of them side by side; an old one restored."""

from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.errors import NotFound
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import editor, words
from portal.writing.model import Revision
from portal.writing.rules.differing import compare
from portal.writing.service.desk import Desk
from portal.writing.service.saving import Save, TextConflict
from portal.writing.views.blueprint import blueprint, writers_only
from portal.writing.views.editor import author

_LONGEST_NUMBER = 9


@blueprint.get("/desk/history/<path:path>")
@writers_only
def history(path: str) -> Response:
    """Show every version, and how two of them differ."""
    desk = use(Desk)
    sheet = desk.open(editor.path_of(path))
    revisions = desk.memory.history(sheet.path)
    new = _chosen(revisions, "b", 0)
    old = _chosen(revisions, "a", revisions.index(new) + 1 if new else 1)
    return render(
        "writing/history.html",
        sheet=sheet,
        title=sheet.source.head.title if sheet.source else str(sheet.path),
        revisions=revisions,
        old=old,
        new=new,
        parts=compare(old.text, new.text) if old and new else (),
        numbers=[(str(r.number), str(r.number)) for r in revisions],
        changed="changed" in request.args,
        words=words,
    )


def _chosen(revisions: list[Revision], name: str, usual: int) -> Revision | None:
    """Return the version that the address names, or the usual one, if there is any."""
    asked = _number(request.args.get(name, ""))
    found = next((r for r in revisions if r.number == asked), None)
    if found is None and usual < len(revisions):
        return revisions[usual]
    return found


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 0


@blueprint.post("/desk/history/<path:path>")
@writers_only
def restore(path: str) -> BaseResponse:
    """Save an old version as the newest; over a published article it waits to be published."""
    desk = use(Desk)
    sheet = desk.open(editor.path_of(path))
    try:
        old = desk.memory.get_revision(sheet.path, _number(request.form.get("number", "")))
    except NotFound:
        abort(404)
    comment = _("Version %(number)s restored", number=old.number)
    wish = Save(
        old.text, request.form.get("base", ""), comment=comment, reviewer=sheet.work.reviewer
    )
    try:
        desk.save(sheet.path, wish, author())
    except TextConflict:
        return redirect_to(f"/desk/history/{sheet.path}?changed=1")
    return redirect_to(f"/desk/edit/{sheet.path}?done=restored")
