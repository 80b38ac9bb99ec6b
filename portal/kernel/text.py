"""Text as people type it: folding for matching, words, slugs and short forms."""

import re
import unicodedata

_SLUG_GAP = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics (`Schránka` → `schranka`), to match by."""
    if text.isascii():
        return text.lower()
    # spread first: the parts of `℡` are capitals, which only then can be made small
    small = unicodedata.normalize("NFKD", text).casefold()
    spread = unicodedata.normalize("NFKD", small)
    return "".join(c for c in spread if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order; digits and underscores count as letters."""
    return _WORD.findall(fold(text))


def slugify(text: str) -> str:
    """Return `text` as an address part: folded, with hyphens between the words."""
    return _SLUG_GAP.sub("-", fold(text)).strip("-")


def squeeze(text: str) -> str:
    """Return `text` with every run of white space as one space, and none at the ends."""
    return _SPACE.sub(" ", text).strip()


def plain_line_ends(text: str) -> str:
    """Return `text` with its lines ended as here, whatever system it was written on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def capitalise(text: str) -> str:
    """Return `text` to stand at the beginning: a large letter first, the rest as it is."""
    return text[:1].upper() + text[1:]


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, cut at a word and ended with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return head.rstrip(" ,;:.") + "…"


def strip_controls(text: str) -> str:
    """Return `text` without control and invisible characters.

    Tabs stay, and line breaks, without their carriage returns.
    """
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
