"""What every answer carries: who may frame, load and keep it."""

from collections.abc import Mapping

from flask import Flask, Response, abort, g, request
from werkzeug.wrappers import Response as BaseResponse

from portal.kernel.addresses import is_loopback
from portal.settings import Settings
from portal.web.wiring import use

_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def allow_source(directive: str, source: str) -> None:
    """Add `source` to the page's content security policy, for this answer only."""
    extra: dict[str, str] = g.setdefault("csp_extra", {})
    extra[directive] = source


def content_security_policy() -> str:
    """Return the policy of the page being made."""
    extra: dict[str, str] = g.get("csp_extra", {})
    return _policy(extra) if extra else _PLAIN_CSP


def _policy(extra: Mapping[str, str]) -> str:
    return "; ".join(
        f"{name} {value} {extra[name]}" if name in extra else f"{name} {value}"
        for name, value in _CSP.items()
    )


_PLAIN_CSP = _policy({})


def public(response: Response, shared_seconds: int = 0) -> Response:
    """Let caches keep `response`, which is the same for everybody; answer 304 where they have it.

    `shared_seconds` is how long a cache in front may show it without asking again.
    """
    response.cache_control.public = True
    response.cache_control.max_age = 0
    if shared_seconds:
        response.cache_control.s_maxage = shared_seconds
    response.add_etag()
    response.make_conditional(request)
    return response


_ASKED_BY_MACHINES = {"/healthz", "/readyz", "/metrics"}
"""Asked by the address of this very machine, not by its public name; they hold no link."""


def hide_address(response: BaseResponse) -> BaseResponse:
    """Keep the address of a page that holds a token out of every referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def install(app: Flask, hostname: str, *, is_secure: bool) -> None:
    """Add the headers to every answer of `app`; refuse requests for other hosts.

    `hostname` is the public one; while it is loopback, all names of loopback are known.
    """

    @app.before_request
    def _check_host() -> None:
        asked = _hostname(request.host)
        is_known = asked == hostname or (is_loopback(hostname) and is_loopback(asked))
        if not is_known and request.path not in _ASKED_BY_MACHINES:
            abort(400)
        if "\0" in request.path or b"%00" in request.query_string:
            abort(400)  # no text of ours holds a NUL, and PostgreSQL fails on one

    always = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        *([("Strict-Transport-Security", "max-age=31536000")] if is_secure else []),
        ("Cache-Control", "private, no-store"),
    ]

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        for name, value in [("Content-Security-Policy", content_security_policy()), *always]:
            if name not in headers:
                headers.add(name, value)
        if "Location" in headers:
            _stay_here(response)
        return response


def _stay_here(response: Response) -> None:
    """Make a redirect to an address of ours a path: behind a proxy we may not know our scheme."""
    path = response.headers["Location"].removeprefix(request.host_url.rstrip("/"))
    if path.startswith("/") and not path.startswith("//"):
        response.headers["Location"] = path
        response.autocorrect_location_header = False


def _hostname(host: str) -> str:
    if host.startswith("["):
        return host[1:].split("]")[0]
    return host.split(":")[0].lower()


def is_same_site() -> bool:
    """Return whether the request was sent from a page of ours, or by no browser at all.

    For forms on cacheable pages, which carry no token: browsers name where a POST comes from.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or _is_our(origin)


def is_proven_ours() -> bool:
    """Return whether the browser says that a page of ours sent the request; silence is no proof."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return _is_our(request.headers.get("Origin", ""))


def _is_our(origin: str) -> bool:
    ours = {request.host_url.rstrip("/"), use(Settings).url}  # the same, but behind some proxies
    return origin.rstrip("/") in ours


def require_same_site() -> None:
    """Refuse the request (403) unless it comes from a page of ours."""
    if not is_same_site():
        abort(403)


def redirect_to(location: str, code: int = 303) -> BaseResponse:
    """Answer with a redirect to `location`, a path of ours; 303 turns a POST into a GET."""
    response = Response(status=code)
    response.headers["Location"] = location
    return response
