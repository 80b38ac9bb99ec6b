"""The second device: the page that asks for one, and the short page that it answers on."""

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.diagnostics.rules.addresses import network_of
from portal.identity.rules import agent_family
from portal.kernel.errors import NotFound
from portal.kernel.ids import hash_token, new_token
from portal.kernel.locale import LOCALES
from portal.settings import Settings
from portal.web.codes import code_picture
from portal.web.cookies import read_cookie, set_cookie
from portal.web.forms import lasting_form
from portal.web.headers import redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates, wants_fragment
from portal.web.wiring import use
from portal.wizard.forms.devices import Question, shown_asset, tried
from portal.wizard.rules.devices import (
    Answer,
    Device,
    about,
    network_article,
    other_device_tasks,
    spaced,
    works_elsewhere,
)
from portal.wizard.rules.navigation import answers_kept
from portal.wizard.rules.priority import priority_of, second_device_matters
from portal.wizard.service.devices import Asker, DeviceDesk, Invitation
from portal.wizard.service.walk import Walk
from portal.wizard.service.wizard import Wizard
from portal.wizard.store.devices import Link
from portal.wizard.store.drafts import Draft
from portal.wizard.views.articles import article_of
from portal.wizard.views.blueprint import (
    address,
    blueprint,
    go_to,
    owner,
    page_address,
    say_where,
    walk_asked,
)

_ASKED = "@devices"
_COOKIE, _COOKIE_DAYS = "device", 30
_ANSWERS: dict[str, Answer] = {"works": "works", "fails": "fails"}


def wants_device(walk: Walk, draft: Draft) -> bool:
    """Return whether another device is to be asked for before the ticket's form."""
    is_asked = draft.given.get(_ASKED) == _thing(walk)
    return not is_asked and second_device_matters(walk.flow, walk.replay.facts, walk.known.scope)


def ask_device(walk: Walk, draft: Draft, secret: str) -> BaseResponse:
    """Make a code for the browser that holds `secret`, and lead to the page that shows it."""
    shown = shown_asset(walk.flow, walk.replay.facts)
    use(DeviceDesk).invite(_asker(walk, draft, secret), walk.flow.product, shown)
    return redirect_to(address(walk.flow.flow, "devices", walk.replay))


@blueprint.get("/<locale:locale>/contact/<flow>/devices")
def devices(flow: str) -> BaseResponse:
    """Show the code, and what other devices have reported; only that part to the page's script."""
    walk, draft = walk_asked(flow)
    if draft is None or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    part = _report_part(walk)
    if wants_fragment():
        return render("wizard/_device_reports.html", **part)
    invitation = use(DeviceDesk).find_invitation(_asker(walk, draft, owner()))
    say_where(walk, "devices")
    return render(
        "wizard/devices.html",
        flow=walk.flow,
        invitation=invitation,
        link=_link(invitation) if invitation else "",
        code=spaced(invitation.code) if invitation else "",
        qr=f"/{current_locale()}/contact/{flow}/devices/code.svg?{request.query_string.decode()}",
        question=Question(walk.flow.product),
        back=address(flow, walk.replay.current.id, walk.replay),
        **part,
    )


def _report_part(walk: Walk) -> dict[str, object]:
    facts = walk.replay.facts
    state = _state(walk)
    return {
        "state": state,
        "tried": tried(walk.devices),
        "action": address(walk.flow.flow, "devices", walk.replay),
        "is_high": priority_of(walk.flow, facts, walk.known.scope) == "high",
        "network_page": _network_page(walk),
        "article": article_of(network_article(walk.flow)) if state == "works" else None,
    }


def _state(walk: Walk) -> str:
    """Return what the reports come to: waiting, fails, works, or same_line."""
    counts = [walk.replay.facts.get(n) for n, f in walk.flow.facts.items() if _is_counted(f.from_)]
    if any(isinstance(count, int) and count > 1 for count in counts):
        return "fails"
    if works_elsewhere(walk.flow, walk.replay.facts):
        return "works"
    return "same_line" if walk.devices else "waiting"


