"""Notices as support writes, publishes, updates and closes them."""

from zoneinfo import ZoneInfo

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import current_member, support_only
from portal.kernel.locale import LOCALES, Locale
from portal.notices.forms import words
from portal.notices.forms.notice import NoticeForm, UpdateForm
from portal.notices.model import Kind, Phase, Progress
from portal.notices.rules.checks import Problem
from portal.notices.service import Draft, Notices
from portal.notices.views.blueprint import blueprint
from portal.site import Site
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use

_ORDER = (Phase.CURRENT, Phase.DRAFT, Phase.PLANNED, Phase.PAST)


@blueprint.get("/staff/notices/")
@support_only
def overview() -> Response:
    """Show all notices, by where they stand."""
    found = use(Notices).desk.everything()
    return render(
        "notices/staff/list.html",
        groups=[(phase, [o for o in found if o.phase is phase]) for phase in _ORDER],
        is_empty=not found,
        done=words.done_words(request.args.get("done", "")),
        words=words,
    )


@blueprint.get("/staff/notices/new")
@support_only
def new() -> Response:
    """Show the form of a notice about what begins now."""
    return _form_page(NoticeForm.fresh(use(Notices).board.now(), _zone()))


@blueprint.post("/staff/notices/new")
@support_only
def create() -> BaseResponse:
    """Keep a draft, or publish it at once."""
    form, desk = NoticeForm.read(), use(Notices).desk
    problems = form.problems(_zone(), use(Notices).board.now())
    if problems:
        return _form_page(form, problems=problems)
    notice = desk.create(_draft(form), current_member().name)
    return _publish_or_keep(notice.key, "saved")


@blueprint.get("/staff/notices/<key>/edit")
@support_only
def edit(key: str) -> Response:
    """Show the form of what a notice says."""
    return _form_page(NoticeForm.of(use(Notices).desk.get(key).notice, _zone()), key)


@blueprint.post("/staff/notices/<key>/edit")
@support_only
def change(key: str) -> BaseResponse:
    """Keep what a notice says; readers of a published one see it at once."""
    form, notices = NoticeForm.read(), use(Notices)
    is_published = notices.desk.get(key).phase is not Phase.DRAFT
    problems = form.problems(_zone(), notices.board.now())
    if problems:
        return _form_page(form, key, problems)
    notices.desk.edit(key, _draft(form), current_member().name, form.version)
    return _publish_or_keep(key, "edited" if is_published else "saved")


def _draft(form: NoticeForm) -> Draft:
    return Draft(form.facts(_zone(), use(Notices).board.now()), form.reason)


def _publish_or_keep(key: str, done: str) -> BaseResponse:
    if request.form.get("then") == "publish":
        use(Notices).desk.publish(key, current_member().name)
        done = "published"
    return _to_sheet(key, done)


@blueprint.get("/staff/notices/<key>")
@support_only
def sheet(key: str) -> Response:
    """Show a notice with all that is known of it, and what can be done."""
    return _sheet_page(key, UpdateForm())


@blueprint.post("/staff/notices/<key>/publish")
@support_only
def publish(key: str) -> BaseResponse:
    """Let everybody read the draft."""
    use(Notices).desk.publish(key, current_member().name)
    return _to_sheet(key, "published")


@blueprint.post("/staff/notices/<key>/update")
@support_only
def update(key: str) -> BaseResponse:
    """Publish an update; one that says it is over closes the notice."""
    form, notices = UpdateForm.read(), use(Notices)
    notices.desk.get(key)
    problems = form.problems()
    if problems:
        return _sheet_page(key, form, problems)
    written = form.update(current_member().name, notices.board.now())
    notices.desk.update(key, written, reason=form.reason, tell=form.tell)
    return _to_sheet(key, "closed" if form.progress is Progress.RESOLVED else "updated")


@blueprint.post("/staff/notices/<key>/discard")
@support_only
def discard(key: str) -> BaseResponse:
    """Delete a draft."""
    use(Notices).desk.discard(key)
    return redirect_to("/staff/notices/?done=discarded")


def _to_sheet(key: str, done: str) -> BaseResponse:
    return redirect_to(f"/staff/notices/{key}?done={done}")


def _sheet_page(key: str, form: UpdateForm, problems: list[Problem] | None = None) -> Response:
    notices = use(Notices)
    found = notices.desk.get(key)
    return render(
        "notices/staff/sheet.html",
        422 if problems else 200,
        sheet=found,
        notice=found.notice,
        badge_of_it=words.badge_of(found.notice, found.phase),
        symptoms=words.symptoms_of(found.notice, notices.symptoms()),
        form=form,
        steps=Progress,
        errors=_errors(problems),
        asks_reason=words.has_promise(problems or []) or bool(form.reason),
        unknown=request.args.get("unknown", "")[:40],
        done=words.done_words(request.args.get("done", "")),
        locales=_own_first(),
        words=words,
    )


def _form_page(form: NoticeForm, key: str = "", problems: list[Problem] | None = None) -> Response:
    notices = use(Notices)
    found = notices.desk.get(key) if key else None
    return render(
        "notices/staff/form.html",
        422 if problems else 200,
        form=form,
        key=key,
        is_published=found is not None and found.phase is not Phase.DRAFT,
        kinds=[(Kind.INCIDENT, _("Incident")), (Kind.PLANNED, _("Planned work"))],
        products=words.all_products(),
        symptoms=notices.symptoms(),
        errors=_errors(problems),
        asks_reason=words.has_promise(problems or []) or bool(form.reason),
        locales=_own_first(),
        zone=use(Site).timezone,
        words=words,
    )


def _errors(problems: list[Problem] | None) -> list[tuple[str, str]]:
    return [(problem.field, words.problem_words(problem)) for problem in problems or []]


def _own_first() -> list[Locale]:
    """Return the locales in the order of the form: the member's own first."""
    return sorted(LOCALES, key=lambda code: code is not current_locale())


def _zone() -> ZoneInfo:
    return ZoneInfo(use(Site).timezone)
