"""How the articles' repository is doing, and the call from outside that makes us pull."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.delivery.rules.webhooks import ID, SIGNATURE, TIMESTAMP, NotTrusted
from portal.web.errors import json_error
from portal.web.forms import public_form
from portal.web.headers import redirect_to
from portal.web.i18n import gettext as _
from portal.web.shell import render
from portal.web.wiring import use
from portal.writing.forms import repository_words
from portal.writing.model.repository import Errand
from portal.writing.service.repository import RepositoryDesk
from portal.writing.views.blueprint import blueprint, writers_only

_MOST = 64 * 1024


@blueprint.get("/desk/repository")
@writers_only
def repository() -> Response:
    """Show what waits to be committed, and what stands in the way."""
    asked = "asked" in request.args
    return render(
        "writing/repository.html",
        standing=use(RepositoryDesk).standing(),
        done=_("The portal is at it: look again in a moment") if asked else "",
        errands=Errand,
        words=repository_words,
    )


@blueprint.post("/desk/repository")
@writers_only
def run_errands() -> BaseResponse:
    """Let the worker try everything now."""
    desk = use(RepositoryDesk)
    problems = {one.errand for one in desk.standing().problems}
    desk.ask(*(problems | {Errand.PULL}))
    return redirect_to("/desk/repository?asked=1")


@blueprint.post("/api/v1/articles/pull")
@public_form
def pull() -> Response:
    """Let others' commits be brought in, for a call that is signed as Standard Webhooks has it.

    202 also where it had come before; 401 for what is not signed, 404 where nothing is pulled.
    """
    request.max_content_length = _MOST
    sent = {name: request.headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)}
    try:
        use(RepositoryDesk).take_call(sent, request.get_data(cache=False))
    except NotTrusted as error:
        return json_error(401, str(error))
    return Response(status=202)
