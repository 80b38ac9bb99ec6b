"""Style sheet, scripts and pictures of the shell, under one version that is part of the path.

All files share the version, so that modules may import each other by relative paths and a
browser may keep them for ever.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, request

from portal.web.wiring import use

_FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same compressed, and its media type."""

    content: bytes
    packed: bytes
    mime: str


class Assets:
    """Every file of the shell, read once at start."""

    def __init__(self, extra: dict[str, bytes]) -> None:
        """`extra` adds bytes to the end of named files: the brand's tokens to the style sheet."""
        self._files = {
            name: _asset(path, extra.get(name, b"")) for name, path in sorted(_find().items())
        }
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(name.encode() + b"\0" + asset.content)
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Return the path of the file `name`. Raises KeyError where there is none."""
        if name not in self._files:
            raise KeyError(name)
        return f"/assets/{self.version}/{name}"

    def find(self, name: str) -> Asset | None:
        """Return the file `name`, or None."""
        return self._files.get(name)


def _find() -> dict[str, Path]:
    return {
        path.relative_to(_FOLDER).as_posix(): path for path in _FOLDER.rglob("*") if path.is_file()
    }


def _asset(path: Path, extra: bytes) -> Asset:
    content = path.read_bytes() + extra
    mime = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return Asset(content, gzip.compress(content, mtime=0), mime or "application/octet-stream")


blueprint = Blueprint("assets", __name__)


@blueprint.get("/assets/<version>/<path:name>")
def serve(version: str, name: str) -> Response:
    """Send one file of the shell."""
    assets = use(Assets)
    asset = assets.find(name)
    if asset is None:
        abort(404)
    packs = request.accept_encodings["gzip"] > 0
    response = Response(asset.packed if packs else asset.content, mimetype=asset.mime)
    if packs:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    if version == assets.version:
        response.cache_control.max_age = _YEAR
        response.cache_control.immutable = True
    else:  # a page from before an update asks for it: good enough, but not to keep
        response.cache_control.max_age = 0
    return response
