"""A stored file on its way to a browser, which must never run it."""

from io import BytesIO

from flask import Response, send_file

from portal.tickets.forms.page import is_picture
from portal.tickets.model import Attachment

_CSP = "sandbox; default-src 'none'"


def attachment_response(attachment: Attachment, content: bytes, *, inline: bool) -> Response:
    """Answer with a stored file, as a download; `inline` shows it, if it is a picture of ours."""
    shown = inline and is_picture(attachment.mime)
    response = send_file(
        BytesIO(content),
        mimetype=attachment.mime,
        as_attachment=not shown,
        download_name=attachment.name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
