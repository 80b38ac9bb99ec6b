import time
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.storage.pictures import PictureDamaged, PictureTooLarge, reencode
from tests.unit.storage.made import BOMB, chunk, drawing, opened, png, saved

PIXELS = 40_000_000
SECRET = "41.4036N 2.1744E"
LATITUDE, ORIENTATION, GPS, DESCRIPTION = 0x0002, 0x0112, 0x8825, 0x010E


def exif() -> Image.Exif:
    found = Image.Exif()
    found[DESCRIPTION] = SECRET
    found[ORIENTATION] = 6
    found.get_ifd(GPS)[LATITUDE] = (41.0, 24.0, 13.0)
    return found


def text_chunk() -> PngInfo:
    chunk = PngInfo()
    chunk.add_text("Comment", SECRET)
    return chunk


ICC = SECRET.encode() * 12
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("JPEG", {"exif": exif(), "comment": SECRET.encode(), "icc_profile": ICC}),
    "png": ("PNG", {"pnginfo": text_chunk(), "exif": exif(), "icc_profile": ICC}),
    "webp": ("WEBP", {"exif": exif(), "xmp": SECRET.encode(), "icc_profile": ICC}),
    "gif": ("GIF", {"comment": SECRET.encode()}),
}


@pytest.mark.parametrize("name", KINDS)
def test_position_comments_and_profiles_are_gone(name):
    kind, brought = KINDS[name]
    content = saved(drawing(), kind, **brought) + SECRET.encode()  # and one behind the end
    assert SECRET.encode() in content

    made = reencode(content, kind, PIXELS)

    assert SECRET.encode() not in made
    assert opened(made).format == kind
    assert dict(opened(made).getexif()) == {}


@pytest.mark.parametrize("name", ["png", "webp", "gif"])
def test_a_moving_picture_keeps_moving_without_its_metadata(name):
    kind, brought = KINDS[name]
    frames = [drawing() for _ in range(3)]
    content = saved(
        frames[0], kind, save_all=True, append_images=frames[1:], duration=80, loop=0, **brought
    )

    made = reencode(content, kind, PIXELS)

    assert opened(made).n_frames == 3
    assert SECRET.encode() not in made


def test_a_picture_taken_on_its_side_stands_upright():
    assert opened(reencode(saved(drawing((30, 10)), "JPEG", exif=exif()), "JPEG", PIXELS)).size == (
        10,
        30,
    )


def test_a_phones_picture_with_more_pictures_inside_is_taken_as_one():
    frames = [drawing() for _ in range(2)]
    content = saved(frames[0], "MPO", save_all=True, append_images=frames[1:])

    assert opened(reencode(content, "JPEG", PIXELS)).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    flat = Image.new(mode, (9, 9), 5) if mode == "I;16" else drawing((9, 9)).convert("RGBA")
    picture = flat if mode == "I;16" else flat.convert("RGB").convert(mode)
    if mode == "LA":
        picture = flat.convert("LA")

    assert opened(reencode(saved(picture, kind), kind, PIXELS)).size == (9, 9)


WHOLE = saved(drawing(), "PNG")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "PNG"),
        (b"GIF89a", "GIF"),
        (b"<svg onload='x'/>", "PNG"),
        (WHOLE[: len(WHOLE) // 2], "PNG"),
        (saved(drawing(), "JPEG")[:300], "JPEG"),
        (WHOLE, "JPEG"),  # not what it says it is
        (WHOLE, "EPS"),  # nothing but what we name is ever tried
    ],
)
def test_what_is_no_whole_picture_of_its_kind_is_damaged(content, kind):
    with pytest.raises(PictureDamaged):
        reencode(content, kind, PIXELS)


def test_a_header_that_promises_too_many_pixels_is_refused_at_once():
    began = time.monotonic()

    with pytest.raises(PictureTooLarge):
        reencode(png(50_000, 50_000, chunk(b"IDAT", b"")), "PNG", PIXELS)
    assert time.monotonic() - began < 5


def test_the_frames_of_a_moving_picture_count_together():
    frames = [drawing((200, 200)) for _ in range(4)]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80)

    with pytest.raises(PictureTooLarge):
        reencode(content, "GIF", 3 * 200 * 200)


def test_a_picture_made_to_burst_ends_in_time():
    began = time.monotonic()

    with pytest.raises(PictureDamaged):
        reencode(BOMB, "PNG", PIXELS)
    assert time.monotonic() - began < 15
