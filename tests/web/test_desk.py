"""The writers' desk: who gets in, the list, and an article's way from draft to archive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from portal.app.jobs import publish_due
from portal.identity.model import Role
from portal.kernel.errors import Conflict
from portal.kernel.locale import Locale
from portal.writing.model import Author
from portal.writing.rules.phases import Step
from portal.writing.service.saving import Save
from tests.desk import DRAFT, PATH, TEXT, put_article, remove_articles
from tests.factories import Portal, form_token, picture, portal_in, send_form
from tests.people import add_staff, sign_in_staff


@dataclass
class Room:
    """The portal with a writer at the desk, and the folder of articles."""

    portal: Portal
    writer: FlaskClient
    articles: Path

    def client(self, role: Role) -> FlaskClient:
        return sign_in(self.portal, role)

    def put(self, text: str = TEXT, path: str = PATH) -> None:
        put_article(self.portal, text, path)

    def on_disk(self, path: str = PATH) -> str:
        return (self.articles / path).read_text(encoding="utf-8")

    def fields(self, path: str = PATH, **changes: Any) -> dict[str, Any]:
        """Return what the editor's form holds, with `changes`."""
        page = self.writer.get(f"/desk/edit/{path}").text
        fields: dict[str, Any] = {
            name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]  # type: ignore[index]  # all are there
            for name in ("csrf_token", "base", "title", "slug", "key", "checked", "review_by")
        }
        for name in ("body", "summary", "keywords", "applies_to", "related", "redirect_from"):
            found = re.search(
                rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
            )
            fields[name] = found[1] if found else ""
        chosen = re.findall(r'<select[^>]*name="(\w+)".*?</select>', page, re.DOTALL)
        for name in chosen:
            block = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
            value = re.search(r'value="([^"]*)" selected', block[0] if block else "")
            fields[name] = value[1] if value else ""
        fields["products"] = re.findall(r'name="products" value="(\w+)" checked', page)
        return {**fields, **changes}

    def act(self, action: str, path: str = PATH, **changes: Any) -> TestResponse:
        fields = self.fields(path, **changes)
        return self.writer.post(f"/desk/edit/{path}", data={**fields, "action": action})

    def shown(self, slug: str = "aliases") -> TestResponse:
        return self.portal.app.test_client().get(f"/en/articles/{slug}")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("desk"), locale=Locale.EN) as portal:
        yield portal


def sign_in(portal: Portal, role: Role) -> FlaskClient:
    """Return the browser of a new member with `role`."""
    return sign_in_staff(portal, add_staff(portal, role, f"Ana {role}").email)


@pytest.fixture
def room(portal: Portal) -> Iterator[Room]:
    yield Room(portal, sign_in(portal, Role.WRITER), portal.services.settings.articles)
    remove_articles(portal)


