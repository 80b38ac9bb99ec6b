"""Makes pictures from strangers anew, in a process that may use only so much."""

import subprocess
import sys
from pathlib import Path

from portal.kernel.errors import Unavailable
from portal.storage import reencode as child

_SECONDS = 20
_ROOT = Path(__file__).parent.parent.parent


class PictureDamaged(Exception):  # noqa: N818  # a fact about a picture
    """It cannot be read as what it says it is."""


class PictureTooLarge(Exception):  # noqa: N818
    """It has more pixels than allowed."""


def reencode(content: bytes, kind: str, pixels: int) -> bytes:
    """Return the picture `content` (PNG, JPEG, GIF or WEBP) made anew, without metadata.

    Raises PictureDamaged, PictureTooLarge (more than `pixels`), or Unavailable.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell, no user text in arguments
            [sys.executable, "-m", child.__name__, kind, str(pixels)],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=_ROOT,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise PictureDamaged("takes too long to read") from error
    except OSError as error:
        raise Unavailable("pictures cannot be checked now") from error
    if done.returncode == child.TOO_MANY_PIXELS:
        raise PictureTooLarge
    if done.returncode or not done.stdout:
        raise PictureDamaged(done.stderr.decode(errors="replace")[-200:])
    return done.stdout
