"""The flows as pictures, for those who write them."""

from flask import Response

from portal.kernel.errors import NotFound
from portal.web.i18n import current_locale
from portal.web.shell import render
from portal.web.wiring import use
from portal.wizard.rules.drawing import to_svg
from portal.wizard.rules.picture import boxes
from portal.wizard.service.wizard import Wizard
from portal.writing.forms.flow_words import flow_words
from portal.writing.views.blueprint import blueprint, writers_only

_CSP = "default-src 'none'; sandbox"


@blueprint.get("/desk/flows/")
@writers_only
def flows() -> Response:
    """List the flows in use, and what is wrong in their files."""
    shelf = use(Wizard).shelf
    return render(
        "writing/flows.html",
        flows=sorted(shelf.flows.values(), key=lambda flow: flow.title[current_locale()]),
        kept=shelf.kept,
        findings=shelf.findings,
        flow_words=flow_words,
    )


@blueprint.get("/desk/flows/<name>")
@writers_only
def flow_picture(name: str) -> Response:
    """Draw one flow in the writer's language."""
    found = use(Wizard).shelf.flows.get(name.removesuffix(".svg"))
    if found is None or not name.endswith(".svg"):
        raise NotFound(name)
    locale = current_locale()
    response = Response(to_svg(boxes(found, locale), found.title[locale]), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = _CSP
    return response
