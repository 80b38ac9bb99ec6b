"""About you and "you already told us": the pages between the conclusion and the ticket's form."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.insights.model import Period
from portal.insights.store import counts
from portal.tickets.model import Consent, Relation, State, Ticket
from portal.tickets.store.tables import tickets
from tests.factories import (
    VISITOR,
    Portal,
    form_token,
    send_form,
    tell_about_you,
    write_articles,
)
from tests.walks import DEAD_SITE, FORM, SITE, begin_ticket, dead_site

UNSURE, TOLD = DEAD_SITE, dead_site(kept_where="all_ours")


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.visiting(VISITOR)


def begin(client: FlaskClient, way: str = UNSURE, domain: str = "shop.example") -> str:
    """Walk to the ticket, press its button, and return where that leads."""
    return str(begin_ticket(client, way, domain).location)


def send(client: FlaskClient, way: str = UNSURE, **about: str) -> str:
    """File a ticket and return its reference."""
    form = f"{SITE}/ticket?{way}"
    if "/duplicates" in begin(client, way):
        send_form(client, f"{SITE}/duplicates?{way}", different="1")
    tell_about_you(client, form, **about)
    checked = send_form(client, form, **FORM)
    page = client.get(checked.location)
    submission = re.search(r'name="submission" value="([^"]+)"', page.text)
    assert submission, checked.status
    sent = send_form(client, checked.location, submission=submission[1])
    return str(sent.location.rpartition("/")[2])


def confirmed(portal: Portal, client: FlaskClient, **about: str) -> str:
    """File a ticket and confirm it in this browser."""
    reference = send(client, **about)
    link = f"/en/tickets/confirm/{portal.token(found(portal, reference))}"
    send_form(client, link)
    return reference


def found(portal: Portal, reference: str) -> Ticket:
    with portal.services.database.read() as connection:
        ticket = portal.services.tools.tickets.find(connection, reference)
    assert ticket is not None
    return ticket


def number_of_tickets(portal: Portal) -> int:
    with portal.services.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(tickets)).scalar_one()


def text_of(page: TestResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


class TestAboutYou:
    def test_r16_it_stands_between_the_conclusion_and_the_form(self, client):
        assert begin(client).startswith(f"{SITE}/about?")
        assert client.get(f"{SITE}/ticket?{UNSURE}").location.startswith(f"{SITE}/about?")

    def test_what_is_missing_is_listed_and_the_rest_kept(self, client):
        begin(client)
        page = send_form(client, f"{SITE}/about?{UNSURE}", all="1", name="Ana", consent="change")
        assert page.status_code == 422
        anchors = re.findall(r'<li><a href="#([\w-]+)"', page.text)
        assert anchors == ["relation-1", "operator-1", "consent_for"]
        assert all(f'id="{anchor}"' in page.text for anchor in anchors)
        assert 'value="Ana"' in page.text

    def test_r26_where_it_is_kept_is_not_asked_again(self, client):
        begin(client, TOLD)
        assert "kept_dns" not in client.get(f"{SITE}/about?{TOLD}").text
        begin(client, UNSURE)
        assert "kept_dns" in client.get(f"{SITE}/about?{UNSURE}").text

    def test_r16_r17_r26_the_ticket_carries_what_was_said(self, portal, client):
        said = {"relation": "agent", "acts_for": "Shop Ltd", "kept_dns": "elsewhere"}
        ticket = found(portal, send(client, **said, consent="change", consent_for="the DNS"))
        background = ticket.intake.background
        assert (background.relation, background.acts_for) == (Relation.AGENT, "Shop Ltd")
        assert ("dns", "elsewhere") in background.kept
        assert ticket.intake.report.consent is Consent.CHANGE
        assert background.consented_at == portal.clock.now().isoformat()

    def test_r16_who_is_not_authorised_is_told_so_and_the_ticket_says_it(self, portal, client):
        begin(client)
        form = f"{SITE}/ticket?{UNSURE}"
        tell_about_you(client, form, relation="other")
        page = client.get(send_form(client, form, **FORM).location)
        assert "An authorised contact of the account has to approve it" in text_of(page)
        ticket = found(portal, send(client, relation="other"))
        assert "needs_approval" in ticket.intake.flags
        assert "needs_approval" not in found(portal, send(client)).intake.flags

    def test_r18_a_password_typed_here_is_covered(self, portal, client):
        ticket = found(portal, send(client, operator_name="password: Hunter2secret"))
        assert "Hunter2secret" not in ticket.intake.background.operator_name

    def test_it_is_remembered_for_the_next_ticket_of_this_browser(self, portal, client):
        confirmed(portal, client, relation="contact", operator="agency")
        begin(client, domain="other.example")
        page = client.get(f"{SITE}/about?{UNSURE}")
        assert "What we know of you" in page.text
        assert 'name="relation"' not in page.text
        send_form(client, f"{SITE}/about?{UNSURE}", consent="look")
        form = client.get(f"{SITE}/ticket?{UNSURE}")
        assert 'value="ana@example.com"' in form.text
        assert 'name="relation"' in client.get(f"{SITE}/about?{UNSURE}&change=1").text

    def test_r17_a_permission_to_change_something_was_for_that_alone(self, portal, client):
        confirmed(portal, client, consent="change", consent_for="the DNS")
        begin(client, domain="other.example")
        page = client.get(f"{SITE}/about?{UNSURE}").text
        assert "the DNS" not in page
        assert not re.search(r'name="consent" value="\w+" checked', page)

    def test_strangers_are_not_remembered(self, portal, client):
        confirmed(portal, client)
        other = portal.app.test_client()
        begin(other)
        assert "Ana Prieto" not in other.get(f"{SITE}/about?{UNSURE}").text


class TestToldBefore:
    def test_r9_before_the_form_the_older_ticket_comes_first(self, portal, client):
        reference = confirmed(portal, client)
        assert begin(client).startswith(f"{SITE}/duplicates?")
        page = client.get(f"{SITE}/duplicates?{UNSURE}")
        first, second = re.findall(r'<button class="[^"]*" name="(\w+)"', page.text)
        assert (first, second) == ("add", "different")
        assert reference in text_of(page)

    def test_r9_adding_makes_one_message_and_no_ticket_however_often_it_is_pressed(
        self, portal, client
    ):
        reference = confirmed(portal, client)
        portal.clock.advance(minutes=1)
        page = begin(client)
        token = form_token(client.get(page).text)
        data = {"csrf_token": token, "add": reference}
        places = {client.post(page, data=data).location.partition("#")[0] for _ in range(3)}
        assert places == {f"/en/tickets/{reference}?note=added"}
        assert number_of_tickets(portal) == 1
        said = portal.services.desk.get(reference).messages
        assert len(said) == 2
        assert "It takes too long to respond" in said[1].text

    def test_r22_something_else_leads_on_and_is_not_asked_again(self, portal, client):
        reference = confirmed(portal, client)
        onward = send_form(client, begin(client), different="1")
        assert onward.location.startswith(f"{SITE}/about?")
        other = send(client)
        assert (other != reference, number_of_tickets(portal)) == (True, 2)

    def test_r9_at_submit_what_the_words_say_now_is_compared_again(self, portal, client):
        confirmed(portal, client)
        form = f"{SITE}/ticket?{UNSURE}"
        begin(client)
        tell_about_you(client, form)  # the page in between was left out
        checked = client.get(send_form(client, form, **FORM).location)
        submission = re.search(r'name="submission" value="([^"]+)"', checked.text)
        assert submission
        sent = send_form(client, checked.request.full_path, submission=submission[1])
        assert f"{SITE}/duplicates?" in sent.location
        assert number_of_tickets(portal) == 1
        onward = send_form(client, sent.location, different="1")
        assert onward.location.startswith(f"{SITE}/check?")

    def test_a_closed_ticket_is_gone_on_from_in_a_new_one_that_names_it(self, portal, client):
        reference = confirmed(portal, client)
        portal.services.customers.solve(VISITOR, reference)
        portal.clock.advance(days=15)
        portal.services.upkeep.close_solved()
        send_form(client, begin(client), follow=reference)
        assert found(portal, send(client)).intake.follows == reference

    def test_a_strangers_ticket_is_compared_only_where_the_address_is_proven(self, portal, client):
        older = confirmed(portal, client)
        stranger = portal.app.test_client()
        assert begin(stranger).startswith(f"{SITE}/about?")
        fresh = found(portal, send(stranger))
        link = f"/en/tickets/confirm/{portal.token(fresh)}"
        page = stranger.get(link)
        assert page.text.index('name="add"') < page.text.index("It is another problem")
        added = {send_form(stranger, link, add=older).location, again(stranger, link, older)}
        assert added == {f"/en/tickets/{older}?note=added"}
        assert found(portal, fresh.reference).state is State.CLOSED
        assert len(portal.services.desk.get(older).messages) == 2

    def test_decision_8_another_problem_enters_the_queue_beside_the_older_one(self, portal, client):
        confirmed(portal, client)
        stranger = portal.app.test_client()
        fresh = found(portal, send(stranger))
        done = send_form(stranger, f"/en/tickets/confirm/{portal.token(fresh)}")
        assert done.location == f"/en/tickets/{fresh.reference}?note=entered"


def again(client: FlaskClient, link: str, older: str) -> str:
    """Press the button once more, on the page that is open still."""
    token = form_token(client.get("/en/tickets/link").text)
    return str(client.post(link, data={"csrf_token": token, "add": older}).location)


class TestReading:
    def test_an_article_opened_on_the_way_comes_along(self, portal, client):
        write_articles(portal.services.settings.articles)
        portal.services.articles.library.refresh()
        opened = client.get(f"{SITE}/read/port-test?at=o_ticket")
        assert opened.location == "/en/articles/port-test"
        begin(client)
        client.get(f"{SITE}/read/only-english?at=o_ticket")
        assert found(portal, send(client)).intake.read == ("port-test", "only-english")

    def test_one_that_does_not_exist_is_not_opened(self, client):
        assert client.get(f"{SITE}/read/nowhere").status_code == 404


class TestCounting:
    @pytest.fixture(autouse=True)
    def nothing_waits(self, portal):
        portal.services.insights.flush()
        portal.clear()

    def counted(self, portal: Portal) -> dict[str, int]:
        portal.services.insights.flush()
        with portal.services.database.read() as connection:
            rows = connection.execute(sa.select(counts).where(counts.c.article == ""))
            return {row.kind: row.number for row in rows}

    def test_a_ticket_sent_is_counted_without_its_name(self, portal, client):
        reference = send(client)
        assert self.counted(portal)["submitted"] == 1
        with portal.services.database.read() as connection:
            rows = str(connection.execute(sa.select(counts)).all())
        assert reference not in rows
        assert "shop.example" not in rows

    def test_ends_are_counted_as_they_were_said(self, portal, client):
        way = "symptom=cannot_send&service_kind=hosting&webmail=unknown"
        page = "/en/contact/mail/o_webmail_first"
        client.get(f"{page}?{way}")
        client.get(f"{page}?{way}&go=1&o_webmail_first=solved")
        expected = {"began": 1, "reached": 1, "impression": 1, "solved": 1}
        assert self.counted(portal) == expected

    def test_views_of_articles_are_counted_whoever_answers_them(self, portal, client):
        write_articles(portal.services.settings.articles)
        portal.services.articles.library.refresh()
        for headers in ({}, {}, {"DNT": "1"}, {"User-Agent": "SomeBot/1.0"}):
            client.get("/en/articles/port-test", headers=headers)
        portal.services.insights.flush()
        today = portal.clock.now().date()
        assert portal.services.figures.articles(Period(today, today))["port-test"].views == 2

    @pytest.mark.parametrize("name", ["DNT", "Sec-GPC"])
    def test_who_objects_is_not_counted(self, portal, client, name):
        way = "symptom=cannot_send&service_kind=hosting&webmail=unknown"
        client.get(f"/en/contact/mail/o_webmail_first?{way}", headers={name: "1"})
        assert self.counted(portal) == {}
