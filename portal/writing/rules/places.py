"""Where an article's file may lie."""

import re
from pathlib import PurePosixPath

from portal.kernel.locale import Locale

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
LONGEST_PATH = 200


def place_of(locale: Locale, category: str, slug: str) -> PurePosixPath | None:
    """Return where a new article goes, or None where the names give no path."""
    path = PurePosixPath(locale, category, f"{slug}.md")
    is_fine = _NAME.fullmatch(category) and _NAME.fullmatch(slug)
    return path if is_fine and len(str(path)) <= LONGEST_PATH else None
