"""What pictures tell of whoever made them does not come along."""

import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from portal.importing.rules.telling import tells

TURNED, LATITUDE = 6, (41.0, 24.0, 12.0)


def made(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 10, 10)).save(out, kind, **options)
    return out.getvalue()


def taken_somewhere() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = TURNED
    exif.get_ifd(0x8825)[2] = LATITUDE
    return exif


def text_in_png() -> PngImagePlugin.PngInfo:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Ana")
    return said


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_plain_picture_stays_byte_for_byte(kind):
    assert not tells(made(kind), kind)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("JPEG", made("JPEG", exif=taken_somewhere())),
        ("JPEG", made("JPEG", comment=b"Ana's phone")),
        ("JPEG", made("JPEG", xmp=b"<x:xmpmeta/>")),
        ("JPEG", made("JPEG") + b"a film behind it"),
        ("PNG", made("PNG", exif=taken_somewhere())),
        ("PNG", made("PNG", pnginfo=text_in_png())),
        ("PNG", made("PNG") + b"behind its end"),
        ("WEBP", made("WEBP", exif=taken_somewhere())),
        ("GIF", made("GIF", comment=b"Ana")),
        ("AVIF", b"....ftypavif....Exif...."),
        *((kind, b"") for kind in ("PNG", "JPEG", "GIF", "WEBP")),
    ],
)
def test_what_is_more_than_the_picture_is_noticed(kind, content):
    assert tells(content, kind)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_was_cut_off_anywhere_is_looked_at_without_failing(kind):
    whole = made(kind)

    assert all(tells(whole[:length], kind) in {True, False} for length in range(len(whole)))


def test_an_imported_photo_keeps_how_it_is_turned_and_not_where_it_was_taken(desk):
    photo = made("JPEG", exif=taken_somewhere())
    desk.write(
        **{
            "content/mail/a.md": "---\ntitle: A\n---\n![P](p.jpg)\n",
            "content/mail/p.jpg": photo,
        }
    )
    desk.run()

    with Image.open(desk.into / "en/mail/p.jpg") as here:
        assert here.size == (20, 40)
        assert not here.getexif()
    assert "{width=20 height=40}" in desk.text("en/mail/a.md")
    assert desk.run().pictures == 0