def _is_counted(source: str) -> bool:
    return source == "second_device_link"


def _network_page(walk: Walk) -> str:
    """Return where the walk leads when the test on another network is answered with "works"."""
    on_path = {step.node for step in walk.replay.path}
    task = next((t for t in other_device_tasks(walk.flow) if t.id in on_path), None)
    if task is None or not any(option.id == "works" for option in task.options):
        return ""
    return page_address(walk.flow.flow, "", {**answers_kept(walk.replay), task.id: "works"})


@blueprint.post("/<locale:locale>/contact/<flow>/devices")
@lasting_form
def leave_devices(flow: str) -> BaseResponse:
    """Go on to the ticket's form, with or without a second device; or make a new code."""
    walk, draft = walk_asked(flow)
    if draft is None or not walk.ends_at_ticket:
        return go_to(flow, walk.replay.current.id, walk.replay)
    if request.form.get("action") == "code":
        return ask_device(walk, draft, owner())
    use(Wizard).drafts.keep(draft, {_ASKED: _thing(walk)})
    return redirect_to(address(flow, "ticket", walk.replay))


@blueprint.get("/<locale:locale>/contact/<flow>/devices/code.svg")
def device_code(flow: str) -> Response:
    """Draw the code of the owner's draft."""
    walk, draft = walk_asked(flow)
    if draft is None:
        raise NotFound(flow)
    invitation = use(DeviceDesk).find_invitation(_asker(walk, draft, owner()))
    if invitation is None:
        raise NotFound(flow)
    return code_picture(_link(invitation))


def _asker(walk: Walk, draft: Draft, secret: str) -> Asker:
    first = Device(hash_token(secret), network_of(request.remote_addr or ""))
    return Asker(draft.id, first, about(walk.flow, walk.replay.facts))


def _thing(walk: Walk) -> str:
    return hash_token(about(walk.flow, walk.replay.facts))


def _link(invitation: Invitation) -> str:
    return f"{use(Settings).url}/{current_locale()}/d/{invitation.code}"


@blueprint.get("/<locale:locale>/d/<code>")
def other_device(code: str) -> Response:
    """Ask the other device its one question, or thank it for the answer."""
    link = _open(code)
    return _other_page(link, code)


@blueprint.post("/<locale:locale>/d/<code>")
def other_answer(code: str) -> BaseResponse:
    """Keep what the other device answers; the browser that asked is no other device."""
    link = _open(code)
    answer = _ANSWERS.get(request.form.get("answer", ""))
    if _is_first(link) or answer is None:
        return _other_page(link, code, is_missing=answer is None)
    secret = read_cookie(_COOKIE) or new_token()
    device = Device(hash_token(secret), network_of(request.remote_addr or ""))
    use(DeviceDesk).answer(link, device, agent_family(request.user_agent.string), answer)
    response = redirect_to(f"/{current_locale()}/d/{code}")
    set_cookie(response, _COOKIE, secret, _COOKIE_DAYS)
    return response


def _open(code: str) -> Link:
    set_alternates({locale: f"/{locale}/d/{code}" for locale in LOCALES})
    return use(DeviceDesk).open(code, network_of(request.remote_addr or ""))


def _is_first(link: Link) -> bool:
    secret = owner()
    return bool(secret) and hash_token(secret) == link.first.id


def _other_page(link: Link, code: str, *, is_missing: bool = False) -> Response:
    secret = read_cookie(_COOKIE)
    told = use(DeviceDesk).find_report(link, hash_token(secret)) if secret else None
    if _is_first(link):
        state = "first"
    elif told is not None and "change" not in request.args and not is_missing:
        state = "told"
    else:
        state = "ask"
    network = network_of(request.remote_addr or "")
    return render(
        "wizard/device.html",
        422 if is_missing and state == "ask" else 200,
        state=state,
        told=told,
        code=code,
        question=Question(link.product, link.shown),
        is_other_line=network != link.first.network,
        until=link.expires_at,
        error=_("Choose what you see on this device") if is_missing else "",
    )
