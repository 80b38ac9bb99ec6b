"""What staff get on a page that their role does not include: why, and where to go instead."""

from collections.abc import Iterator

from werkzeug.wrappers import Response

from portal.identity.access import current_member
from portal.identity.forms import refusal_title, role_words
from portal.identity.model import Role
from portal.identity.service import Identity, WrongRole
from portal.identity.views.blueprint import blueprint
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use


@blueprint.app_errorhandler(WrongRole)
def wrong_role(error: WrongRole) -> Response:
    """Say which role the page needs, and who can give it."""
    member = current_member()
    everybody = use(Identity).list_staff()
    return render(
        "identity/wrong_role.html",
        403,
        title=refusal_title(error.roles[0]),
        member=member,
        mine=role_words(member.role),
        needed=[role_words(role) for role in error.roles],
        admins=[one for one in everybody if one.active and one.role is Role.ADMIN],
        places=list(_places(member.role)),
    )


def _places(role: Role) -> Iterator[tuple[str, str]]:
    """Yield where somebody with `role` may go: addresses and names."""
    if role is not Role.WRITER:
        yield "/staff/", _("Queue of tickets")
    if role is not Role.SUPPORT:
        yield "/desk/", _("Articles")
    yield "/desk/insights/", _("Figures")
    yield "/staff/account", _("Sessions and second factor")
