"""The library: what is on the disk is what readers see, and never less than they saw before."""

import os
from pathlib import Path, PurePosixPath

import pytest

from portal.articles.catalogue import library as module
from portal.articles.files import MAX_BYTES
from portal.kernel.locale import Locale

EN, ES = Locale.EN, Locale.ES


def titles(library: module.Library) -> list[str]:
    return [a.title for a in library.catalogue.published()]


def test_a_new_article_is_there_after_the_next_look(library, write):
    assert not library.is_loaded
    assert not library.refresh()
    assert library.is_loaded

    write("en/mail/one.md")

    assert library.refresh().changed == {PurePosixPath("en/mail/one.md")}
    assert titles(library) == ["one"]
    assert not library.refresh()


def test_a_changed_article_is_live_after_the_next_look(library, write):
    write("en/mail/one.md", "Old.")
    library.refresh()

    write("en/mail/one.md", "New.")

    assert library.refresh().changed
    assert "New." in library.catalogue.find(EN, "one").body.html


def test_a_deleted_article_is_gone_with_its_last_good_version(library, write, folder, tmp_path):
    write("en/mail/one.md")
    library.refresh()

    (folder / "en/mail/one.md").unlink()

    assert library.refresh().removed == {PurePosixPath("en/mail/one.md")}
    assert titles(library) == []
    assert not (tmp_path / "good/en/mail/one.md").exists()


def test_a_renamed_article_stands_at_its_new_address_only(library, write, folder):
    write("en/mail/one.md")
    library.refresh()

    (folder / "en/mail/one.md").rename(folder / "en/mail/two.md")
    change = library.refresh()

    assert (len(change.changed), len(change.removed)) == (1, 1)
    assert library.catalogue.find(EN, "one") is None
    assert library.catalogue.find(EN, "two") is not None


@pytest.mark.parametrize(
    "broken", [b"---\ntitle: 'open\n---\nx", b"\xff\xfe\x00", b"x" * (MAX_BYTES + 1), b""]
)
def test_a_broken_file_keeps_its_last_good_version_also_after_a_restart(
    library, open_library, write, folder, broken
):
    write("en/mail/one.md", "Good.")
    library.refresh()

    (folder / "en/mail/one.md").write_bytes(broken)

    for each in (library, open_library()):
        each.refresh()
        assert "Good." in each.catalogue.find(EN, "one").body.html
        assert [f.path for f in each.findings] == [PurePosixPath("en/mail/one.md")]


def test_a_file_that_is_mended_is_live_and_without_findings(library, write, folder):
    write("en/mail/one.md", kind="recipe")
    library.refresh()
    assert (titles(library), len(library.findings)) == ([], 1)

    write("en/mail/one.md")
    library.refresh()
    assert (titles(library), library.findings) == (["one"], [])


def test_a_broken_file_does_not_stop_the_others(library, write, folder):
    write("en/mail/one.md")
    (folder / "en/mail/broken.md").write_bytes(b"\xff")
    write("en/mail/two.md")

    library.refresh()

    assert titles(library) == ["one", "two"]
    assert library.findings[0].message == "is not UTF-8 (line 1)"


def test_a_text_that_the_parser_trips_over_is_a_finding(library, write):
    write("en/mail/one.md", "/// info\n" * 400)
    write("en/mail/two.md")

    library.refresh()

    assert titles(library) == ["two"]
    assert library.findings[0].message == "the text cannot be rendered: RecursionError"


def test_without_a_kept_version_the_one_in_memory_stays(library, write, folder, tmp_path):
    (tmp_path / "good").write_text("a file where the folder should be")
    write("en/mail/one.md", "Good.")
    library.refresh()

    (folder / "en/mail/one.md").write_bytes(b"\xff")
    library.refresh()

    assert "Good." in library.catalogue.find(EN, "one").body.html


