"""The wizard's blueprint, and what its views share."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.kernel.ids import hash_token, new_token
from portal.web.cookies import read_cookie, set_cookie
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.shell import set_same_page
from portal.web.wiring import use
from portal.wizard.model import Visitor
from portal.wizard.rules.navigation import answers_kept
from portal.wizard.rules.replay import Replay
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.drafts import Draft

blueprint = Blueprint("wizard", __name__, template_folder="../templates")

_COOKIE = "draft"
_COOKIE_DAYS = 30
SEEN = "seen"
"""The word in an address under which a walk keeps the notices that were passed."""

OWN = "own"
"""In an address: whoever comes has said in their own words what is going on."""

_OUR_WORDS = {"go", "value", "skip", "node", SEEN, OWN}
_MOST_SEEN = 20
MOST_ANSWERS = 40
CHECKING = "checking"


def owner() -> str:
    """Return the browser's secret, empty where it has none yet."""
    return read_cookie(_COOKIE)


def owned(response: Response, secret: str) -> Response:
    """Let the browser keep its secret."""
    set_cookie(response, _COOKIE, secret, _COOKIE_DAYS)
    return response


def owner_or_new() -> str:
    """Return the browser's secret, a fresh one where it has none; see `owned`."""
    return owner() or new_token()


def visitor() -> Visitor:
    """Return who asks; the address is that of the connection, never one that was typed."""
    secret = owner()
    return Visitor(request.remote_addr or "", hash_token(secret) if secret else "")


def answers_asked() -> dict[str, str]:
    """Return the answers in the address."""
    given = [(k, v) for k, v in request.args.items() if k not in _OUR_WORDS]
    return dict(given[:MOST_ANSWERS])


def seen_asked() -> tuple[str, ...]:
    """Return the keys of the notices that were passed on this walk."""
    asked = request.args.get(SEEN, "")[:200].split(".")[:_MOST_SEEN]
    return tuple(key for key in dict.fromkeys(asked) if key.isascii() and key.isdecimal())


def carried() -> dict[str, object]:
    """Return what the address of every page of this walk holds beside the answers."""
    return {SEEN: ".".join(seen)} if (seen := seen_asked()) else {}


def walk_asked(flow: str, *, run: bool = True) -> tuple[Walk, Draft | None]:
    """Return the flow walked by the answers in the address, and the visitor's draft of it.

    Without `run` the walk waits at a check that is due; `go_to` then leads to its page.
    """
    wizard = use(Wizard)
    draft = wizard.drafts.find(owner(), flow)
    return wizard.walk(flow, answers_asked(), draft, visitor(), run=run), draft


def address(flow: str, page: str, walked: Replay, **more: str) -> str:
    """Return the address of `page` with the answers that are kept; `more` are added."""
    return page_address(flow, page, {**answers_kept(walked), **more})


def page_address(flow: str, page: str, answers: Mapping[str, object]) -> str:
    """Return the address of `page` of `flow` with `answers`."""
    query = urlencode({**carried(), **answers})
    return f"/{current_locale()}/contact/{flow}/{page}" + (f"?{query}" if query else "")


def go_to(flow: str, page: str, walked: Replay) -> Response:
    """Redirect to `page` with the answers that take part; a check has its page of progress."""
    if walked.current.kind == "check" and page == walked.current.id:
        page = CHECKING
    return redirect_to(address(flow, page, walked), 303)


def say_where(walk: Walk, page: str) -> None:
    """Let the language menu lead to this very page with the answers that are kept."""
    set_same_page(address(walk.flow.flow, page, walk.replay))
