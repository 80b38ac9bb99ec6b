"""Which files may come with a ticket: by name and by content, both.

The name is made harmless first and judged last, so that nothing in it can hide its real ending.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.errors import Invalid
from portal.kernel.text import clip, squeeze, strip_controls

PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_TEXTS = {"txt": "text/plain", "log": "text/plain", "eml": "message/rfc822"}
_OTHERS = {"pdf": "application/pdf"}
_STARTS = {
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff",
    "GIF": b"GIF8",
    "WEBP": b"RIFF",
}
_MIME = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # the specification lets a little rubbish stand before the mark
_HEADER = re.compile(rb"\A(?:[\x21-\x39\x3b-\x7e]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}")
_NAME_LIMIT = 120
_ENDING_LIMIT = 10  # what is longer is none of ours
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


class Refusal(StrEnum):
    """Why a file is not taken; the interface has the words."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_LARGE_TOGETHER = "too_large_together"
    SVG = "svg"
    TYPE = "type"
    MISMATCH = "mismatch"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    HARMFUL = "harmful"


class UploadRefused(Invalid):
    """A file is not taken; `reason` is for the interface to put in words."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """How much may come, in bytes and pixels."""

    file_bytes: int
    files: int
    ticket_bytes: int
    pixels: int


@dataclass(frozen=True)
class Candidate:
    """A file that may be taken; `picture` is its format where it has to be made anew first."""

    name: str
    mime: str
    picture: str = ""


@dataclass(frozen=True)
class CleanUpload:
    """A file that was checked and, if a picture, made anew: the only kind that is stored."""

    name: str
    mime: str
    content: bytes


def clean_name(name: str) -> str:
    """Return `name` without folders, control characters and disguises; never empty."""
    plain = squeeze(unicodedata.normalize("NFC", strip_controls(name)))
    last = re.split(r"[\\/]", plain)[-1]
    safe = _NOT_IN_NAMES.sub("_", last).strip(" .")
    stem, _, ending = safe.rpartition(".")
    if len(safe) > _NAME_LIMIT and 0 < len(ending) <= _ENDING_LIMIT:
        return f"{clip(stem, _NAME_LIMIT - len(ending) - 1)}.{ending}"
    return clip(safe, _NAME_LIMIT) or "file"


def judge(name: str, content: bytes, limits: Limits) -> Candidate:
    """Return how the file may be taken. Raises UploadRefused."""
    if not content:
        raise UploadRefused(Refusal.EMPTY)
    if len(content) > limits.file_bytes:
        raise UploadRefused(Refusal.TOO_LARGE)
    safe = clean_name(name)
    ending = safe.rpartition(".")[2].lower() if "." in safe else ""
    if ending in PICTURES:
        return _picture(safe, PICTURES[ending], content)
    if ending in _TEXTS:
        return _text(safe, ending, content)
    if ending in _OTHERS:
        if _PDF not in content[:_PDF_WITHIN]:
            raise UploadRefused(Refusal.MISMATCH)
        return Candidate(safe, _OTHERS[ending])
    raise UploadRefused(Refusal.SVG if ending in {"svg", "svgz"} else Refusal.TYPE)


def _picture(name: str, kind: str, content: bytes) -> Candidate:
    # a phone may call a JPEG .png: any picture of ours under any picture's name will do
    found = next((k for k, start in _STARTS.items() if content.startswith(start)), "")
    if not found or (found == "WEBP" and content[8:12] != b"WEBP"):
        raise UploadRefused(Refusal.MISMATCH)
    return Candidate(name, _MIME[found], found or kind)


def _text(name: str, ending: str, content: bytes) -> Candidate:
    if b"\0" in content or (ending == "eml" and not _HEADER.match(content.lstrip())):
        raise UploadRefused(Refusal.MISMATCH)
    return Candidate(name, _TEXTS[ending])


def demand_room(held: list[int], size: int, limits: Limits) -> None:
    """Raise UploadRefused where a file of `size` bytes does not fit beside those in `held`."""
    if len(held) >= limits.files:
        raise UploadRefused(Refusal.TOO_MANY)
    if sum(held) + size > limits.ticket_bytes:
        raise UploadRefused(Refusal.TOO_LARGE_TOGETHER)
