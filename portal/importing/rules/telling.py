"""Whether a picture tells more than it shows: where and when it was taken, with what, by whom.

Only what a picture needs to look right is known here. Whatever else is in the file, behind its end
too, counts as telling: at worst a picture is made anew that need not have been.
"""

from collections.abc import Iterator

_PNG, _GIF_COMMENT = b"\x89PNG\r\n\x1a\n", b"\x21\xfe"
_PNG_PARTS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs hIST sPLT iCCP cICP"
    b" acTL fcTL fdAT".split()
)
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_JPEG_SILENT = frozenset({0xE0, 0xE2, 0xEE})
"""Application segments that say how the picture is drawn: JFIF, colours, Adobe's transform."""

_JPEG_SCAN, _JPEG_COMMENT = 0xDA, 0xFE
_WORDY = (b"Exif", b"xmpmeta", b"rdf:RDF")

KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
"""The formats that can be made anew, by the endings of their files."""


def tells(content: bytes, kind: str) -> bool:
    """Return whether the picture of `kind`, one of `KINDS` or any other, has more in it than that.

    What is no whole picture of its kind tells.
    """
    parts = {"PNG": _png, "JPEG": _jpeg, "WEBP": _webp, "GIF": _gif}.get(kind)
    if parts is None:
        return any(word in content for word in _WORDY)
    try:
        return any(parts(content))
    except IndexError:
        return True


def _png(content: bytes) -> Iterator[bool]:
    yield not content.startswith(_PNG)
    at, name = len(_PNG), b""
    while at < len(content):
        length, name = _number(content, at, 4), content[at + 4 : at + 8]
        yield name not in _PNG_PARTS
        at += 12 + length
        if name == b"IEND":
            break
    yield name != b"IEND" or at != len(content)


def _jpeg(content: bytes) -> Iterator[bool]:
    yield not content.startswith(b"\xff\xd8") or not content.endswith(b"\xff\xd9")
    at = 2
    while True:
        marker = content[at + 1]
        yield content[at] != 0xFF  # noqa: PLR2004  # every segment begins with it
        if marker == _JPEG_SCAN:
            break
        said = content[at + 4 : at + 8]
        is_about = marker & 0xF0 == 0xE0 and marker not in _JPEG_SILENT  # noqa: PLR2004
        yield is_about or marker == _JPEG_COMMENT or said == b"MPF\0"
        at += 2 + _number(content, at + 2, 2)
    yield content.find(b"\xff\xd9", at) != len(content) - 2


def _webp(content: bytes) -> Iterator[bool]:
    yield content[:4] != b"RIFF" or content[8:12] != b"WEBP"
    at = 12
    while at < len(content):
        yield content[at : at + 4] not in _WEBP_PARTS
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    yield at != len(content)


def _gif(content: bytes) -> Iterator[bool]:
    yield _GIF_COMMENT in content or b"XMP Data" in content
    yield not content.startswith(b"GIF8") or not content.endswith(b";")


def _number(content: bytes, at: int, length: int) -> int:
    """Return the number that stands in `length` bytes. Raises IndexError behind the end."""
    if at + length > len(content):
        raise IndexError(at)
    return int.from_bytes(content[at : at + length], "big")