def base_in(page: TestResponse) -> str:
    found = re.search(r'name="base" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def text_of(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


class TestComingIn:
    def test_a_stranger_signs_in_first_and_comes_back(self, room):
        answer = room.portal.app.test_client().get(f"/desk/edit/{PATH}")
        assert answer.status_code == 303
        assert answer.location == f"/staff/sign-in?next=/desk/edit/{PATH}"

    def test_support_may_not_write_and_administrators_may(self, room):
        assert room.client(Role.SUPPORT).get("/desk/").status_code == 403
        assert room.client(Role.ADMIN).get("/desk/").status_code == 200

    def test_support_is_told_who_can_change_that_and_where_to_go_instead(self, room):
        add_staff(room.portal, Role.ADMIN, "Ana admin")
        page = room.client(Role.SUPPORT).get("/desk/snippets")
        said = text_of(page)
        assert "This page is for writers" in said
        assert "Support: tickets" in said
        assert "admin@staff.example" in said
        assert 'href="/staff/"' in page.text
        assert 'role="search"' not in page.text

    def test_a_page_that_is_not_there_stays_in_the_frame_of_the_house(self, room):
        page = room.writer.get("/desk/edit/en/nothing.md")
        assert 'href="/desk/insights/"' in page.text
        assert 'role="search"' not in page.text

    @pytest.mark.parametrize("path", ["../x.md", "en/nothing.md", "..%2f..%2fetc/passwd", "a.md"])
    def test_only_articles_can_be_opened(self, room, path):
        assert room.writer.get(f"/desk/edit/{path}").status_code == 404


class TestTheList:
    def test_it_says_so_while_it_is_empty(self, room):
        assert "No articles yet" in room.writer.get("/desk/").text

    def test_drafts_are_found_by_state_language_and_word(self, room):
        room.put()
        room.put(DRAFT.replace("aliases", "other"), "en/dns/other.md")
        page = room.writer.get("/desk/?view=drafts&locale=en&q=ALIAS")
        assert page.text.count('<th scope="row">') == 1
        assert "en/dns/other.md" in page.text
        assert "No article fits" in room.writer.get("/desk/?q=nowhere").text

    def test_a_file_that_cannot_be_read_is_named(self, room):
        room.put("---\ntitle: [\n---\nx", "en/dns/broken.md")
        assert "1 file cannot be read" in room.writer.get("/desk/").text
        assert "The head of this file cannot be read" in (
            room.writer.get("/desk/edit/en/dns/broken.md").text
        )

    def test_a_file_that_is_no_text_is_named_with_its_line(self, room):
        broken = room.articles / "en/dns/latin.md"
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_bytes(b"---\ntitle: One\n---\nna\xefve\n")
        page = room.writer.get("/desk/edit/en/dns/latin.md")
        assert page.status_code == 422
        assert "This file cannot be read" in page.text
        assert "<dd>4</dd>" in page.text

    def test_old_addresses_are_listed_and_found_by_word(self, room):
        room.put()
        assert "/en/articles/alias<" in room.writer.get("/desk/addresses?q=ALIAS").text
        page = room.writer.get("/desk/addresses?q=nowhere").text
        assert "<tr hidden>" in page
        assert "No article has moved yet" not in page

    def test_snippets_are_listed_with_their_articles(self, room):
        room.put("Open the panel.\n", "en/_snippets/open-panel.md")
        room.put(TEXT + "\n{{ snippet.open-panel }}\n")
        said = text_of(room.writer.get("/desk/snippets"))
        assert "{{ snippet.open-panel }}" in said
        assert "1 article" in said

    def test_long_lists_have_pages(self, room):
        for number in range(41):
            room.put(TEXT.replace("aliases", f"alias-{number}"), f"en/dns/alias-{number}.md")
        page = room.writer.get("/desk/?page=2").text
        assert "41 to 41 of 41" in page
        assert page.count('<th scope="row">') == 1


class TestBeginning:
    def test_a_new_article_is_a_draft_that_nobody_sees(self, room):
        asked = {"title": "Move a mailbox", "locale": "en", "category": "mail-setup", "kind": "how"}
        answer = send_form(room.writer, "/desk/new", key="", **asked)
        assert answer.location == "/desk/edit/en/mail-setup/move-a-mailbox.md?done=created"
        assert "status: draft" in room.on_disk("en/mail-setup/move-a-mailbox.md")
        assert room.shown("move-a-mailbox").status_code == 404
        again = send_form(room.writer, "/desk/new", key="", **asked)
        assert again.status_code == 422
        assert "with this title already" in again.text

    def test_what_is_missing_is_said(self, room):
        page = send_form(room.writer, "/desk/new", title="!", locale="xx", category="no", key="A b")
        assert page.status_code == 422
        assert page.text.count('class="error"') == 5


class TestSaving:
    def test_saving_nothing_new_leaves_the_file_as_it_is(self, room):
        room.put()
        assert room.act("save").status_code == 303
        assert room.on_disk() == TEXT

    def test_products_keep_the_order_of_the_file(self, room):
        room.put(TEXT.replace("products: [mail]", "products: [website, mail]"))
        room.act("publish", products=["mail", "website", "database"], comment="One more")
        assert "products: [website, mail, database]" in room.on_disk()

    def test_a_draft_is_saved_to_its_file(self, room):
        room.put(DRAFT)
        answer = room.act("save", body="\nAnother text.\n", comment="anew")
        assert answer.location == f"/desk/edit/{PATH}?done=save"
        assert room.on_disk().endswith("---\n\nAnother text.\n")
        assert "anew" in room.writer.get(f"/desk/history/{PATH}").text

    def test_a_change_of_a_published_article_waits_until_it_is_published(self, room):
        room.put()
        room.act("save", body="\nA newer text.\n")
        assert room.on_disk() == TEXT
        page = room.writer.get(f"/desk/edit/{PATH}").text
        assert "Published, with changes" in page
        assert "A newer text." in page
        assert "A newer text." not in room.shown().text
        room.act("publish")
        assert "A newer text." in room.shown().text

    def test_discarded_changes_stay_in_the_history(self, room):
        room.put()
        room.act("save", body="\nA newer text.\n")
        room.act("discard")
        assert "Published, with changes" not in room.writer.get(f"/desk/edit/{PATH}").text
        history = room.portal.services.writing.memory.history
        assert any("A newer text." in r.text for r in history(PurePosixPath(PATH)))

    def test_a_review_has_a_reviewer_and_a_way_back(self, room):
        room.put(DRAFT)
        room.act("review", reviewer="Ana admin")
        assert "status: in_review" in room.on_disk()
        assert "Reviewer: Ana admin" in room.writer.get("/desk/?view=review").text
        room.act("back")
        assert "status: draft" in room.on_disk()

    def test_a_field_that_cannot_be_read_is_named_and_nothing_is_lost(self, room):
        room.put()
        page = room.act("save", checked="soon", body="\nWritten.\n")
        assert page.status_code == 422
        assert 'href="#d-checked"' in page.text
        assert "Written." in page.text
        assert "You have a text that you did not save" in room.writer.get(f"/desk/edit/{PATH}").text

    def test_what_is_wrong_stands_at_its_field_in_the_writers_language(self, room):
        room.put()
        fields = room.fields(slug="No Válida!")
        said = {"Accept-Language": "es"}
        page = room.writer.post(
            f"/desk/edit/{PATH}", data={**fields, "action": "publish"}, headers=said
        )
        field = page.text.partition('for="d-slug"')[2].partition('name="slug"')[0]
        assert "Solo minúsculas sin acentos" in field
        assert "string should match" not in page.text.partition('id="fi"')[0]

    def test_two_writers_at_once_and_both_texts_are_kept(self, room):
        room.put(DRAFT)
        mine = room.fields(body="\nMine.\n")
        room.act("save", body="\nTheirs.\n")
        page = room.writer.post(f"/desk/edit/{PATH}", data={**mine, "action": "save"})
        assert page.status_code == 409
        assert "<del>Theirs</del>" in page.text
        assert "Mine." in page.text
        base = base_in(page)
        kept = room.writer.post(f"/desk/edit/{PATH}", data={**mine, "base": base})
        assert kept.status_code == 303
        assert room.on_disk().endswith("Mine.\n")

    def test_an_edit_on_the_disk_is_a_conflict_and_stays_in_the_history(self, room):
        room.put(DRAFT)
        mine = room.fields(body="\nMine.\n")
        from_git = DRAFT + "\nFrom git.\n"
        room.put(from_git)
        page = room.writer.post(f"/desk/edit/{PATH}", data={**mine, "action": "save"})
        assert page.status_code == 409
        assert room.on_disk() == from_git
        base = base_in(page)
        room.writer.post(f"/desk/edit/{PATH}", data={**mine, "base": base})
        texts = [r.text for r in room.portal.services.writing.memory.history(PurePosixPath(PATH))]
        assert from_git in texts

    def test_sending_twice_is_no_conflict(self, room):
        room.put(DRAFT)
        fields = room.fields(body="\nOnce.\n", action="save")
        answers = [room.writer.post(f"/desk/edit/{PATH}", data=fields) for _ in range(2)]
        assert [a.status_code for a in answers] == [303, 303]


class TestPublishing:
    def test_an_error_stops_it_and_leads_to_its_line(self, room):
        room.put(DRAFT)
        page = room.act("publish", body="\nSee [this](article:nowhere).\n")
        assert page.status_code == 422
        assert "There is no article “nowhere”" in page.text
        assert 'data-line="2"' in page.text
        assert "status: draft" in room.on_disk()

    def test_a_warning_does_not(self, room):
        room.put(DRAFT)
        assert room.act("publish", keywords="").status_code == 303
        assert room.shown().status_code == 200

    def test_another_slug_leaves_a_redirect_and_no_chain(self, room):
        room.put()
        room.act("publish", slug="second-address")
        assert "redirect_from: [alias, aliases]" in room.on_disk()
        assert room.shown("aliases").location == "/en/articles/second-address"
        assert room.shown("alias").location == "/en/articles/second-address"

    def test_archived_it_is_gone_and_comes_back_as_a_draft(self, room):
        room.put()
        room.act("archive")
        assert room.shown().status_code == 410
        room.act("back")
        assert "status: draft" in room.on_disk()

    def test_it_can_wait_for_its_time(self, room):
        room.put(DRAFT)
        room.act("schedule", at="2026-11-20T09:00")
        due = partial(publish_due, room.portal.services)
        assert due() == []
        assert "1 article in this list" in text_of(room.writer.get("/desk/?view=scheduled"))
        room.portal.clock.advance(days=1)
        assert [str(path) for path in due()] == [PATH]
        assert room.shown().status_code == 200
        assert due() == []

    def test_a_time_that_has_passed_is_refused(self, room):
        room.put()
        page = room.act("schedule", at="2026-11-18T09:00")
        assert page.status_code == 422
        assert "still to come" in page.text

    def test_a_scheduled_text_that_became_wrong_is_not_published_and_says_why(self, room):
        room.put(DRAFT)
        room.put(TEXT.replace("aliases", "target").replace("[alias]", "[]"), "en/dns/target.md")
        link = "\nSee [it](article:target).\n"
        room.act("schedule", at="2026-11-20T09:00", body=link)
        (room.articles / "en/dns/target.md").unlink()
        room.portal.clock.advance(days=1)
        assert publish_due(room.portal.services) == []
        assert (
            "unknown-article" in room.portal.services.writing.open(PurePosixPath(PATH)).work.problem
        )


class TestHistory:
    def test_an_old_version_comes_back_as_the_newest(self, room):
        room.put(DRAFT)
        room.act("save", body="\nSecond.\n", significance="major")
        page = room.writer.get(f"/desk/history/{PATH}")
        assert "Major change" in page.text
        assert "<ins>Second" in page.text or "Second" in page.text
        sent = {
            "csrf_token": form_token(page.text),
            "base": base_in(page),
            "number": "1",
        }
        answer = room.writer.post(f"/desk/history/{PATH}", data=sent)
        assert answer.location == f"/desk/edit/{PATH}?done=restored"
        assert room.on_disk() == DRAFT

    def test_a_major_change_makes_translations_outdated(self, room):
        room.put(path="es/mail-setup/aliases.md")
        room.put()
        room.act("publish", "es/mail-setup/aliases.md", body="\nNuevo.\n", significance="typo")
        assert "No published" not in room.writer.get("/desk/?view=outdated").text
        assert "Every translation is current" in room.writer.get("/desk/?view=outdated").text
        room.act("publish", "es/mail-setup/aliases.md", body="\nOtro.\n", significance="major")
        assert PATH in room.writer.get("/desk/?view=outdated").text


class TestWhileWriting:
    def test_the_preview_is_what_readers_will_get(self, room):
        room.put()
        article = re.search(
            r'<div class="prose">\s*(.*?)\s*</div>\s*</article>', room.shown().text, re.DOTALL
        )
        page = room.writer.post(f"/desk/preview/{PATH}", data=room.fields())
        assert article is not None
        assert article[1] in page.text
        assert "1 minute to read" in page.text

    def test_the_findings_are_those_of_the_check(self, room):
        room.put()
        page = room.writer.post(
            f"/desk/check/{PATH}", data=room.fields(body="\n![](no.png)\n", keywords="")
        )
        codes = re.findall(r"<code>([\w-]+)</code>", page.text)
        services = room.portal.services
        text = TEXT.split("---\n\n")[0] + "---\n\n![](no.png)\n"
        text = text.replace("keywords: [alias, forwarder, second address]", "keywords: []")
        found = {f.code for f in services.writing.check(PurePosixPath(PATH), text)}
        assert set(codes) == found
        assert {"picture-missing", "picture-alt", "few-keywords"} <= found

    def test_what_is_not_saved_is_kept_for_its_writer_alone(self, room):
        room.put()
        said = room.writer.post(f"/desk/keep/{PATH}", data=room.fields(body="\nHalf a th\n"))
        assert "11:00" in said.json["said"]
        assert "Half a th" in room.writer.get(f"/desk/edit/{PATH}?unsaved=1").text
        other = room.client(Role.ADMIN).get(f"/desk/edit/{PATH}?unsaved=1").text
        assert "Half a th" not in other
        room.act("forget")
        assert "did not save" not in room.writer.get(f"/desk/edit/{PATH}").text

    def test_without_script_a_button_shows_the_preview_and_saves_nothing(self, room):
        room.put()
        page = room.act("preview", body="\nLook **here**.\n")
        assert "<strong>here</strong>" in page.text
        assert room.on_disk() == TEXT

    def test_links_are_found_by_title_with_their_headings(self, room):
        room.put()
        found = room.writer.get("/desk/links?q=alias&locale=en").json["targets"]
        assert found == [
            {"key": "aliases", "title": "Set up an alias", "headings": [["steps", "Steps"]]}
        ]


class TestPictures:
    def send(
        self,
        room: Room,
        content: bytes,
        name: str = "My window.png",
        alt: str = "The window",
        action: str = "",
    ) -> TestResponse:
        fields = room.fields(alt=alt, picture=(BytesIO(content), name), action=action)
        where = "edit" if action else "pictures"
        return room.writer.post(f"/desk/{where}/{PATH}", data=fields)

    def test_one_is_made_anew_and_lies_beside_the_article(self, room):
        room.put()
        said = self.send(room, picture() + b"hidden at the end").json
        assert said == {"markdown": "![The window](my-window.png){width=8 height=8}"}
        saved = (room.articles / "en/mail-setup/my-window.png").read_bytes()
        assert b"hidden" not in saved
        with Image.open(BytesIO(saved)) as made:
            assert made.size == (8, 8)

    def test_none_goes_in_without_words_for_those_who_cannot_see_it(self, room):
        room.put()
        answer = self.send(room, picture(), alt=" ")
        assert answer.status_code == 422
        assert "what it shows" in answer.text
        assert not list(room.articles.rglob("*.png"))

    @pytest.mark.parametrize("name", ["a.svg", "a.pdf", "a.txt"])
    def test_only_pictures_are_taken(self, room, name):
        room.put()
        assert self.send(room, b"%PDF-1.4 <svg/>", name).status_code == 422

    def test_another_picture_of_the_same_name_gets_its_own(self, room):
        room.put()
        self.send(room, picture())
        big = BytesIO()
        Image.new("RGB", (3, 3)).save(big, "PNG")
        assert "my-window-2.png" in self.send(room, big.getvalue()).text

    def test_without_script_a_button_inserts_it(self, room):
        room.put()
        page = self.send(room, picture(), action="picture")
        assert "![The window](my-window.png){width=8 height=8}" in page.text


def test_an_unknown_step_is_refused_and_the_text_is_kept(room):
    room.put()
    desk, author = room.portal.services.writing, Author("x" * 32, "Nobody")
    with pytest.raises(Conflict):
        desk.apply(
            PurePosixPath(PATH),
            Save(TEXT, desk.open(PurePosixPath(PATH)).base, Step.BACK),
            author.name,
        )
    assert room.on_disk() == TEXT


class TestFlows:
    def test_every_flow_in_use_is_listed_with_its_picture(self, room):
        page = room.writer.get("/desk/flows/").text
        flows = room.portal.services.wizard.shelf.flows
        assert all(f'href="/desk/flows/{name}.svg"' in page for name in flows)
        picture = room.writer.get("/desk/flows/mail.svg")
        assert picture.mimetype == "image/svg+xml"
        assert "sandbox" in picture.headers["Content-Security-Policy"]

    def test_only_writers_see_them_and_only_those_there_are(self, room):
        assert room.portal.app.test_client().get("/desk/flows/mail.svg").status_code in {302, 303}
        assert room.writer.get("/desk/flows/none.svg").status_code == 404
