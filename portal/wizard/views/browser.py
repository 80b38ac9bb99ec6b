"""What the visitor's own browser sees: asked with consent, and never taken for a check of ours."""

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from portal.diagnostics.rules.addresses import find_domain
from portal.web.headers import allow_source, redirect_to
from portal.web.shell import render, set_same_page
from portal.web.wiring import use
from portal.wizard.forms.evidence import from_browser
from portal.wizard.rules.browser import read_seen
from portal.wizard.rules.navigation import answers_kept
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.views.articles import article_of
from portal.wizard.views.blueprint import (
    CHECKING,
    address,
    blueprint,
    go_to,
    page_address,
    walk_asked,
)

_ARTICLE = "site-works-elsewhere"


@blueprint.get("/<locale:locale>/contact/<flow>/browser")
def browser(flow: str) -> BaseResponse:
    """Offer to ask the browser, and show what it said."""
    walk, draft = walk_asked(flow, run=False)
    domain = _domain(walk)
    if draft is None or not domain:
        return go_to(flow, walk.replay.current.id, walk.replay)
    public = find_domain(domain)
    if public is not None:  # only names that can be public stand in a header of ours
        allow_source("connect-src", f"https://{public} https://www.{public}")
    set_same_page(address(flow, "browser", walk.replay))
    return render(
        "wizard/browser.html",
        flow=walk.flow,
        domain=domain,
        public=public or "",
        rows=from_browser(walk),
        visitor=request.remote_addr or "",
        article=article_of(_ARTICLE),
        action=address(flow, "browser", walk.replay),
        back=address(flow, CHECKING, walk.replay),
        onward=page_address(flow, "", dict(answers_kept(walk.replay))),
    )


@blueprint.post("/<locale:locale>/contact/<flow>/browser")
def keep_browser(flow: str) -> BaseResponse:
    """Keep what the browser says it saw, as its own word."""
    walk, draft = walk_asked(flow, run=False)
    if draft is None or not _domain(walk):
        return go_to(flow, walk.replay.current.id, walk.replay)
    now = int(use(Wizard).clock.now().timestamp())
    use(Wizard).drafts.keep(draft, read_seen(request.form, _domain(walk), now))
    return redirect_to(address(flow, "browser", walk.replay))


def _domain(walk: Walk) -> str:
    return str(walk.replay.facts.get("domain", ""))
