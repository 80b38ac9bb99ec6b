"""Who works here, and the audit log: for administrators."""

from flask import request
from werkzeug.wrappers import Response

from portal.identity.access import current_member, require_staff
from portal.identity.forms import act_words, role_words
from portal.identity.model import Role
from portal.identity.service import Identity, LastAdministrator, Team
from portal.identity.service.team import PAGE
from portal.identity.views.blueprint import blueprint
from portal.kernel.errors import NotFound
from portal.kernel.ids import is_id
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use

_PEOPLE = "/staff/people/"
_LONGEST_NUMBER = 6
_ACTS = frozenset({"activate", "deactivate", "sessions", "factor"})
admin_only = require_staff(Role.ADMIN)


@blueprint.get(_PEOPLE)
@admin_only
def people() -> Response:
    """List everybody who works here, those who may not sign in any more too."""
    return _list("")


@blueprint.post("/staff/people/<member_id>/role")
@admin_only
def change_role(member_id: str) -> Response:
    """Give the member another role."""
    asked = request.form.get("role", "")
    if not is_id(member_id) or asked not in set(Role):
        raise NotFound(member_id)
    try:
        use(Team).set_role(current_member(), member_id, Role(asked))
    except LastAdministrator:
        return _list(_last())
    return redirect_to(f"{_PEOPLE}?done=1")


@blueprint.post("/staff/people/<member_id>/<act>")
@admin_only
def change_member(member_id: str, act: str) -> Response:
    """Let the member in or not, end their sessions, or ask them for no code."""
    if not is_id(member_id) or act not in _ACTS:
        raise NotFound(member_id)
    team, me = use(Team), current_member()
    try:
        if act == "sessions":
            team.end_sessions(me, member_id)
        elif act == "factor":
            team.drop_second_factor(me, member_id)
        else:
            team.set_active(me, member_id, active=act == "activate")
    except LastAdministrator:
        return _list(_last())
    return redirect_to(f"{_PEOPLE}?done=1")


@blueprint.get("/staff/audit/")
@admin_only
def audit_log() -> Response:
    """Show who did what, the newest first."""
    number = request.args.get("page", "1")[:_LONGEST_NUMBER]
    page = max(int(number), 1) if number.isascii() and number.isdigit() else 1
    found = use(Team).audit(page)
    return render(
        "identity/audit.html", entries=found, page=page, is_more=len(found) == PAGE, words=act_words
    )


def _last() -> str:
    return _("Nobody else administers the portal: make somebody else an administrator first.")


def _list(refusal: str) -> Response:
    return render(
        "identity/people.html",
        409 if refusal else 200,
        everybody=use(Identity).list_staff(),
        unreadable=use(Identity).factors.unreadable(),
        me=current_member(),
        roles=Role,
        role_words=role_words,
        refusal=refusal,
        command="portal user add",
        is_done="done" in request.args,
    )
