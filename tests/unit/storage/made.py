"""Pictures, good ones and others."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def drawing(size: tuple[int, int] = (24, 16)) -> Image.Image:
    return Image.effect_noise(size, 60).convert("RGB")


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Any:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


BOMB = png(10, 10, *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(40_000_000)))] * 4)
