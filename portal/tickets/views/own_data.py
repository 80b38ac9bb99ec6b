"""R23: everything of one's own address, to download or to delete; and who asked, for staff."""

from flask import Response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.access import support_only
from portal.identity.forms import read_address
from portal.kernel.errors import Gone
from portal.kernel.locale import LOCALES
from portal.site import Site
from portal.tickets import access
from portal.tickets.service import UploadDesk
from portal.tickets.service.export import stream_zip
from portal.tickets.service.own_data import OwnData
from portal.tickets.views.blueprint import blueprint
from portal.web.headers import hide_address, redirect_to
from portal.web.i18n import current_locale
from portal.web.i18n import gettext as _
from portal.web.shell import render, set_alternates
from portal.web.wiring import use


@blueprint.get("/<locale:locale>/tickets/data")
def own_data() -> Response:
    """Show what is kept of the proven address, or ask for an address to mail a link to."""
    set_alternates({code: f"/{code}/tickets/data" for code in LOCALES})
    if not use(OwnData).address(access.visitor()):
        return _ask("", [])
    return render(
        "tickets/data.html",
        holdings=use(OwnData).holdings(access.visitor()),
        policy=use(Site).policy,
        done=request.args.get("done", ""),
        faults=[],
    )


def _ask(email: str, faults: list[tuple[str, str]]) -> Response:
    return render(
        "tickets/data_ask.html",
        422 if faults else 200,
        email=email,
        faults=faults,
        is_sent="sent" in request.args,
    )


@blueprint.post("/<locale:locale>/tickets/data/link")
def mail_data_link() -> BaseResponse:
    """Mail the link; what is answered says nothing about the address."""
    email, is_address = read_address()
    if not is_address:
        return _ask(email, [("email", _("Write your email address, like name@example.com"))])
    use(OwnData).mail_link(email, current_locale(), access.network())
    return _back("?sent")


@blueprint.get("/<locale:locale>/tickets/data/open/<token>")
def ask_to_open_data(token: str) -> BaseResponse:
    """Say what the button does; programs that look at links in mails only ever come this far."""
    set_alternates({code: f"/{code}/tickets/data/open/{token}" for code in LOCALES})
    try:
        use(OwnData).demand_link(token)
    except Gone:
        return _dead_link()
    return hide_address(render("tickets/data_open.html"))


@blueprint.post("/<locale:locale>/tickets/data/open/<token>")
def open_data(token: str) -> BaseResponse:
    """Exchange the link for the cookie, and go on to an address without a secret."""
    try:
        secret = use(OwnData).open_link(token, access.visitor())
    except Gone:
        if use(OwnData).address(access.visitor()):  # the second click on the same button
            return _back()
        return _dead_link()
    return hide_address(access.remember(_back(), secret))


def _dead_link() -> BaseResponse:
    return hide_address(
        render("tickets/data_ask.html", 410, email="", faults=[], is_sent=False, is_dead=True)
    )


@blueprint.get("/<locale:locale>/tickets/data/tickets.zip")
def download_data() -> Response:
    """Send every ticket and file of the proven address."""
    data, visitor = use(OwnData), access.visitor()
    data.holdings(visitor)  # says no before the first byte
    content = stream_zip(data.conversations(visitor), use(UploadDesk).load)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="tickets.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/<locale:locale>/tickets/data/delete")
def delete_data() -> BaseResponse:
    """Keep the wish to delete everything, once it was ticked that this is meant."""
    if request.form.get("sure") != "yes":
        fault = ("sure", _("Tick that you want everything deleted"))
        return render(
            "tickets/data.html",
            422,
            holdings=use(OwnData).holdings(access.visitor()),
            policy=use(Site).policy,
            done="",
            faults=[fault],
        )
    use(OwnData).ask_deletion(access.visitor(), current_locale())
    return _back("?done=deleting")


@blueprint.post("/<locale:locale>/tickets/data/keep")
def keep_data() -> BaseResponse:
    """Take the wish back."""
    use(OwnData).keep_after_all(access.visitor())
    return _back("?done=kept")


@blueprint.post("/<locale:locale>/tickets/data/leave")
def leave_data() -> BaseResponse:
    """Let this browser reach the data no longer."""
    use(OwnData).leave(access.visitor())
    return redirect_to(f"/{current_locale()}/tickets/")


def _back(query: str = "") -> BaseResponse:
    return redirect_to(f"/{current_locale()}/tickets/data{query}")


@blueprint.get("/staff/deletions")
@support_only
def deletions() -> Response:
    """Show support who wants, or wanted, all of their tickets deleted."""
    return render("tickets/staff_deletions.html", wishes=use(OwnData).wishes())


def pending_word() -> Markup:
    """Return the word about wishes that wait, for the head of support's queue; mostly nothing."""
    waiting = [w for w in use(OwnData).wishes() if not (w.done_at or w.withdrawn_at)]
    if not waiting:
        return Markup("")
    html = render_template("tickets/staff_deletions_word.html", count=len(waiting))
    return Markup(html)  # noqa: S704  # escaped by the template
