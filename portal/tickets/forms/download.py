"""A stored file on its way to a browser, which must never run it."""

from flask import Response

from portal.tickets.forms.page import is_picture
from portal.tickets.model import Attachment

_CSP = "sandbox; default-src 'none'"


def attachment_response(attachment: Attachment, content: bytes, *, inline: bool) -> Response:
    """Answer with a stored file, as a download; `inline` shows it, if it is a picture of ours."""
    shown = inline and is_picture(attachment.mime)
    response = Response(content, mimetype=attachment.mime)
    response.headers.set(
        "Content-Disposition", "inline" if shown else "attachment", filename=attachment.name
    )
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