def test_a_good_version_that_cannot_be_removed_stops_nothing(library, write, folder, tmp_path):
    write("en/mail/one.md")
    library.refresh()
    good = tmp_path / "good/en/mail/one.md"
    good.unlink()
    good.mkdir()

    (folder / "en/mail/one.md").unlink()

    assert library.refresh().removed
    assert titles(library) == []


def test_hidden_files_and_other_files_are_no_articles(library, write, folder):
    write("en/mail/.draft.md")
    write("en/.git/x.md")
    write("en/mail/notes.txt")
    (folder / "en/mail/folder.md").mkdir()

    library.refresh()

    assert titles(library) == []
    assert library.findings == []


def test_a_folder_with_a_name_that_is_no_text_does_not_stop_the_others(library, write, folder):
    odd = os.fsencode(folder) + b"/en/\xff\xfe"
    write("en/mail/one.md")
    os.mkdir(odd)  # noqa: PTH102  # a name in bytes
    with open(odd + b"/two.md", "wb") as file:  # noqa: PTH123  # the same
        file.write(b"---\ntitle: two\n---\n")

    library.refresh()

    assert "one" in titles(library)


def test_an_absent_folder_is_an_empty_library(library, folder):
    folder.rmdir()

    assert not library.refresh()
    assert library.is_loaded


def test_a_rendering_is_made_once_and_found_after_a_restart(
    library, open_library, write, monkeypatch
):
    write("en/mail/one.md", "Text.")
    library.refresh()
    monkeypatch.setattr(module, "render", lambda *_: pytest.fail("it was rendered again"))

    again = open_library()
    again.refresh()

    assert again.catalogue.find(EN, "one").body == library.catalogue.find(EN, "one").body


def test_who_read_the_old_catalogue_keeps_it_whole(library, write):
    write("en/mail/one.md")
    library.refresh()
    old = library.catalogue

    write("en/mail/two.md")
    library.refresh()

    assert [a.title for a in old.published()] == ["one"]


class TestSnippets:
    def put(self, folder: Path, text: str, name: str = "open-panel", locale: str = "en") -> Path:
        path = folder / locale / "_snippets" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def test_it_is_no_article_and_stands_in_those_that_name_it(self, library, write, folder):
        self.put(folder, "Open **{{ mail.host }}**.")
        write("en/mail/one.md", "{{ snippet.open-panel }}")
        library.refresh()
        assert [a.title for a in library.catalogue.published()] == ["one"]
        html = library.catalogue.find(EN, "one").body.html
        assert "<strong>mail.faro.example</strong>" in html

    def test_a_changed_one_changes_its_users_at_once_and_no_other(self, library, write, folder):
        self.put(folder, "Old {{ snippet.inner }}.")
        self.put(folder, "words", "inner")
        write("en/mail/one.md", "{{ snippet.open-panel }}")
        write("en/mail/two.md")
        library.refresh()
        self.put(folder, "other words", "inner")
        change = library.refresh()
        assert [path.name for path in change.changed] == ["one.md"]
        assert "Old other words." in library.catalogue.find(EN, "one").body.html

    def test_one_that_comes_later_is_put_in_then(self, library, write, folder):
        write("en/mail/one.md", "{{ snippet.open-panel }}")
        library.refresh()
        self.put(folder, "Here it is.")
        library.refresh()
        assert "Here it is." in library.catalogue.find(EN, "one").body.html

    def test_deleted_by_mistake_it_stays_where_it_is_used(
        self, library, open_library, write, folder
    ):
        path = self.put(folder, "Still here.")
        write("en/mail/one.md", "{{ snippet.open-panel }}")
        library.refresh()
        path.unlink()
        library.refresh()
        write("en/mail/one.md", "Changed. {{ snippet.open-panel }}")
        for shown in (library, open_library()):
            shown.refresh()
            assert "Still here." in shown.catalogue.find(EN, "one").body.html

    def test_each_language_has_its_own(self, library, write, folder):
        self.put(folder, "English.")
        write("es/mail/uno.md", "Texto. {{ snippet.open-panel }}")
        library.refresh()
        assert "English" not in library.catalogue.find(ES, "uno").body.html
