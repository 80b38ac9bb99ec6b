"""Translating: the source on the left with what changed there, the writer's own text beside it."""

from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from portal.articles.model import Article
from portal.kernel.errors import NotFound
from portal.kernel.locale import find_locale
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import editor, words
from portal.writing.model import Revision, Significance, Standing
from portal.writing.rules.phases import Step, steps_of
from portal.writing.service.desk import Desk
from portal.writing.service.translations import Translations
from portal.writing.views.blueprint import blueprint, writers_only
from portal.writing.views.editor import carry_out

_STEPS = (Step.PUBLISH, Step.SAVE, Step.REVIEW)


@blueprint.get("/desk/articles/<key>/translate/<code>")
@writers_only
def translate(key: str, code: str) -> BaseResponse:
    """Show both texts side by side; a translation that nobody began is begun first."""
    source, translation = _pair(key, code)
    if translation is None:
        asked = {"key": key, "category": source.head.category, "kind": source.head.kind}
        return redirect_to(f"/desk/new?{urlencode({**asked, 'locale': code})}")
    known = use(Translations)
    sheet, standing = use(Desk).open(translation.path), known.find(translation)
    if sheet.source is None:
        return redirect_to(f"/desk/edit/{sheet.path}")
    return render(
        "writing/translate.html",
        sheet=sheet,
        filled=editor.fill(sheet),
        source=source,
        original=known.original(source, translation),
        standing=standing,
        missed=_missed(source, standing),
        steps=[step for step in steps_of(sheet.phase, sheet.work) if step in _STEPS],
        sizes=[(size.value, words.significance_name(size)) for size in Significance],
        there=_address(translation),
        done=_done(),
        words=words,
    )


def _pair(key: str, code: str) -> tuple[Article, Article | None]:
    locale = find_locale(code)
    if locale is None:
        raise NotFound(code)
    return use(Translations).pair(key, locale)


def _missed(source: Article, standing: Standing | None) -> list[Revision]:
    """Return the versions of the source that the translation lacks, the newest first."""
    lacks = {edit.number for edit in standing.missed} if standing else set()
    return [r for r in use(Desk).memory.history(source.path) if r.number in lacks] if lacks else []


def _address(translation: Article) -> str:
    return f"/desk/articles/{translation.head.key}/translate/{translation.locale}"


def _done() -> str:
    done = request.args.get("done", "")
    return _("It counts as up to date") if done == "current" else words.done_words(done)


@blueprint.post("/desk/articles/<key>/translate/<code>")
@writers_only
def save_translation(key: str, code: str) -> BaseResponse:
    """Save or publish the translation; or only say that it is up to date as it is."""
    _source, translation = _pair(key, code)
    if translation is None:
        raise NotFound(code)
    sheet = use(Desk).open(translation.path)
    filled = editor.take_translation(request.form, sheet)
    action = request.form.get("action", Step.SAVE)
    if action == "current":
        return _mark(translation, editor.based_on(filled))
    step = Step(action) if action in _STEPS else Step.SAVE
    return carry_out(sheet, filled, step, _address(translation))


def _mark(translation: Article, based_on: str) -> BaseResponse:
    use(Translations).tracking.mark_current(translation, based_on)
    return redirect_to(f"{_address(translation)}?done=current")
