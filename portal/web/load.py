"""Sheds load: who asks far more than a person does waits a little.

What must be counted exactly, mails and tries to sign in, is counted in the database. This counts
in each process for itself, or in Redis where that is set, and lets through rather than fails.
"""

from flask import Flask, request
from flask_limiter import Limiter

from portal.kernel.addresses import is_loopback
from portal.settings import Settings

_FREE = frozenset({"ops.health", "ops.ready"})


def install(app: Flask, settings: Settings) -> None:
    """Limit what one address may ask of `app` in a minute; nothing where the settings say 0."""
    if not settings.requests_per_minute:
        return
    limiter = Limiter(
        lambda: request.remote_addr or "",
        storage_uri=settings.limits_storage,
        application_limits=[f"{settings.requests_per_minute}/minute"],
        application_limits_exempt_when=_is_free,
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    limiter.init_app(app)


def _is_free() -> bool:
    """Return whether the request is not counted: it costs next to nothing, or is our own.

    A loopback address is this machine, or a proxy that PORTAL_PROXY_HOPS does not tell of: all
    visitors would count as one.
    """
    if request.endpoint in _FREE or is_loopback(request.remote_addr or ""):
        return True
    return request.method in {"GET", "HEAD", "OPTIONS"} and not request.query_string
