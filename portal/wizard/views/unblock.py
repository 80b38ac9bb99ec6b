"""Having the firewall release the visitor's own connection."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.diagnostics.model.findings import Release
from portal.diagnostics.service import Unblocker
from portal.kernel.errors import TooMany
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.forms.evidence import RELEASED
from portal.wizard.model import Outcome
from portal.wizard.rules.navigation import answers_kept, is_on_path
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.articles import article_of
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    go_to,
    page_address,
    walk_asked,
)

UNBLOCK = "unblock_my_ip"


def can_unblock(node: Outcome) -> bool:
    """Return whether the page of `node` has a button that releases the connection."""
    return node.action == UNBLOCK and use(Unblocker).can_release(request.remote_addr or "")


@blueprint.post("/<locale:locale>/contact/<flow>/<node>/unblock")
def unblock(flow: str, node: str) -> BaseResponse:
    """Ask the provider's hook to release the address of this connection, and say what came of it.

    Only where our own check found it blocked on the way here; no address can be typed.
    """
    walk, draft = walk_asked(flow, run=False)
    shown = walk.flow.nodes.get(node)
    if not isinstance(shown, Outcome) or shown.action != UNBLOCK:
        return go_to(flow, walk.replay.current.id, walk.replay)
    if not is_on_path(walk.replay, node):
        return go_to(flow, walk.replay.current.id, walk.replay)
    result = _release()
    if draft is not None:
        use(Wizard).drafts.keep(draft, {RELEASED: result})
    return _page(walk, shown, result)


def _release() -> str:
    try:
        return use(Unblocker).release(request.remote_addr or "").value
    except TooMany:
        return "often"


def _page(walk: Walk, node: Outcome, result: str) -> Response:
    name = walk.flow.flow
    answers = dict(answers_kept(walk.at(node.id)))
    page = address(name, node.id, walk.at(node.id))
    set_same_page(page)
    return render(
        "wizard/unblocked.html",
        429 if result == "often" else 200,
        flow=walk.flow,
        result=result,
        went_well=result in {Release.DONE, Release.ASKED},
        address=request.remote_addr,
        article=article_of(node.article),
        solved=page_address(name, "solved", {}),
        onward=page_address(name, "", {**answers, node.id: "unsolved"}),
        back=page,
    )
