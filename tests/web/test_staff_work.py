"""What support does with tickets: lists of their own, replies, sorting, suspension."""

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.identity.model import CustomerSession, Role
from portal.identity.service import Accounts
from portal.identity.store import CustomerStore
from portal.insights.model import Period
from portal.kernel.ids import hash_token, new_token
from portal.kernel.locale import Locale
from portal.tickets.model import Kind, Priority, Queue, State, Ticket
from portal.tickets.rules.suspension import Suspended
from portal.tickets.service import Submission
from tests.factories import NETWORK, Portal, form_token, new_ticket, portal_in, send_form
from tests.people import OUTSIDER, PASSWORD, keep_accounts, sign_in_staff

NAMES = ("Lucía", "Tomás")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that the tests fill further and further: each looks at its own tickets."""
    with portal_in(tmp_path_factory.mktemp("work"), locale=Locale.EN) as made:
        for name in NAMES:
            made.services.identity.add_staff(f"{name}@staff.example", name, Role.SUPPORT, PASSWORD)
        yield made


@pytest.fixture(autouse=True)
def another_hour(portal: Portal) -> None:
    """Let the limits on mails of an hour not count from one test to the next."""
    portal.clock.advance(minutes=61)


def signed_in(portal: Portal, name: str) -> FlaskClient:
    return sign_in_staff(portal, f"{name}@staff.example")


@pytest.fixture
def desk(portal: Portal) -> FlaskClient:
    return signed_in(portal, "Lucía")


def page_of(ticket: Ticket) -> str:
    return f"/staff/tickets/{ticket.reference}"


def send(client: FlaskClient, ticket: Ticket, path: str = "", **fields: object) -> TestResponse:
    return send_form(client, page_of(ticket), page_of(ticket) + path, **fields)


def shown(client: FlaskClient, query: str) -> list[str]:
    page = client.get(f"/staff/?{query}").text
    return re.findall(r'<th scope="row"><a href="/staff/tickets/(FARO-\d+)"', page)


class TestLists:
    @pytest.mark.parametrize(
        ("query", "facts"),
        [
            ("product=ftp", {"product": "ftp"}),
            ("product=server&kind=request", {"product": "server", "kind": Kind.REQUEST}),
            ("product=reseller&priority=high", {"product": "reseller", "priority": Priority.HIGH}),
            ("product=extras&team=billing", {"product": "extras", "queue": Queue.BILLING}),
        ],
    )
    def test_each_filter_leaves_what_it_says(self, portal, desk, query, facts):
        mine, other = portal.enter(**facts), portal.enter(product="account")
        found = shown(desk, query)
        assert mine.reference in found
        assert other.reference not in found

    def test_r4_filters_keep_the_order_and_each_ticket_its_place(self, portal, desk):
        low = portal.enter(product="database", priority=Priority.LOW)
        high = portal.enter(product="database", priority=Priority.HIGH)
        assert shown(desk, "product=database") == [high.reference, low.reference]
        place = portal.services.board.standing(low).place.place
        assert f'<td class="num">{place}</td>' in desk.get("/staff/?product=database").text

    def test_mine_and_nobodys_are_told_apart(self, portal, desk):
        mine, free = portal.enter(), portal.enter()
        send(desk, mine, "/claim")
        assert mine.reference in shown(desk, "whose=mine")
        assert free.reference not in shown(desk, "view=mine")
        assert free.reference in shown(desk, "whose=nobody")
        assert mine.reference not in shown(desk, "whose=nobody")

    def test_overdue_shows_only_what_has_waited_too_long(self, portal):
        old = portal.enter()
        portal.clock.advance(hours=25)
        fresh = portal.enter()
        found = shown(signed_in(portal, "Lucía"), "overdue=1")
        assert old.reference in found
        assert fresh.reference not in found

    def test_a_list_is_kept_under_its_name_for_one_member_alone(self, portal, desk):
        page = "/staff/?product=mail&priority=high"
        kept = {"product": "mail", "priority": "high", "where": "queue", "name": "Mail <first>"}
        answer = send_form(desk, page, "/staff/views", **kept)
        again = desk.get(answer.location).text
        assert "Mail &lt;first&gt;" in again
        assert "Mail &lt;first&gt;" not in signed_in(portal, "Tomás").get("/staff/").text
        mine = portal.services.saved_views.of(member_id(portal, "Lucía"))
        [view] = [one for one in mine if one.name == "Mail <first>"]
        send_form(desk, page, f"/staff/views/{view.id}/forget")
        assert "Mail &lt;first&gt;" not in desk.get("/staff/").text

    def test_nobody_forgets_the_list_of_another(self, portal, desk):
        page = "/staff/?product=mail"
        send_form(desk, page, "/staff/views", product="mail", name="Only mine")
        mine = portal.services.saved_views.of(member_id(portal, "Lucía"))
        [view] = [one for one in mine if one.name == "Only mine"]
        send_form(signed_in(portal, "Tomás"), "/staff/", f"/staff/views/{view.id}/forget")
        assert "Only mine" in desk.get("/staff/").text

    def test_a_list_without_a_name_is_asked_for_one(self, desk):
        answer = send_form(desk, "/staff/?kind=request", "/staff/views", kind="request", name=" ")
        assert "Give the list a name first" in desk.get(answer.location).text

    @pytest.mark.parametrize(
        "query", ["where=x&team=%3B", "product=mail&kind=mail", "view=x&q=%20"]
    )
    def test_no_address_breaks_the_page(self, desk, query):
        assert desk.get(f"/staff/?{query}").status_code == 200


def member_id(portal: Portal, name: str) -> str:
    return next(m.id for m in portal.services.identity.list_staff() if m.name == name)


class TestReply:
    def test_a_reply_at_hand_goes_after_what_was_typed_and_nothing_is_sent(self, portal, desk):
        ticket = portal.enter(locale=Locale.ES, name="Ana")
        token = form_token(desk.get(page_of(ticket)).text)
        fields = {"action": "insert", "reply": "bounce", "text": "He mirado.", "act": "reply"}
        answer = desk.post(page_of(ticket), data={"csrf_token": token, **fields})
        assert answer.status_code == 200
        assert "He mirado.\n\nHola, Ana:" in answer.text
        assert re.search(r'value="ask" checked', answer.text)
        assert re.search(r'value="message_file" checked', answer.text)
        assert not portal.mails(ticket, "answered")

    def test_r29_the_words_are_named_and_the_reply_waits(self, portal, desk):
        ticket = portal.enter()
        answer = send(desk, ticket, act="reply", text="For that price? Petr is on holiday.")
        assert answer.status_code == 422
        assert "<q>For that price</q>" in answer.text
        assert "<q>is on holiday</q>" in answer.text
        assert "For that price? Petr is on holiday." in answer.text
        assert not portal.mails(ticket, "answered")

    def test_r5_a_promised_time_waits_in_every_language(self, portal, desk):
        ticket = portal.enter(locale=Locale.CS)
        for text in ("Zítra to bude opravené.", "Mañana estará resuelto."):
            assert send(desk, ticket, act="solve", text=text).status_code == 422
        assert not portal.mails(ticket, "solved")

    def test_r29_with_a_reason_it_leaves_and_the_reason_is_on_the_record(self, portal, desk):
        ticket = portal.enter()
        text, excuse = "My colleague is on holiday, I take over.", "She asked for him by name"
        answer = send(desk, ticket, act="reply", text=text, excuse=excuse)
        assert answer.status_code == 303
        assert portal.mails(ticket, "answered")
        details = [r.detail for r in portal.services.desk.get(ticket.reference).records]
        assert f"“is on holiday”: {excuse}" in details
        assert excuse not in customer(portal).get(f"/en/tickets/{ticket.reference}").text

    def test_a_note_among_staff_is_not_checked(self, portal, desk):
        answer = send(desk, portal.enter(), act="note", text="Petr is on holiday.")
        assert answer.status_code == 303

    def test_r7_what_is_missing_is_chosen_and_the_customer_reads_the_list(self, portal, desk):
        ticket = portal.enter()
        token = form_token(desk.get(page_of(ticket)).text)
        sent = {"csrf_token": token, "act": "ask", "asked": ["picture", "which", "odd"]}
        assert desk.post(page_of(ticket), data=sent).status_code == 303
        assert portal.services.desk.get(ticket.reference).ticket.state is State.WAITING
        page = customer(portal).get(f"/en/tickets/{ticket.reference}").text
        assert "A picture of the whole window" in page
        assert "Which domain, mailbox or server" in portal.mails(ticket, "answered")[0].text


class TestApproval:
    @pytest.fixture
    def asked(self, portal: Portal) -> Iterator[Ticket]:
        """A ticket of somebody who is no contact of the account."""
        keep_accounts(portal)
        yield portal.enter(email=OUTSIDER)
        Accounts(portal.services.database).bring_in({})

    def test_r16_support_sees_who_was_asked_and_until_when(self, portal, desk, asked):
        zone = ZoneInfo(portal.services.site.timezone)
        until = (portal.clock.now() + timedelta(days=14)).astimezone(zone)
        for page in ("/staff/?view=approval", page_of(asked)):
            shown = desk.get(page).text
            assert asked.reference in shown
            assert f"Asked: Olga Prieto, until {until.day} {until:%B}" in shown
        assert asked.reference not in desk.get("/staff/").text

    def test_r16_its_writer_sees_until_when_it_waits_and_nobodys_name(self, portal, asked):
        page = customer(portal).get(f"/en/tickets/{asked.reference}").text
        assert "If nobody answers by" in page
        assert "Olga" not in page


def customer(portal: Portal) -> FlaskClient:
    return portal.visiting()


class TestSorting:
    def test_r4_a_kind_is_changed_with_a_reason_that_the_customer_sees(self, portal, desk):
        ticket = portal.enter()
        assert send(desk, ticket, "/priority", kind="request").status_code == 422
        send(
            desk, ticket, "/priority", kind="request", priority="medium", reason_own="It is a wish"
        )
        changed = portal.services.desk.get(ticket.reference)
        assert changed.ticket.kind is Kind.REQUEST
        assert [r.what for r in changed.records][-1] == "rekinded"
        words = "Kind changed from incident to request: It is a wish"
        assert words in customer(portal).get(f"/en/tickets/{ticket.reference}").text

    def test_r4_a_reason_of_the_list_is_read_in_each_readers_language(self, portal, desk):
        ticket = portal.enter()
        send(desk, ticket, "/priority", priority="high", reason="unusable")
        page = f"tickets/{ticket.reference}"
        assert (
            "high priority: The service cannot be used" in customer(portal).get(f"/en/{page}").text
        )
        assert "El servicio no se puede usar" in customer(portal).get(f"/es/{page}").text

    def test_own_words_are_marked_with_the_language_they_were_written_in(self, portal, desk):
        ticket, own = portal.enter(), {"reason": "wider", "reason_own": "Celá <firma>"}
        send(desk, ticket, "/priority", priority="high", reason_locale="cs", **own)
        page, marked = f"tickets/{ticket.reference}", "Celá &lt;firma&gt;"
        shown = customer(portal).get(f"/en/{page}").text
        assert shown.count(f'<span lang="cs">{marked} (Čeština)</span>') >= 2
        there = customer(portal).get(f"/cs/{page}").text
        assert marked in there
        assert "(Čeština)" not in there

    def test_r9_duplicates_are_linked_and_unlinked(self, portal, desk):
        one, two = portal.enter(), portal.enter()
        send(desk, one, "/link", other=two.reference.lower())
        assert "About the same problem" in desk.get(page_of(two)).text
        send(desk, two, "/unlink", other=one.reference)
        assert "About the same problem" not in desk.get(page_of(one)).text
        for wrong in ("FARO-9999999", one.reference, ""):
            answer = send(desk, one, "/link", other=wrong)
            assert answer.status_code == 422
            assert "There is no other ticket with this reference" in answer.text

    def test_r8_a_split_shows_the_second_ticket_and_what_is_missing_is_said(self, portal, desk):
        ticket = portal.enter()
        answer = send(desk, ticket, "/split", subject="", observed="White")
        assert answer.status_code == 422
        assert "Say what the second problem is" in answer.text
        assert "White" in answer.text
        done = send(desk, ticket, "/split", subject="The shop is white", observed="White page")
        page = desk.get(done.location).text
        assert "The shop is white" in page
        assert ticket.reference in page

    def test_a_verdict_reaches_the_insights_and_not_the_customer(self, portal, desk):
        ticket = portal.enter()
        assert send(desk, ticket, "/verdict", why="").status_code == 422
        send(desk, ticket, "/verdict", why="missing_question", remark="Which port?")
        portal.services.insights.flush()
        day = portal.clock.now().date()
        found = portal.services.figures.verdicts(Period(day, day))
        assert [(one.node, one.why, one.number) for one in found] == [
            ("o_ticket", "missing_question", 1)
        ]
        assert "Which port?" in desk.get(page_of(ticket)).text
        page = customer(portal).get(f"/en/tickets/{ticket.reference}").text
        assert "Which port?" not in page
        assert "poorly" not in page


class TestSuspension:
    def suspend(self, desk: FlaskClient, ticket: Ticket, **fields: str) -> TestResponse:
        return send(desk, ticket, "/suspend", **{"suspend-reason": "Insults on Monday", **fields})

    def test_r15_it_needs_an_end_and_a_reason(self, portal, desk):
        ticket = portal.enter()
        answer = self.suspend(desk, ticket, until="2020-01-01")
        assert answer.status_code == 422
        assert "The last day has to be still to come" in answer.text
        answer = send(desk, ticket, "/suspend", for_good="1")
        assert "Give the reason: the contact reads it" in answer.text

    def test_r15_the_suspended_read_everything_and_are_told_how_to_object(self, portal, desk):
        ticket, secret = portal.enter(visitor=(key := new_token())), key
        self.suspend(desk, ticket, until="2027-02-03")
        client = portal.visiting(secret)
        page = client.get(f"/en/tickets/{ticket.reference}")
        assert page.status_code == 200
        assert "You cannot open or answer tickets until 3 February 2027" in page.text
        why = client.get(f"/en/tickets/suspension?ticket={ticket.reference}").text
        assert "Insults on Monday" in why
        assert "quality@faro.example" in why
        assert client.get("/en/").status_code == 200

    def test_r15_an_answer_is_refused_with_that_page_and_its_words_given_back(self, portal, desk):
        ticket, secret = portal.enter(visitor=(key := new_token())), key
        self.suspend(desk, ticket, for_good="1")
        client, page = portal.visiting(secret), f"/en/tickets/{ticket.reference}"
        answer = send_form(client, page, f"{page}/messages", message="But listen", message_id="m")
        assert answer.status_code == 403
        assert "You can no longer open tickets" in answer.text
        assert "But listen" in answer.text
        assert "But listen" not in client.get(page).text

    def test_r15_who_is_signed_in_cannot_file_and_reads_why_before_the_wizard(self, portal, desk):
        ticket = portal.enter(email="suspended@example.net")
        self.suspend(desk, ticket, for_good="1")
        secret, now = new_token(), portal.clock.now()
        with portal.services.database.write() as connection:
            session = CustomerSession("suspended@example.net", now, now, now)
            CustomerStore().open(connection, hash_token(secret), session)
        assert "Insults on Monday" in portal.visiting(secret).get("/en/contact/").text
        assert "Insults on Monday" in portal.visiting(secret).get("/en/tickets/").text
        fresh = new_ticket(email="suspended@example.net")
        with portal.app.test_request_context("/"), pytest.raises(Suspended):
            portal.services.intake.submit(Submission(fresh, (), NETWORK, secret))

    def test_r15_nobody_else_has_such_a_page(self, portal, desk):
        ticket = portal.enter(visitor=new_token())
        self.suspend(desk, ticket, for_good="1")
        stranger = portal.visiting(new_token())
        assert stranger.get(f"/en/tickets/suspension?ticket={ticket.reference}").status_code == 404
        assert "Insults on Monday" not in stranger.get("/en/contact/").text

    def test_r15_it_is_ended_early_with_a_reason_and_stays_listed(self, portal, desk):
        ticket = portal.enter(email="back@example.net")
        self.suspend(desk, ticket, for_good="1")
        found = portal.services.suspensions.find_of("back@example.net")
        path = f"/staff/suspensions/{found.id}/end"
        assert send_form(desk, "/staff/suspensions/", path, reason=" ").status_code == 422
        send_form(desk, "/staff/suspensions/", path, reason="She is right")
        assert portal.services.suspensions.find_of("back@example.net") is None
        page = desk.get("/staff/suspensions/").text
        assert "She is right" in page
        assert "Ended early" in page

    def test_r15_support_still_reads_and_answers(self, portal, desk):
        ticket = portal.enter()
        self.suspend(desk, ticket, for_good="1")
        assert "Suspended" in desk.get(page_of(ticket)).text
        assert send(desk, ticket, act="reply", text="It works again.").status_code == 303


def test_what_the_keys_do_stands_on_the_page_and_every_key_has_something(portal, desk):
    ticket = portal.enter()
    page = desk.get(page_of(ticket)).text
    assert set(re.findall(r'data-key="(\w)"', page)) >= {"c", "r", "n"}
    assert len(re.findall(r"<dt><kbd>", page)) == 8
    assert 'data-key="c"' in desk.get("/staff/").text


def test_r25_a_possible_mass_failure_stands_above_the_list(portal, desk):
    with portal.app.test_request_context("/"):
        for _ in range(5):
            portal.enter(product="domain", flow="domain", outcome="o_mass")
    page = desk.get("/staff/").text
    assert page.index("Possible mass failure") < page.index('class="fold dense flow"')
