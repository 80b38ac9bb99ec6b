"""The editor: one form with the head, the text, what readers will see, and what is to be mended."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.catalogue import Library
from portal.articles.model import Article, Kind
from portal.articles.rules import read_source
from portal.articles.service import ArticleService
from portal.identity.access import current_member
from portal.identity.service import Identity
from portal.kernel.findings import Level
from portal.kernel.locale import LOCALES
from portal.kernel.product import Product
from portal.scope.views import product_name
from portal.site import Site
from portal.tickets.forms.refusals import upload_refusal
from portal.tickets.rules.uploads import UploadRefused
from portal.tickets.service import UploadDesk
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import editor, words
from portal.writing.forms.editor import Filled, Remark
from portal.writing.model import Author, Sheet, Significance
from portal.writing.rules.differing import Part, compare
from portal.writing.rules.phases import Step, steps_of
from portal.writing.service.desk import Desk
from portal.writing.service.listing import DeskList
from portal.writing.service.pictures import AltMissing, PictureDesk, Placed
from portal.writing.service.saving import NotInTime, TextConflict, TextRefused, TextUnreadable
from portal.writing.views.beside import beside
from portal.writing.views.blueprint import blueprint, writers_only


@dataclass(frozen=True)
class Answer:
    """What the editor says back besides the sheet; `theirs` is the other text of a conflict."""

    errors: tuple[tuple[str, str], ...] = ()
    refused: tuple[Remark, ...] = ()
    theirs: Sheet | None = None
    parts: tuple[Part, ...] = ()
    picture: str = ""
    status: int = 200
    extra: dict[str, Any] = field(default_factory=dict)


def author() -> Author:
    """Return who is signed in, as the desk knows them."""
    member = current_member()
    return Author(member.id, member.name)


@blueprint.get("/desk/edit/<path:path>")
@writers_only
def edit(path: str) -> Response:
    """Show an article's text with all that helps to write it."""
    desk = use(Desk)
    sheet = desk.open(editor.path_of(path))
    unsaved = desk.memory.find_unsaved(sheet, author())
    if unsaved and "unsaved" in request.args:
        return _page(sheet, editor.fill(sheet, unsaved.text), Answer())
    return _page(sheet, editor.fill(sheet), Answer(extra={"unsaved": unsaved}))


@blueprint.post("/desk/edit/<path:path>")
@writers_only
def save(path: str) -> BaseResponse:
    """Save, publish, schedule and so on; or only show what was sent, with its preview."""
    sheet = use(Desk).open(editor.path_of(path))
    action = request.form.get("action", Step.SAVE)
    if action == "forget":
        use(Desk).memory.forget_unsaved(sheet.path, author())
        return redirect_to(f"/desk/edit/{sheet.path}?done=forgotten")
    filled = editor.take(request.form, sheet)
    if action == "picture":
        return _with_picture(sheet, filled)
    if action not in set(Step):
        return _page(sheet, filled, Answer())
    return carry_out(sheet, filled, Step(action), f"/desk/edit/{sheet.path}")


@blueprint.app_errorhandler(TextUnreadable)
def unreadable(error: TextUnreadable) -> Response:
    """Say which file cannot be shown, and where it is to be mended."""
    return render("writing/unreadable.html", 422, error=error)


def carry_out(sheet: Sheet, filled: Filled, step: Step, there: str) -> BaseResponse:
    """Do the step and go `there`; what stands against it is shown in the editor."""
    base = request.form.get("base", "")
    wish = editor.save_of(filled, step, base, use(Site).timezone)
    try:
        use(Desk).save(sheet.path, wish, author())
    except TextConflict as conflict:
        parts = compare(conflict.theirs.text, filled.text)
        answer = Answer(theirs=conflict.theirs, parts=parts, status=409)
        return _page(conflict.theirs, filled, answer)
    except TextRefused as refused:
        found = tuple(editor.remarks(filled, refused.findings))
        return _page(sheet, filled, Answer(refused=found, status=422))
    except NotInTime:
        late = ("d-at", _("Choose a moment that is still to come."))
        return _page(sheet, filled, Answer(errors=(late,), status=422))
    return redirect_to(f"{there}?done={step}")


