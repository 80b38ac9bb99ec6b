"""Runs alone in a process of its own: reads a picture on stdin, writes it anew on stdout.

What a picture brought along (position, camera, hidden data after the end) is not in the new
one. The process may use only so much memory and time, so a picture made to burst bursts here.
Ends with status 0, 3 (damaged) or 4 (too many pixels).
"""

import io
import resource
import sys

from PIL import Image, ImageOps

DAMAGED, TOO_MANY_PIXELS = 3, 4
_MEMORY = 1_500_000_000
_SECONDS = 10
_JPEG_QUALITY = 88


def main() -> int:
    """Make the picture on stdin anew; arguments are its format and the most pixels."""
    kind, pixels = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and refuse instead of warning
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=[kind]) as picture:
            if picture.width * picture.height * _frames(picture, kind) > pixels:
                return TOO_MANY_PIXELS
            sys.stdout.buffer.write(_anew(picture, kind))
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, IndexError):
        return DAMAGED
    return 0


def _frames(picture: Image.Image, kind: str) -> int:
    """Return how many frames move; a phone's JPEG may carry further pictures that do not."""
    return 1 if kind == "JPEG" else getattr(picture, "n_frames", 1)


def _anew(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if _frames(picture, kind) > 1:
        bare = {"comment": b"", "icc_profile": None, "exif": b"", "xmp": b""}
        picture.save(out, kind, save_all=True, **bare)
        return out.getvalue()
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    clean = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        clean = upright.convert("RGBA")
    else:
        clean.paste(upright)
    clean.info.clear()
    options = {"quality": _JPEG_QUALITY} if kind in {"JPEG", "WEBP"} else {}
    if kind == "JPEG" and clean.mode not in {"RGB", "L"}:
        clean = clean.convert("RGB")
    clean.save(out, kind, **options)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
