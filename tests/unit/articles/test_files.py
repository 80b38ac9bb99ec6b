from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.files import ArticleFolder, Renderings
from portal.articles.model import Body, Heading, Section

BODY = Body("<p>é</p>", (Section(None, "é"), Section(Heading("a", "A", 2), "text")))


@pytest.fixture
def pictures(folder):
    (folder / "en/mail").mkdir(parents=True)
    for name in ("en/mail/a.png", "en/mail/B.SVG", "en/mail/a.md", "en/mail/.hidden.png"):
        (folder / name).write_bytes(b"x")
    (folder.parent / "outside.png").write_bytes(b"x")
    (folder / "en/link.png").symlink_to(folder.parent / "outside.png")
    (folder / "en/loop.png").symlink_to(folder / "en/loop.png")
    return ArticleFolder(folder)


def test_pictures_beside_articles_are_found_whatever_the_case_of_their_ending(pictures):
    assert pictures.find_picture("en/mail/a.png") is not None
    assert pictures.find_picture("en/mail/B.SVG") is not None


@pytest.mark.parametrize(
    "path",
    [
        *("en/mail/a.md", "en/mail/nothing.png", "en/mail", "", ".", "en/mail/.hidden.png"),
        *("../outside.png", "en/../../outside.png", "/etc/passwd.png", "en/link.png"),
        *("en/loop.png", "en/mail/a.png/x.png", "a" * 300 + ".png", "a/" * 3000 + ".png"),
        *("en/mail/a.png\x00.png", "\udcff.png"),
    ],
)
def test_nothing_else_is_ever_given_out(pictures, path):
    assert pictures.find_picture(path) is None


@given(path=st.text())
def test_no_name_makes_looking_for_a_picture_raise(path):
    assert ArticleFolder(Path("/nowhere")).find_picture(f"{path}.png") is None


def test_a_rendering_comes_back_as_it_was(tmp_path):
    renderings = Renderings(tmp_path)
    digest = renderings.digest("1", "text")

    assert renderings.find(digest) is None
    renderings.keep(digest, BODY)
    assert renderings.find(digest) == BODY


def test_other_parts_give_another_digest():
    digests = [("a", "b"), ("ab",), ("a", "b", ""), ("b", "a")]

    assert len({Renderings.digest(*parts) for parts in digests}) == 4


def kept_file(folder: Path) -> Path:
    return next(path for path in folder.rglob("*.json"))


def test_a_rendering_with_any_byte_changed_or_cut_off_is_ignored(tmp_path):
    renderings = Renderings(tmp_path)
    digest = renderings.digest("x")
    renderings.keep(digest, BODY)
    path = kept_file(tmp_path)
    whole = path.read_bytes()

    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert renderings.find(digest) is None
        path.write_bytes(whole[:at])
        assert renderings.find(digest) is None


@pytest.mark.parametrize("content", ["", "null", "[]", '{"html": ""}', "\x00"])
def test_a_rendering_that_is_something_else_is_ignored(tmp_path, content):
    renderings = Renderings(tmp_path)
    digest = renderings.digest("x")
    renderings.keep(digest, BODY)

    kept_file(tmp_path).write_text(f"{renderings.digest(content)}\n{content}")

    assert renderings.find(digest) is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing_to_readers(tmp_path):
    (tmp_path / "file").write_text("")
    renderings = Renderings(tmp_path / "file")

    renderings.keep(renderings.digest("x"), BODY)

    assert renderings.find(renderings.digest("x")) is None