def _with_picture(sheet: Sheet, filled: Filled) -> Response:
    """Save the picture that was chosen, and show it at the end of the text."""
    try:
        placed = take_picture(sheet)
    except (AltMissing, UploadRefused) as error:
        refused = ("d-picture", picture_refusal(error))
        return _page(sheet, filled, Answer(errors=(refused,), status=422))
    text = f"{filled.text.rstrip()}\n\n{placed.markdown}\n"
    shown = editor.fill(sheet, text)
    kept = Filled(shown.values, shown.body, text, shown.is_raw, filled.extra)
    return _page(sheet, kept, Answer(picture=placed.markdown))


def take_picture(sheet: Sheet) -> Placed:
    """Save the picture that was sent. Raises AltMissing or UploadRefused."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise AltMissing
    content = file.stream.read(use(UploadDesk).limits.file_bytes + 1)
    return use(PictureDesk).place(sheet.path, file.filename, content, request.form.get("alt", ""))


def picture_refusal(error: AltMissing | UploadRefused) -> str:
    """Return why a picture was not taken."""
    if isinstance(error, UploadRefused):
        return upload_refusal(error.reason, use(UploadDesk).limits)
    return _("Choose a picture and say in a few words what it shows.")


def preview_of(path: PurePosixPath, text: str) -> tuple[Article, str] | None:
    """Return the article that `text` makes and its HTML; None where its head cannot be read."""
    source, _findings = read_source(path, text)
    return library().preview(path, source) if source else None


def library() -> Library:
    """Return the articles that readers see."""
    return use(ArticleService).library


def _page(sheet: Sheet, filled: Filled, answer: Answer) -> Response:
    findings = use(Desk).check(sheet.path, filled.text)
    title = sheet.source.head.title if sheet.source else str(sheet.path)
    return render(
        "writing/edit.html",
        answer.status,
        sheet=sheet,
        filled=filled,
        answer=answer,
        title=title,
        field_errors=_field_errors(answer),
        summary=_summary(answer),
        preview=preview_of(sheet.path, filled.text),
        remarks=editor.remarks(filled, findings),
        beside=beside(sheet),
        levels=Level,
        languages=use(DeskList).translation_of(sheet.path),
        locales=LOCALES,
        unsaved=answer.extra.get("unsaved"),
        steps=steps_of(sheet.phase, sheet.work),
        sizes=[(size.value, words.significance_name(size)) for size in Significance],
        kinds=[(kind.value, words.kind_name(kind)) for kind in Kind],
        products=[(p, product_name(p)) for p in Product],
        topics=_topics,
        reviewers=[(name, name) for name in words.people(use(Identity).list_staff())],
        timezone=use(Site).timezone,
        done=words.done_words(request.args.get("done", "")) if request.method == "GET" else "",
        words=words,
    )


def _topics(chosen: str) -> list[tuple[str, str]]:
    """Return the topics to choose from; an unknown one is called by its key."""
    found = [(c.key, c.name[current_locale()]) for c in use(Site).categories]
    return found if chosen in dict(found) else [(chosen, chosen), *found]


def _field_errors(answer: Answer) -> dict[str, list[str]]:
    """Return what is wrong with each field, by its place in the form."""
    found: dict[str, list[str]] = {}
    for anchor, text in answer.errors:
        found.setdefault(anchor, []).append(text)
    for remark in answer.refused:
        if remark.place:
            found.setdefault(remark.anchor, []).append(remark.words)
    return found


def _summary(answer: Answer) -> list[tuple[str, str]]:
    """Return what stands at the top: where to look, and why."""
    found = list(answer.errors)
    for remark in answer.refused:
        where = remark.place or _("Line %(number)s", number=remark.line)
        found.append((remark.anchor, f"{where}: {remark.words}"))
    return found
