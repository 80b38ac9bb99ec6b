"""The customer's own tickets over their life: the list, asking, calling, the data page."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from portal.delivery.model import Mail
from portal.kernel.errors import NotFound
from portal.kernel.ids import new_id
from portal.kernel.locale import LOCALES, Locale
from portal.notices.model import Facts, Kind
from portal.notices.service import Draft
from portal.storage.database import metadata
from portal.tickets.model import Missing, State, Ticket
from portal.tickets.service import Act
from portal.tickets.service.retention import Why
from tests.factories import (
    NETWORK,
    OTHER_VISITOR,
    VISITOR,
    Portal,
    new_ticket,
    picture,
    send_form,
)
from tests.people import sign_in_customer

OWN = "ana@example.com"


def url(ticket: Ticket, tail: str = "", locale: str = "en") -> str:
    return f"/{locale}/tickets/{ticket.reference}{tail}"


def answer(
    portal: Portal, ticket: Ticket, act: Act, text: str = "Is there another device?", **more: Any
) -> Ticket:
    with portal.app.test_request_context("/"):
        return portal.services.desk.answer(ticket.reference, act, text, "Lucía", **more)


def close(portal: Portal, ticket: Ticket) -> None:
    answer(portal, ticket, Act.SOLVE, "It was the old phone")
    portal.clock.advance(days=14, seconds=1)
    with portal.app.test_request_context("/"):
        portal.services.upkeep.close_solved()


def press(portal: Portal, ticket: Ticket, tail: str, **fields: str) -> str:
    client = portal.visiting()
    done = send_form(client, url(ticket), url(ticket, tail), **fields)
    assert done.status_code == 303, done.text
    return client.get(done.location.partition("#")[0]).text


def whats(portal: Portal, ticket: Ticket) -> list[str]:
    return [r.what for r in portal.services.customers.get(VISITOR, ticket.reference).records]


class TestTheList:
    def test_r23_closed_tickets_stay_in_the_archive_with_how_they_ended(self, portal):
        ticket = portal.enter()
        close(portal, ticket)
        client = portal.visiting()
        assert ticket.reference not in client.get("/en/tickets/").text
        page = client.get("/en/tickets/?view=archive").text
        assert ticket.reference in page
        assert "Solved by support" in page

    def test_r23_words_find_messages_and_file_names_without_accents_in_every_list(self, portal):
        ticket, other = portal.enter(), portal.enter()
        answer(portal, ticket, Act.REPLY, "Hemos cambiado la contraseña del buzón")
        send_form(
            portal.visiting(),
            url(ticket),
            url(ticket, "/messages"),
            message="Here",
            message_id=new_id(),
            files=(picture(), "captura-žluť.png"),
        )
        for query in ("contrasena BUZON", "captura-zlut", ticket.reference.lower()):
            page = portal.visiting().get("/en/tickets/", query_string={"q": query}).text
            assert url(ticket) in page
            assert url(other) not in page

    def test_notes_among_staff_are_not_searched(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.NOTE, "Looks like a third telephone")
        page = portal.visiting().get("/en/tickets/?q=telephone").text
        assert url(ticket) not in page
        assert "No ticket in this list has all of these words" in page

    @pytest.mark.parametrize("query", ["%", "_", "' or 1=1 --", '"><script>alert(1)</script>'])
    def test_what_is_typed_is_only_ever_text(self, portal, query):
        portal.enter()
        page = portal.visiting().get("/en/tickets/", query_string={"q": query})
        assert page.status_code == 200
        assert "<script>alert" not in page.text

    def test_each_list_shows_its_own_and_says_when_it_is_empty(self, portal):
        waiting, new = portal.enter(), portal.enter()
        answer(portal, waiting, Act.ASK)
        yours = portal.visiting().get("/en/tickets/?view=yours").text
        assert url(waiting) in yours
        assert url(new) not in yours
        assert "Nothing is closed yet" in portal.visiting().get("/en/tickets/?view=archive").text

    def test_a_long_list_has_pages_and_every_ticket_is_on_one(self, portal):
        made = {portal.enter().reference for _ in range(23)}
        client = portal.visiting()
        pages = [client.get(f"/en/tickets/?page={n}").text for n in (1, 2, 99)]
        seen = [set(re.findall(r'href="/en/tickets/(FARO-\d+)"', page)) for page in pages]
        assert [len(found) for found in seen] == [20, 3, 3]
        assert seen[0] | seen[1] == made
        assert "1 to 20 of 23" in pages[0]

    def test_somebody_elses_tickets_are_neither_listed_nor_counted_nor_found(self, portal):
        other = portal.enter(OTHER_VISITOR)
        portal.enter()
        for tail in ("", "?view=all", f"?q={other.reference}", "?view=archive"):
            assert other.reference not in portal.visiting().get(f"/en/tickets/{tail}").text.replace(
                f'value="{other.reference}"', ""
            ).replace(f"“{other.reference}”", "").replace(f"q={other.reference}", "")


class TestWaitingForTheCustomer:
    def test_r14_the_page_and_the_mail_say_what_is_missing_in_the_tickets_language(self, portal):
        ticket = portal.enter(locale=Locale.ES)
        asked = (Missing.ERROR_TEXT, Missing.OTHER_DEVICE)
        answer(portal, ticket, Act.ASK, asked_for=asked)
        page = portal.visiting().get(url(ticket)).text
        assert page.count("The exact error text, copied as it is") == 2  # above, and in the thread
        (mail,) = portal.mails(ticket, "answered")
        assert mail.locale is Locale.ES
        assert mail.text.count("\n- ") == 2

    def test_once_answered_it_is_missing_no_longer(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.ASK, asked_for=(Missing.PICTURE,))
        page = press(portal, ticket, "/messages", message="Here it is", message_id=new_id())
        assert "We need something from you" not in page

    def test_a_note_asks_for_nothing(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.NOTE, asked_for=(Missing.PICTURE,))
        assert "A picture of the whole window" not in portal.visiting().get(url(ticket)).text


class TestAskingHowItGoes:
    def test_r10_before_forty_minutes_nothing_is_sent_and_the_time_left_is_shown(self, portal):
        ticket = portal.enter()
        page = press(portal, ticket, "/nudge")
        assert "40 minutes are left" in page
        assert "nudged" not in whats(portal, ticket)

    @pytest.mark.parametrize("entered", ["2026-10-25T00:30+00:00", "2026-03-29T00:30+00:00"])
    def test_r10_forty_minutes_and_a_day_are_the_same_when_clocks_change(self, portal, entered):
        portal.clock.at = datetime.fromisoformat(entered)  # half an hour before, in Madrid
        ticket = portal.enter()
        portal.clock.advance(minutes=39)
        assert "1 minute is left" in press(portal, ticket, "/nudge")
        portal.clock.advance(minutes=1)
        assert "Support sees that you asked" in press(portal, ticket, "/nudge")
        portal.clock.advance(hours=23, minutes=20)
        assert "The target has passed" not in portal.visiting().get(url(ticket)).text
        portal.clock.advance(seconds=1)
        assert "The target has passed" in portal.visiting().get(url(ticket)).text

    def test_r13_the_second_time_the_state_and_the_last_action_answer_instead(self, portal):
        ticket = portal.enter()
        portal.clock.advance(minutes=40)
        assert "Support sees that you asked" in press(portal, ticket, "/nudge")
        page = press(portal, ticket, "/nudge")
        assert "This is what is known now" in page
        assert "No second message was sent" in page
        assert whats(portal, ticket).count("nudged") == 1

    def test_r13_it_opens_again_after_support_has_acted(self, portal):
        ticket = portal.enter()
        portal.clock.advance(minutes=40)
        press(portal, ticket, "/nudge")
        portal.clock.advance(minutes=1)
        answer(portal, ticket, Act.REPLY, "We look at the logs")
        assert "Support has acted since you asked" in portal.visiting().get(url(ticket)).text
        portal.clock.advance(minutes=40)
        press(portal, ticket, "/nudge")
        assert whats(portal, ticket).count("nudged") == 2

    def test_r4_asking_moves_nothing_in_the_queue(self, portal):
        first = portal.enter(OTHER_VISITOR)
        portal.clock.advance(minutes=1)
        ticket = portal.enter()
        portal.clock.advance(minutes=40)
        press(portal, ticket, "/nudge")
        line = [e.reference for e in portal.services.queue.line(ticket.queue)]
        assert line == [first.reference, ticket.reference]

    def test_r10_at_night_the_channels_say_that_they_are_closed(self, portal):
        ticket = portal.enter()
        portal.clock.advance(days=2, hours=14)  # Sunday, 1:00 in Madrid
        page = portal.visiting().get(url(ticket)).text
        assert "The target has passed" in page
        assert "Closed now" in page
        assert "tel:" not in page


class TestACallWhenSolved:
    def test_r11_it_can_be_wished_changed_and_taken_back_at_any_time(self, portal):
        ticket = portal.enter()
        assert "We call +34 600 111 222" in press(
            portal, ticket, "/call", phone="+34 600 111 222", call="yes"
        )
        assert "We call +34 600 333 444" in press(
            portal, ticket, "/call", phone="+34 600 333 444", call="yes"
        )
        assert "We can call as well" in press(portal, ticket, "/call", phone="", call="no")
        assert whats(portal, ticket)[-3:] == ["call_wished", "call_wished", "call_not_wished"]

    def test_what_is_no_number_is_asked_about_and_kept(self, portal):
        ticket = portal.enter()
        page = send_form(portal.visiting(), url(ticket), url(ticket, "/call"), phone="soon")
        assert page.status_code == 422
        assert 'href="#phone"' in page.text
        assert 'value="soon"' in page.text

    def test_a_stranger_changes_nothing(self, portal):
        ticket = portal.enter()
        client = portal.visiting(OTHER_VISITOR)
        for tail in ("/call", "/nudge"):
            done = send_form(client, "/en/tickets/link", url(ticket, tail), phone="+34600111222")
            assert done.status_code == 404


class TestSolvedOrNot:
    def test_r24_no_reopens_it_with_the_reason_as_the_first_line(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        portal.clock.advance(minutes=1)
        press(portal, ticket, "/messages", why="back", message="Since noon", message_id=new_id())
        whole = portal.services.customers.get(VISITOR, ticket.reference)
        assert whole.ticket.state is State.OPEN
        assert whole.messages[-1].text == "It worked, and then failed again.\n\nSince noon"

    def test_r24_three_days_before_it_closes_a_mail_says_so_once(self, portal):
        ticket = portal.enter(locale=Locale.CS)
        answer(portal, ticket, Act.SOLVE)
        portal.clock.advance(days=10, hours=23)
        with portal.app.test_request_context("/"):
            assert portal.services.upkeep.remind_of_closing() == 0
            portal.clock.advance(hours=1)
            assert portal.services.upkeep.remind_of_closing() == 1
            assert portal.services.upkeep.remind_of_closing() == 0
        (mail,) = portal.mails(ticket, "closing")
        assert mail.locale is Locale.CS
        assert f"/cs/tickets/open/{portal.token(ticket, 'open')}" in mail.text

    def test_who_said_that_it_works_is_not_reminded(self, portal):
        ticket = portal.enter()
        press(portal, ticket, "/solved")
        portal.clock.advance(days=12)
        with portal.app.test_request_context("/"):
            assert portal.services.upkeep.remind_of_closing() == 0

    def test_r24_a_closed_ticket_goes_on_in_a_new_one_that_starts_filled_in(self, portal):
        made = new_ticket(flow="billing")
        ticket = portal.enter(flow=made.flow)
        close(portal, ticket)
        client = portal.visiting()
        page = client.get(url(ticket)).text
        assert f'action="/en/contact/follow/{ticket.reference}"' in page
        done = send_form(client, url(ticket), f"/en/contact/follow/{ticket.reference}")
        assert done.status_code == 303
        assert done.location.startswith("/en/contact/billing/")


class TestMails:
    @pytest.mark.parametrize("act", [Act.REPLY, Act.ASK, Act.SOLVE])
    def test_r14_a_mail_says_that_replies_go_through_the_tickets_page(self, portal, act):
        ticket = portal.enter()
        answer(portal, ticket, act)
        (mail,) = (m for m in portal.mails(ticket) if m.purpose in {"answered", "solved"})
        assert "Please do not reply to this mail" in mail.text
        assert "/en/tickets/open/" in mail.text

    def test_r5_no_mail_about_a_ticket_promises_when_it_is_solved(self, portal):
        ticket = portal.enter()
        answer(portal, ticket, Act.SOLVE)
        for mail in portal.mails(ticket):
            assert not re.search(r"will be (solved|fixed) (in|within|by)", mail.text)


def data_mail(portal: Portal) -> Mail:
    return portal.sent("own_data")[-1]


def prove(portal: Portal, email: str = OWN, client: FlaskClient | None = None) -> FlaskClient:
    """Return a browser that opened the mailed link to the data of `email`."""
    client = client or portal.app.test_client()
    send_form(client, "/en/tickets/data", "/en/tickets/data/link", email=email)
    found = re.search(r"/tickets/data/open/([\w-]+)", data_mail(portal).text)
    assert found
    send_form(client, f"/en/tickets/data/open/{found[1]}")
    return client


def follow(portal: Portal, email: str) -> None:
    notices = portal.services.notices
    facts = Facts(
        kind=Kind.INCIDENT,
        title={Locale.EN: "Mail waits"},
        text={Locale.EN: "No message is lost."},
        since=portal.clock.now(),
        products=("mail",),
    )
    with portal.app.test_request_context("/"):
        made = notices.desk.create(Draft(facts), "Lucía")
        published = notices.desk.publish(made.key, "Lucía")
        notices.following.ask(published, email, Locale.EN, NETWORK)


def names_of(portal: Portal) -> Iterator[str]:
    """Yield every table that still holds the address."""
    with portal.services.database.read() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).all()
            if OWN in str(rows).lower():
                yield table.name


class TestOwnData:
    def test_the_answer_is_the_same_for_every_address_and_the_mail_holds_no_word_of_anybodys(
        self, portal
    ):
        ticket = portal.enter(email=OWN)
        for email in (OWN, "nobody@example.org"):
            done = send_form(
                portal.visiting(), "/en/tickets/data", "/en/tickets/data/link", email=email
            )
            assert (done.status_code, done.location) == (303, "/en/tickets/data?sent")
            assert ticket.subject not in data_mail(portal).text

    def test_looking_at_the_mailed_link_uses_nothing_up_and_it_works_once(self, portal):
        portal.enter(email=OWN)
        client = portal.app.test_client()
        send_form(client, "/en/tickets/data", "/en/tickets/data/link", email=OWN)
        found = re.search(r"/en(/tickets/data/open/[\w-]+)", data_mail(portal).text)
        assert found is not None
        page = f"/en{found[1]}"
        assert [client.get(page).status_code for _ in range(3)] == [200] * 3
        assert send_form(client, page).location == "/en/tickets/data"
        assert portal.app.test_client().get(page).status_code == 410
        assert client.get(page).headers["Referrer-Policy"] == "no-referrer"

    def test_after_a_day_the_link_and_after_an_hour_the_page_are_over(self, portal):
        portal.enter(email=OWN)
        client = prove(portal)
        assert OWN in client.get("/en/tickets/data").text
        portal.clock.advance(hours=1)
        assert OWN not in client.get("/en/tickets/data").text
        assert client.get("/en/tickets/data/tickets.zip").status_code == 404

    def test_r23_everything_of_the_address_comes_as_one_zip_and_nothing_of_others(self, portal):
        files = (portal.attach("../shot.png", picture()),)
        mine, closed = portal.enter(email=OWN, files=files), portal.enter(email=OWN.upper())
        close(portal, closed)
        portal.enter(OTHER_VISITOR, email="eve@example.com")
        answer(portal, mine, Act.NOTE, "A secret among staff")
        sent = prove(portal).get("/en/tickets/data/tickets.zip")
        archive = zipfile.ZipFile(io.BytesIO(sent.data))
        assert archive.testzip() is None
        assert json.loads(archive.read("tickets.json"))["tickets"] == [
            mine.reference,
            closed.reference,
        ]
        told = json.loads(archive.read(f"{mine.reference}/ticket.json"))
        (file,) = told["messages"][0]["files"]
        assert archive.read(f"{mine.reference}/{file['path']}") == portal.services.uploads.load(
            files[0][1]
        )
        assert told["report"]["report"]["subject"] == mine.subject
        assert b"secret among staff" not in sent.data
        assert "secret among staff" not in json.dumps(told)

    def test_a_secret_from_before_is_worth_nothing_after(self, portal):
        ticket = portal.enter(OTHER_VISITOR, email=OWN)
        planted = portal.visiting(OTHER_VISITOR)  # by somebody who waits with the same
        prove(portal, client=planted)
        assert planted.get(url(ticket)).status_code == 200
        assert OWN in planted.get("/en/tickets/data").text
        thief = portal.visiting(OTHER_VISITOR)
        assert thief.get(url(ticket)).status_code == 404
        assert OWN not in thief.get("/en/tickets/data").text

    def test_a_tickets_link_alone_is_not_enough(self, portal):
        portal.enter(email=OWN)
        client = portal.visiting()
        assert "First prove that the address is yours" in client.get("/en/tickets/data").text
        for path in ("delete", "keep"):
            done = send_form(client, "/en/tickets/", f"/en/tickets/data/{path}", sure="yes")
            assert done.status_code == 404

    def test_r23_deletion_is_meant_waits_seven_days_and_then_takes_everything(self, portal):
        ticket = portal.enter(email=OWN, files=(portal.attach("shot.png", picture()),))
        other = portal.enter(OTHER_VISITOR)
        client = prove(portal)
        refused = send_form(client, "/en/tickets/data", "/en/tickets/data/delete")
        assert refused.status_code == 422
        send_form(client, "/en/tickets/data", "/en/tickets/data/delete", sure="yes")
        assert portal.services.customers.get(VISITOR, ticket.reference).ticket.state is State.SOLVED
        assert portal.services.retention.run().removed == ()
        portal.clock.advance(days=7)
        (gone,) = portal.services.retention.run().removed
        assert (gone.reference, gone.why, gone.files) == (ticket.reference, Why.WISHED, 1)
        assert portal.mails(ticket) == []
        assert portal.visiting(OTHER_VISITOR).get(url(other)).status_code == 200
        (wish,) = portal.services.own_data.wishes()
        assert (wish.email, wish.tickets) == ("", 1)

    def test_r23_drafts_subscriptions_and_sessions_of_the_person_go_too(self, portal):
        drafts, people = portal.services.wizard.drafts, portal.services.people
        mine = drafts.attach(drafts.start("M" * 43, "mail"), "shot.png", picture())
        drafts.save_form(mine, {"email": OWN.upper()})
        drafts.start("M" * 43, "website")
        theirs = drafts.save_form(drafts.start("T" * 43, "mail"), {"email": "bob@example.com"})
        follow(portal, OWN)
        client = sign_in_customer(portal, OWN)
        page = prove(portal, client=client).get("/en/tickets/data").text
        for words in ("Begun and not sent</dt><dd>2", "by mail</dt><dd>1", "signed in</dt><dd>1"):
            assert words in page
        send_form(client, "/en/tickets/data", "/en/tickets/data/delete", sure="yes")
        portal.clock.advance(days=1)
        assert drafts.find("M" * 43, "mail")
        portal.clock.advance(days=6)
        portal.services.retention.run()
        assert (drafts.find("M" * 43, "mail"), drafts.find("M" * 43, "website")) == (None, None)
        assert drafts.find("T" * 43, "mail") == theirs
        cookie = client.get_cookie("tickets")
        assert cookie is not None
        assert people.find(cookie.value) is None
        assert list(names_of(portal)) == []
        with pytest.raises(NotFound):
            portal.services.uploads.load(mine.files[0][1])

    def test_who_changes_their_mind_keeps_everything(self, portal):
        ticket = portal.enter(email=OWN)
        client = prove(portal)
        send_form(client, "/en/tickets/data", "/en/tickets/data/delete", sure="yes")
        send_form(client, "/en/tickets/data", "/en/tickets/data/keep")
        portal.clock.advance(days=8)
        assert portal.services.retention.run().removed == ()
        assert portal.visiting().get(url(ticket)).status_code == 200

    @pytest.mark.parametrize("locale", LOCALES)
    def test_what_goes_and_what_stays_is_said_before(self, portal, locale):
        portal.enter(email=OWN)
        page = prove(portal).get(f"/{locale}/tickets/data")
        assert page.status_code == 200
        assert page.text.count("<h3>") == 2
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_forgetting_the_tickets_closes_the_data_page_too(self, portal):
        ticket = portal.enter(email=OWN)
        client = prove(portal)
        token = portal.token(ticket, "open")
        client.get(f"/en/tickets/open/{token}")
        send_form(client, "/en/tickets/", "/en/tickets/forget")
        assert OWN not in client.get("/en/tickets/data").text


def test_support_sees_who_wants_to_be_deleted_on_a_page_of_its_own(portal):
    assert portal.app.test_client().get("/staff/deletions").status_code in {302, 303}
    portal.clock.advance(seconds=timedelta(hours=1).total_seconds())
    with portal.app.test_request_context("/"):
        assert portal.services.own_data.wishes() == []
