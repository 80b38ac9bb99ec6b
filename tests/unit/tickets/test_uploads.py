"""Which files are taken: the rules for names and contents, and what becomes of a picture."""

import struct
import unicodedata
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.site import Uploads
from portal.storage.files import LocalFiles
from portal.tickets.rules.uploads import (
    Limits,
    Refusal,
    UploadRefused,
    clean_name,
    demand_room,
    judge,
)
from portal.tickets.service.uploads import UploadDesk
from tests.factories import picture

LIMITS = Limits(file_bytes=1_000, files=3, ticket_bytes=2_000, pixels=1_000_000)
UPLOADS = Uploads(file_mb=10, files=10, ticket_mb=25, megapixels=40)
ENDINGS = ("png", "jpg", "jpeg", "gif", "webp", "txt", "log", "eml", "pdf")


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def refusal(name: str, content: bytes) -> Refusal:
    with pytest.raises(UploadRefused) as refused:
        judge(name, content, LIMITS)
    return refused.value.reason


@given(st.text(max_size=400))
def test_a_clean_name_is_short_visible_and_names_no_folder(name):
    clean = clean_name(name)
    assert 0 < len(clean) <= 120
    assert not set(clean) & set('\\/:*?"<>|\n\r\t\0')
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in clean)
    assert clean.strip(" .") == clean


@given(st.text(max_size=400))
def test_cleaning_a_clean_name_changes_nothing(name):
    assert clean_name(clean_name(name)) == clean_name(name)


@given(st.text(max_size=300), st.sampled_from(ENDINGS))
def test_the_real_ending_survives_cleaning(stem, ending):
    assert clean_name(f"{stem}x.{ending}").endswith(f".{ending}")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\shot.png", "shot.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("shot.png\0.exe", "shot.png.exe"),
        ("  .htaccess. ", "htaccess"),
        ("señal <1>.png", "señal _1_.png"),
        ("", "file"),
    ],
)
def test_disguises_fall(name, clean):
    assert clean_name(name) == clean


@given(st.text(max_size=60), st.binary(max_size=1_200))
def test_judging_never_fails_otherwise_than_by_refusing(name, content):
    try:
        taken = judge(name, content, LIMITS)
    except UploadRefused:
        return
    assert taken.name.rpartition(".")[2].lower() in ENDINGS
    assert 0 < len(content) <= LIMITS.file_bytes
    assert "html" not in taken.mime
    assert "svg" not in taken.mime


@given(st.binary(min_size=1, max_size=900), st.sampled_from(("png", "jpg", "gif", "webp")))
def test_nothing_is_a_picture_by_its_name_alone(content, ending):
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return
    assert refusal(f"a.{ending}", content) is Refusal.MISMATCH


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", Refusal.EMPTY),
        ("long.txt", b"x" * 1_001, Refusal.TOO_LARGE),
        ("logo.svg", b"<svg/>", Refusal.SVG),
        ("logo.SVGZ", b"\x1f\x8b", Refusal.SVG),
        ("run.exe", b"MZ", Refusal.TYPE),
        ("page.html", b"<html>", Refusal.TYPE),
        ("none", b"text", Refusal.TYPE),
        ("page.png", b"<!doctype html>", Refusal.MISMATCH),
        ("riff.webp", b"RIFF\0\0\0\0WAVE", Refusal.MISMATCH),
        ("binary.log", b"a\0b", Refusal.MISMATCH),
        ("letter.eml", b"not a mail", Refusal.MISMATCH),
        ("paper.pdf", b"<html>", Refusal.MISMATCH),
    ],
)
def test_each_refusal_has_its_own_reason(name, content, reason):
    assert refusal(name, content) is reason


def test_a_mail_and_a_pdf_are_taken_as_what_they_are():
    mail = judge("back.eml", b"From: a@example.com\r\nTo: b@example.com\r\n\r\nHi", LIMITS)
    assert mail.mime == "message/rfc822"
    assert judge("paper.pdf", b"%PDF-1.7\n", LIMITS).mime == "application/pdf"


@given(st.lists(st.integers(0, 900), max_size=4), st.integers(1, 1_000))
def test_there_is_room_exactly_while_both_limits_hold(held, size):
    fits = len(held) < LIMITS.files and sum(held) + size <= LIMITS.ticket_bytes
    try:
        demand_room(held, size, LIMITS)
    except UploadRefused:
        assert not fits
    else:
        assert fits


class TestStoring:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> UploadDesk:
        return UploadDesk(LocalFiles(tmp_path), UPLOADS, lambda name: name)

    def test_a_picture_is_made_anew_without_what_it_brought_along(self, desk, tmp_path):
        path = Path(tmp_path) / "place.jpg"
        exif = Image.Exif()
        exif[0x010E] = "a secret place"
        Image.new("RGB", (9, 9)).save(path, exif=exif)
        sent = path.read_bytes() + b"<script>hidden</script>"
        taken, stored = desk.take("place.jpg", sent, [])
        kept = desk.load(stored)
        assert b"secret place" in sent
        assert b"secret place" not in kept
        assert b"script" not in kept
        assert (taken.mime, taken.size) == ("image/jpeg", len(kept))

    def test_a_picture_of_2500_megapixels_is_refused_before_it_is_unpacked(self, desk):
        with pytest.raises(UploadRefused) as refused:
            desk.take("bomb.png", png_header(50_000, 50_000), [])
        assert refused.value.reason is Refusal.TOO_MANY_PIXELS

    def test_half_a_picture_is_damaged(self, desk):
        with pytest.raises(UploadRefused) as refused:
            desk.take("half.png", picture(200, 200)[:60], [])
        assert refused.value.reason is Refusal.DAMAGED

    def test_a_phones_jpeg_called_png_is_shown_as_what_it_is(self, desk):
        taken, _ = desk.take("shot.png", picture(kind="JPEG"), [])
        assert taken.mime == "image/jpeg"

    def test_text_is_kept_byte_for_byte(self, desk):
        content = "Žluťoučký kůň\r\n".encode("cp1250")
        _, stored = desk.take("log.txt", content, [])
        assert desk.load(stored) == content
