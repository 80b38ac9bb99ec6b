"""Translations: which are behind, the two texts side by side, and what readers are told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.identity.model import Role
from portal.kernel.locale import Locale
from portal.writing.model import Significance
from portal.writing.rules.phases import Step
from portal.writing.service.saving import Save
from tests.desk import put_article, remove_articles
from tests.factories import Portal, form_token, portal_in
from tests.people import add_staff, sign_in_staff

ES, EN, CS = (f"{code}/mail-setup/aliases.md" for code in ("es", "en", "cs"))
PAGE = "/desk/articles/aliases/translate/en"


def text(words: str) -> str:
    return f"---\nkey: aliases\ntitle: Alias\nsummary: What it is.\n---\n\n{words}\n\nThe end.\n"


@dataclass
class Room:
    """A portal with one article in three languages, looked at, and a writer."""

    portal: Portal
    writer: FlaskClient
    articles: Path

    def put(self, path: str, words: str) -> None:
        put_article(self.portal, text(words), path)

    def look(self) -> None:
        self.portal.services.translations.tracking.look()

    def publish(self, path: str, words: str, size: str = "medium", **more: Any) -> None:
        desk, place = self.portal.services.writing, PurePosixPath(path)
        sheet = desk.open(place)
        save = Save(text(words), sheet.base, Step.PUBLISH, significance=Significance(size), **more)
        desk.apply(place, save, "Ana")

    def behind(self) -> dict[str, str]:
        """Return the languages that are behind, each with the largest change that it lacks."""
        standings = self.portal.services.translations.all()
        return {p.parts[0]: s.significance for p, s in standings.items() if s.significance}

    def shown(self, locale: str = "en") -> str:
        return self.portal.app.test_client().get(f"/{locale}/articles/aliases").text

    def send(self, action: str, **fields: Any) -> TestResponse:
        page = self.writer.get(PAGE).text
        digest = re.search(r'name="current" value="(\w+)"', page)
        base = re.search(r'name="base" value="([^"]+)"', page)
        assert digest is not None
        assert base is not None
        known = {"csrf_token": form_token(page), "base": base[1], "current": digest[1]}
        return self.writer.post(PAGE, data={**known, "action": action, **fields})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("translating"), locale=Locale.EN) as portal:
        yield portal


@pytest.fixture
def room(portal: Portal) -> Iterator[Room]:
    writer = sign_in_staff(portal, add_staff(portal, Role.WRITER, "Ana").email)
    room = Room(portal, writer, portal.services.settings.articles)
    for path, words in ((ES, "Un alias."), (EN, "An alias."), (CS, "Alias tady.")):
        room.put(path, words)
    room.look()
    yield room
    remove_articles(portal)


class TestWhichAreBehind:
    def test_files_as_they_are_found_say_the_same(self, room):
        assert room.behind() == {}

    @pytest.mark.parametrize("size", ["medium", "major"])
    def test_a_real_change_leaves_both_behind_and_a_typo_none(self, room, size):
        room.publish(ES, "Un alias nuevo.", "typo")
        assert room.behind() == {}
        room.publish(ES, "Un alias distinto.", size)
        assert room.behind() == {"en": size, "cs": size}

    def test_a_translation_follows_when_its_writer_says_so_and_only_then(self, room):
        room.publish(ES, "Un alias distinto.", "major")
        room.publish(EN, "An alias, spelt right.")
        assert set(room.behind()) == {"en", "cs"}
        room.send("publish", title="Alias", body="Another alias.")
        assert set(room.behind()) == {"cs"}

    def test_a_text_that_waits_counts_when_it_is_published(self, room):
        room.publish(ES, "Un alias distinto.")
        room.send("save", title="Alias", body="Another alias.")
        assert "en" in room.behind()
        sheet = room.portal.services.writing.open(PurePosixPath(EN))
        save = Save(sheet.text, sheet.base, Step.PUBLISH)
        room.portal.services.writing.apply(sheet.path, save, "Ana")
        assert set(room.behind()) == {"cs"}

    def test_a_source_changed_on_the_disk_leaves_them_behind(self, room):
        room.put(ES, "Un alias distinto, con muchas palabras nuevas que nadie conoce.")
        room.look()
        assert room.behind() == {"en": "medium", "cs": "medium"}

    def test_changed_on_the_disk_together_they_say_the_same(self, room):
        room.put(ES, "Un alias distinto, con muchas palabras nuevas que nadie conoce.")
        room.put(EN, "Another alias, with many new words that nobody knows.")
        room.look()
        assert set(room.behind()) == {"cs"}

    def test_a_source_put_back_as_it_was_leaves_none_behind(self, room):
        room.put(ES, "Un alias distinto, con muchas palabras nuevas que nadie conoce.")
        room.look()
        room.put(ES, "Un alias.")
        room.look()
        assert room.behind() == {}

    def test_it_is_known_without_the_worker(self, room):
        with room.portal.services.database.write() as connection:
            connection.exec_driver_sql("delete from article_seen")
            connection.exec_driver_sql("delete from article_revision")
        room.publish(ES, "Un alias distinto.", "major")
        assert set(room.behind()) == {"en", "cs"}


class TestSideBySide:
    def test_changed_passages_are_marked_since_the_text_it_was_made_of(self, room):
        room.publish(ES, "Un alias distinto.", comment="the name changed")
        page = room.writer.get(PAGE).text
        assert "<ins>" in page
        assert "distinto" in page
        assert "the name changed" in page
        assert page.count('class="is-changed"') == 1
        assert "An alias." in page

    def test_marking_it_changes_no_text(self, room):
        room.publish(ES, "Un alias distinto.")
        assert room.send("current").location == f"{PAGE}?done=current"
        assert (room.articles / EN).read_text() == text("An alias.")
        assert "up to date" in room.writer.get(PAGE).text

    def test_fields_that_the_page_does_not_ask_for_stay(self, room):
        room.send("publish", title="Second address", summary="What it is.", body="An alias.")
        said = (room.articles / EN).read_text()
        assert "key: aliases" in said
        assert "Second address" in said

    def test_a_conflict_loses_nothing(self, room):
        page = room.writer.get(PAGE).text
        room.put(EN, "From git.")
        token = form_token(page)
        base = re.search(r'name="base" value="([^"]+)"', page)
        assert base is not None
        sent = {"csrf_token": token, "base": base[1], "title": "Alias", "body": "Mine."}
        answer = room.writer.post(PAGE, data={**sent, "action": "save"})
        assert answer.status_code == 409
        assert "Mine." in answer.text
        assert "From git." in answer.text

    def test_what_is_not_there_yet_is_begun_first(self, room):
        (room.articles / CS).unlink()
        room.portal.services.articles.library.refresh()
        answer = room.writer.get("/desk/articles/aliases/translate/cs")
        assert answer.location.startswith("/desk/new?key=aliases&category=mail-setup")

    @pytest.mark.parametrize(
        "place", ["aliases/translate/es", "aliases/translate/xx", "no/translate/en"]
    )
    def test_a_source_is_not_translated_into_itself(self, room, place):
        assert room.writer.get(f"/desk/articles/{place}").status_code == 404


class TestReaders:
    def test_a_major_change_warns_readers_of_the_translation_at_once(self, room):
        assert "older than the original" not in room.shown()
        room.publish(ES, "Un alias distinto.", "major")
        assert "older than the original" in room.shown()
        assert "older than the original" not in room.shown("es")

    def test_a_medium_one_does_not(self, room):
        room.publish(ES, "Un alias distinto.", "medium")
        assert "older than the original" not in room.shown()

    def test_the_warning_ends_when_the_translation_follows(self, room):
        room.publish(ES, "Un alias distinto.", "major")
        assert "older than the original" in room.shown()
        room.portal.clock.advance(seconds=1)
        room.send("current")
        room.portal.clock.advance(seconds=1)
        assert "older than the original" not in room.shown()
