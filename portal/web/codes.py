"""Pictures for a phone's camera."""

import io

import segno
from flask import Response


def code_picture(text: str) -> Response:
    """Return a QR code that holds `text`, drawn as SVG; it takes the size of its place."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgclass=None, lineclass=None, light="#fff", omitsize=True
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")
