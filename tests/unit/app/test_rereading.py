"""The provider's files, read again only where they changed."""

import os

import pytest

from portal.app.reading import build_error_reader
from portal.app.rereading import once_per_change, usable
from portal.kernel.findings import Finding
from portal.site import DEFAULTS, SiteFiles, load_site


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.yml"
    path.write_text("one", encoding="utf-8")
    return path


@pytest.fixture
def read():
    return once_per_change(lambda path, times: [path.read_text(encoding="utf-8")] * times)


def test_a_file_that_did_not_change_is_not_read_again(words, read):
    assert read([words], words, 1) is read([words], words, 1)


def test_a_changed_file_is_read_again(words, read):
    assert read([words], words, 1) == ["one"]
    words.write_text("another", encoding="utf-8")
    assert read([words], words, 1) == ["another"]


def test_a_file_of_the_same_size_is_read_again_where_its_time_differs(words, read):
    read([words], words, 1)
    words.write_text("two", encoding="utf-8")
    os.utime(words, ns=(1, 1))
    assert read([words], words, 1) == ["two"]


def test_another_question_about_the_same_file_has_an_answer_of_its_own(words, read):
    assert read([words], words, 1) != read([words], words, 2)


def test_what_cannot_be_used_is_logged(caplog, words):
    assert usable("scope", (3, [Finding(words, 2, "scope", "is odd")])) == 3
    assert "is odd" in caplog.text


def test_the_known_errors_are_read_once_however_often_the_portal_is_built(tmp_path):
    files = SiteFiles(tmp_path)
    site = load_site(SiteFiles(DEFAULTS))
    readers = [build_error_reader(files, site, str) for _ in range(2)]
    assert readers[0].codes is readers[1].codes
