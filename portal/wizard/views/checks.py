"""The page that runs the checks of a walk, and shows what each of them saw.

With its script the page runs them by itself and fills in each line as it comes; without, a button
runs them and the page comes back with all lines filled in.
"""

import json
from collections.abc import Iterator

from flask import Response, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.wizard.forms.checks import ShownRow, shown_row
from portal.wizard.model import Check
from portal.wizard.rules.navigation import answers_kept, previous
from portal.wizard.service.checks import CheckDesk
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft
from portal.wizard.views.aside import aside
from portal.wizard.views.blueprint import (
    CHECKING,
    address,
    blueprint,
    go_to,
    owned,
    owner_or_new,
    page_address,
    say_where,
    visitor,
    walk_asked,
)

_LINES = "application/x-ndjson"


@blueprint.get("/<locale:locale>/contact/<flow>/checking")
def checking(flow: str) -> BaseResponse:
    """Show the checks on the way: what they found out, or that they are due."""
    walk, _draft = walk_asked(flow, run=False)
    rows = [shown_row(row, current_locale()) for row in use(CheckDesk).rows(walk, visitor())]
    if not rows:
        return go_to(flow, walk.replay.current.id, walk.replay)
    say_where(walk, CHECKING)
    back = previous(walk.replay)
    answers = dict(answers_kept(walk.replay))
    return render(
        "wizard/checking.html",
        flow=walk.flow,
        rows=rows,
        due=any(not row.state for row in rows),
        is_done=not isinstance(walk.replay.current, Check),
        action=address(flow, CHECKING, walk.replay),
        onward=page_address(flow, "", answers),
        back=page_address(flow, back, answers) if back else f"/{current_locale()}/contact/",
        browser=_browser_page(walk),
        **aside(walk, walk.replay),
    )


@blueprint.post("/<locale:locale>/contact/<flow>/checking")
@lasting_form
def run_checks(flow: str) -> BaseResponse:
    """Run what is due and keep what it finds out; line by line for the page's script."""
    secret = owner_or_new()
    walk, draft = walk_asked(flow, run=False)
    if draft is None and isinstance(walk.replay.current, Check):
        draft = use(Wizard).drafts.start(secret, flow)
    page = address(flow, CHECKING, walk.replay)
    if draft is None:
        return redirect_to(page)
    if request.accept_mimetypes.best == _LINES:
        lines = stream_with_context(_lines(walk, draft))
        return owned(Response(lines, mimetype=_LINES, headers={"X-Accel-Buffering": "no"}), secret)
    for _row in use(CheckDesk).run(walk, draft, visitor()):
        pass
    return owned(redirect_to(page), secret)


def _lines(walk: Walk, draft: Draft) -> Iterator[str]:
    """Yield each check as it ends, then where to go on."""
    shown: list[ShownRow] = []
    for row in use(CheckDesk).run(walk, draft, visitor()):
        shown.append(shown_row(row, current_locale()))
        yield json.dumps(vars(shown[-1])) + "\n"
    yield json.dumps({"done": True, "says": _done_words(shown)}) + "\n"


def _done_words(shown: list[ShownRow]) -> str:
    failed = [row.name for row in shown if row.state == "fail"]
    if failed:
        return _("The checks are done. Something fails: %(names)s", names=", ".join(failed))
    return _("The checks are done. None of them fails")


def _browser_page(walk: Walk) -> str:
    """Return where the visitor's own browser can be asked, where there is a site to ask for."""
    if not walk.replay.facts.get("domain"):
        return ""
    return address(walk.flow.flow, "browser", walk.replay)
