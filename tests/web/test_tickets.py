"""The customer's pages: mailed links, the list, one conversation, its files and its forms."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.kernel.ids import new_id
from portal.kernel.locale import LOCALES
from portal.tickets.model import Message, Queue, State, Ticket
from portal.tickets.service import Act
from tests.factories import (
    OTHER_VISITOR,
    VISITOR,
    Portal,
    form_body,
    form_token,
    picture,
    send_form,
)
from tests.unit.tickets.test_uploads import png_header


def url(ticket: Ticket, tail: str = "", locale: str = "en") -> str:
    return f"/{locale}/tickets/{ticket.reference}{tail}"


def say(
    portal: Portal, ticket: Ticket, message: str = "It is the old phone", **fields: Any
) -> TestResponse:
    fields.setdefault("message_id", new_id())
    client = portal.visiting()
    portal.clock.advance(seconds=1)
    return send_form(client, url(ticket), url(ticket, "/messages"), message=message, **fields)


def answer(
    portal: Portal, ticket: Ticket, act: Act, text: str = "Is there another device?"
) -> Ticket:
    with portal.app.test_request_context("/"):
        return portal.services.desk.answer(ticket.reference, act, text, "Lucía")


def state_of(portal: Portal, ticket: Ticket) -> State:
    return portal.services.customers.get(VISITOR, ticket.reference).ticket.state


def messages(portal: Portal, ticket: Ticket) -> tuple[Message, ...]:
    return portal.services.customers.get(VISITOR, ticket.reference).messages


class TestConfirming:
    def test_looking_at_the_link_confirms_nothing_however_often(self, portal):
        ticket = portal.submit()
        for _ in range(3):
            page = portal.app.test_client().get(f"/en/tickets/confirm/{portal.token(ticket)}")
            assert page.status_code == 200
            assert ticket.reference in page.text
        assert portal.services.customers.list(VISITOR) == []
        assert len(portal.mails(ticket)) == 1

    def test_the_page_shows_nothing_that_the_sender_wrote(self, portal):
        ticket = portal.submit(name="Cheap Pills")
        page = portal.visiting().get(f"/en/tickets/confirm/{portal.token(ticket)}").text
        assert "Pills" not in page
        assert ticket.subject not in page

    def test_one_press_leads_to_the_ticket_in_the_queue(self, portal):
        ticket = portal.submit()
        client = portal.app.test_client()
        done = send_form(client, f"/en/tickets/confirm/{portal.token(ticket)}")
        assert (done.status_code, done.location) == (303, url(ticket, "?note=entered"))
        page = client.get(done.location)
        assert page.status_code == 200
        assert "Your ticket is in the queue" in page.text
        assert ticket.subject in page.text

    def test_a_press_without_the_forms_token_does_nothing(self, portal):
        ticket = portal.submit()
        done = portal.visiting().post(f"/en/tickets/confirm/{portal.token(ticket)}")
        assert done.status_code == 400
        assert portal.services.customers.list(VISITOR) == []

    def test_a_double_click_ends_at_the_ticket_too(self, portal):
        ticket = portal.submit()
        page = f"/en/tickets/confirm/{portal.token(ticket)}"
        client = portal.app.test_client()
        token = form_token(client.get(page).text)
        pressed = [client.post(page, data={"csrf_token": token}) for _ in range(2)]
        assert [done.location for done in pressed] == [url(ticket, "?note=entered")] * 2
        assert len(portal.mails(ticket, "entered")) == 1

    def test_nothing_of_the_link_goes_into_a_referrer(self, portal):
        ticket = portal.submit()
        client = portal.app.test_client()
        page = f"/en/tickets/confirm/{portal.token(ticket)}"
        assert client.get(page).headers["Referrer-Policy"] == "no-referrer"
        assert send_form(client, page).headers["Referrer-Policy"] == "no-referrer"
        opened = client.get(f"/en/tickets/open/{portal.token(ticket, 'open')}")
        assert opened.headers["Referrer-Policy"] == "no-referrer"
        assert opened.location == url(ticket)

    @pytest.mark.parametrize("locale", LOCALES)
    def test_a_used_link_says_what_to_do_in_the_readers_language(self, portal, locale):
        ticket = portal.enter()
        page = portal.app.test_client().get(f"/{locale}/tickets/confirm/{portal.token(ticket)}")
        assert page.status_code == 410
        assert f'<html lang="{locale}"' in page.text
        assert f'action="/{locale}/tickets/link"' in page.text
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_an_expired_link_is_gone_and_a_made_up_one_was_never_there(self, portal):
        ticket = portal.submit()
        portal.clock.advance(days=7)
        client = portal.app.test_client()
        gone = client.get(f"/en/tickets/confirm/{portal.token(ticket)}")
        assert gone.status_code == 410
        for path in ("confirm/xyz", "open/xyz", f"open/{portal.token(ticket)}"):
            lost = client.get(f"/en/tickets/{path}")
            assert lost.status_code == 404
            assert 'action="/en/tickets/link"' in lost.text

    def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(self, portal):
        ticket = portal.enter()
        opened = portal.app.test_client().get(f"/en/tickets/open/{portal.token(ticket, 'open')}")
        (cookie,) = (c for c in opened.headers.getlist("Set-Cookie") if c.startswith("tickets="))
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_a_made_up_cookie_counts_as_none(self, portal):
        ticket = portal.enter()
        client = portal.visiting("short")
        opened = client.get(f"/en/tickets/open/{portal.token(ticket, 'open')}")
        assert "tickets=short" not in str(opened.headers)
        assert client.get(url(ticket)).status_code == 200


class TestAnotherLink:
    def test_the_answer_is_the_same_for_everybody(self, portal):
        ticket = portal.enter()
        client = portal.app.test_client()
        own = ticket.intake.person.email
        pairs = [(ticket.reference, own), (ticket.reference, "eve@example.com"), ("FARO-9", own)]
        answers = []
        for reference, email in pairs * 3:
            done = send_form(client, "/en/tickets/link", reference=reference, email=email)
            answers.append((done.status_code, done.location))
        assert set(answers) == {(303, "/en/tickets/link?sent")}
        assert len(portal.mails(ticket, "link")) == 2  # with the confirmation, three an hour

    def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(self, portal):
        page = send_form(portal.visiting(), "/en/tickets/link", reference="FARO-1", email="ana")
        assert page.status_code == 422
        assert 'value="FARO-1"' in page.text
        assert 'href="#email"' in page.text
        assert "<title>Error: " in page.text


class TestTheList:
    def test_it_shows_only_what_this_browser_may_see(self, portal):
        mine, other = portal.enter(), portal.enter(OTHER_VISITOR)
        page = portal.visiting().get("/en/tickets/").text
        assert mine.reference in page
        assert other.reference not in page

    def test_an_empty_one_says_how_tickets_come_here(self, portal):
        page = portal.app.test_client().get("/en/tickets/")
        assert page.status_code == 200
        assert 'href="/en/tickets/link"' in page.text
        assert 'href="/en/contact/"' in page.text
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_forgetting_takes_everything_from_this_browser(self, portal):
        ticket = portal.enter()
        client = portal.visiting()
        done = send_form(client, "/en/tickets/", "/en/tickets/forget")
        assert done.location == "/en/tickets/?forgotten"
        assert ticket.reference not in client.get(done.location).text
        assert portal.visiting().get(url(ticket)).status_code == 404


class TestStrangers:
    @pytest.mark.parametrize("visitor", [OTHER_VISITOR, ""])
    def test_every_address_of_somebody_elses_ticket_is_unknown(self, portal, visitor):
        portal.enter(OTHER_VISITOR)
        ticket = portal.enter(files=(portal.attach("shot.png", picture()),))
        file_id = messages(portal, ticket)[0].attachments[0].id
        client = portal.visiting(visitor)
        token = form_token(client.get("/en/tickets/link").text)
        unknown = client.get("/en/tickets/FARO-999999")
        for tail in ("", f"/files/{file_id}", f"/files/{file_id}?inline"):
            page = client.get(url(ticket, tail))
            assert (page.status_code, page.text) == (404, unknown.text)
        for tail in ("/messages", "/solved"):
            sent = client.post(url(ticket, tail), data={"csrf_token": token, "message": "hi"})
            assert sent.status_code == 404
        assert len(messages(portal, ticket)) == 1
        assert state_of(portal, ticket) is State.NEW

    def test_notes_among_staff_are_nowhere_on_the_page(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.NOTE, "Looks like his third phone")
        page = portal.visiting().get(url(ticket)).text
        assert "third phone" not in page
        assert "Internal note" not in page


class TestThePage:
    def test_it_shows_the_report_and_all_that_the_ticket_carries(self, portal):
        ticket = portal.enter(files=(portal.attach("shot.png", picture()),))
        page = portal.visiting().get(url(ticket)).text
        report = ticket.intake.report
        for words in (*report.steps, report.expected, report.observed, report.since, report.often):
            assert words in page
        assert "Look and tell, change nothing" in page
        assert "Other network" in page
        assert "Something is impaired" in page
        assert "shot.png" in page

    def test_what_people_write_is_only_ever_text(self, portal):
        ticket = portal.enter(name="<i>Ana</i>")
        say(portal, ticket, "<script>alert(1)</script>\n\n& more")
        page = portal.visiting().get(url(ticket)).text
        assert "<script>alert" not in page
        assert "<i>Ana" not in page
        assert "&lt;script&gt;" in page

    def test_asking_how_it_goes_opens_after_forty_minutes(self, portal):
        """R10: the page says how long it still takes."""
        ticket = portal.enter()
        portal.clock.advance(minutes=17)
        page = portal.visiting().get(url(ticket)).text
        assert "23 minutes are left" in page
        assert 'value="17"' in page
        portal.clock.advance(minutes=23)
        page = portal.visiting().get(url(ticket)).text
        assert "are left" not in page
        assert "tel:" not in page

    def test_past_the_target_the_live_channels_stand_there_with_the_reference(self, portal):
        ticket = portal.enter()
        portal.clock.advance(hours=25)
        page = portal.visiting().get(url(ticket)).text
        assert 'href="tel:+15550100"' in page
        assert "https://chat.faro.example" in page
        assert f'data-copy="{ticket.reference}"' in page
        answer(portal, ticket, Act.REPLY)
        assert "tel:" not in portal.visiting().get(url(ticket)).text

    def test_the_place_is_explained_and_no_time_is_promised(self, portal):
        portal.enter(OTHER_VISITOR)
        portal.clock.advance(minutes=1)
        ticket = portal.enter()
        page = portal.visiting().get(url(ticket)).text
        assert "Number 2." in page
        assert "1 that has waited longer" in page
        assert "24 hours from entering the queue" in page

    def test_a_billing_ticket_names_the_target_of_its_own_team(self, portal):
        ticket = portal.enter(queue=Queue.BILLING)
        assert "72 hours from entering" in portal.visiting().get(url(ticket)).text

    @pytest.mark.parametrize("locale", LOCALES)
    def test_it_is_private_in_every_language(self, portal, locale):
        ticket = portal.enter()
        page = portal.visiting().get(url(ticket, locale=locale))
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "private, no-store"


class TestAdding:
    def test_a_message_with_a_file_is_in_the_thread_and_a_second_post_changes_nothing(self, portal):
        """R14: all about an open ticket goes through the ticket, at any time."""
        ticket = portal.enter()
        sent = {"message_id": new_id()}
        there = url(ticket, f"?note=added#m-{sent['message_id']}")
        for _ in range(2):
            done = say(portal, ticket, **sent, files=(picture(), "shot.png"))
            assert (done.status_code, done.location) == (303, there)
        assert len(messages(portal, ticket)) == 2
        page = portal.visiting().get(there).text
        assert "It is the old phone" in page
        assert "shot.png" in page

    def test_a_password_is_hidden_and_the_page_says_so(self, portal):
        ticket = portal.enter()
        done = say(portal, ticket, "the password is hunter2xyz")
        page = portal.visiting().get(done.location).text
        assert "hunter2xyz" not in page
        assert "We hid what looked like a password" in page

    def test_nothing_at_all_is_asked_about(self, portal):
        page = say(portal, portal.enter(), "  ")
        assert page.status_code == 422
        assert 'href="#message"' in page.text
        assert 'aria-invalid="true"' in page.text

    def test_a_novel_is_refused_and_kept(self, portal):
        novel = " ".join(["word"] * 5_000)
        page = say(portal, portal.enter(), novel)
        assert page.status_code == 422
        assert f">{novel}</textarea>" in page.text

    REFUSED = (
        ("logo.svg", b"<svg/>", "SVG pictures can hold programs"),
        ("page.png", b"<!doctype html><script>", "not what the name says"),
        ("empty.txt", b"", "The file is empty"),
        ("huge.log", b"x" * 50_000_000, "larger than 10 MB"),
        ("bomb.png", png_header(50_000, 50_000), "more than 40 megapixels"),
        ("run.exe", b"MZ", "This type is not taken"),
    )

    @pytest.mark.parametrize(("name", "content", "words"), REFUSED, ids=[r[0] for r in REFUSED])
    def test_a_refused_file_is_named_with_the_reason_and_the_words_stay(
        self, portal, name, content, words
    ):
        ticket = portal.enter()
        message_id = new_id()
        page = say(portal, ticket, "Look at this", message_id=message_id, files=(content, name))
        assert page.status_code == 422
        assert name in page.text
        assert words in page.text
        assert ">Look at this</textarea>" in page.text
        assert f'value="{message_id}"' in page.text
        assert len(messages(portal, ticket)) == 1

    @pytest.mark.parametrize(
        ("number", "size", "words"),
        [(11, 10, "At most 10 files"), (3, 9_000_000, "25 MB together")],
    )
    def test_too_many_or_too_large_together_is_said(self, portal, number, size, words):
        ticket = portal.enter()
        files = [(b"x" * size, f"{i}.log") for i in range(number)]
        page = say(portal, ticket, "All of them", files=files)
        assert page.status_code == 422
        assert words in page.text
        assert ">All of them</textarea>" in page.text

    def test_a_strangers_large_body_is_not_even_read(self, portal):
        ticket = portal.enter()
        client = portal.visiting(OTHER_VISITOR)
        sent = client.post(
            url(ticket, "/messages"), **form_body(files=(b"x" * 40_000_000, "a.log"))
        )
        assert sent.status_code == 404


class TestSolving:
    def test_the_customer_says_it_is_solved_and_may_come_back(self, portal):
        ticket = portal.enter()
        done = send_form(portal.visiting(), url(ticket), url(ticket, "/solved"))
        assert done.location == url(ticket, "?note=solved")
        page = portal.visiting().get(done.location).text
        assert "Is it solved?" not in page
        done = say(portal, ticket, "It fails again since noon")
        assert "note=reopened" in done.location
        assert state_of(portal, ticket) is State.OPEN

    def test_support_asks_whether_it_is_solved_and_no_needs_a_reason(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE, "We changed the sender")
        page = portal.visiting().get(url(ticket)).text
        assert "Is it solved?" in page
        assert "3 December 2026" in page or "December 3, 2026" in page
        assert say(portal, ticket, "").status_code == 422
        assert state_of(portal, ticket) is State.SOLVED

    def test_after_that_time_the_page_explains_and_takes_nothing(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE, "We changed the sender")
        client = portal.visiting()
        token = form_token(client.get(url(ticket)).text)
        portal.clock.advance(days=14, minutes=1)
        portal.services.customers.open_link(portal.token(ticket, "open"), VISITOR)
        page = client.get(url(ticket)).text
        assert "This ticket is closed" in page
        assert 'action="/en/tickets/FARO' not in page
        late = {"csrf_token": token, "message": "It fails again"}
        sent = client.post(url(ticket, "/messages"), data=late)
        assert sent.status_code == 422
        assert "The time for reopening has passed" in sent.text
        assert "It fails again" in sent.text

    def test_a_ticket_that_waits_for_the_customer_says_so_first(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.ASK)
        page = portal.visiting().get(url(ticket)).text
        assert "We need something from you" in page
        assert "are left" not in page


class TestFiles:
    @pytest.fixture
    def ticket(self, portal: Portal) -> Ticket:
        files = (portal.attach("shot.png", picture()), portal.attach("žluť.log", b"<b>log</b>"))
        return portal.enter(files=files)

    def path(self, portal: Portal, ticket: Ticket, name: str) -> str:
        (found,) = (a.id for a in messages(portal, ticket)[0].attachments if a.name == name)
        return url(ticket, f"/files/{found}")

    def test_a_file_comes_as_a_download_that_no_browser_runs(self, portal, ticket):
        sent = portal.visiting().get(self.path(portal, ticket, "žluť.log") + "?inline")
        assert sent.data == b"<b>log</b>"
        assert sent.headers["Content-Disposition"].startswith("attachment; ")
        assert "filename*=UTF-8''%C5%BElu%C5%A5.log" in sent.headers["Content-Disposition"]
        assert sent.mimetype == "text/plain"
        assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Cache-Control"] == "private, no-store"

    def test_a_picture_of_ours_may_be_shown_in_the_page(self, portal, ticket):
        path = self.path(portal, ticket, "shot.png")
        client = portal.visiting()
        assert path + "?inline" in client.get(url(ticket)).text
        assert client.get(path + "?inline").headers["Content-Disposition"].startswith("inline")
        assert client.get(path).headers["Content-Disposition"].startswith("attachment")


def test_no_page_carries_a_style_or_a_script_of_its_own(portal):
    ticket = portal.enter(files=(portal.attach("shot.png", picture()),))
    client = portal.visiting()
    for path in ("/en/tickets/", url(ticket), "/en/tickets/link", "/en/tickets/open/x"):
        page = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! type=\"module\" src=)", page)
