"""What somebody needs, said in their own words: found, judged, asked for, without script."""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.kernel.locale import Locale
from portal.tickets.model import State, Ticket
from tests.factories import VISITOR, Portal, form_token, send_form, tell_about_you

REQUEST = "/en/contact/request"
NEED = f"{REQUEST}/need"
FORM: dict[str, Any] = {
    "subject": "Order a task for my hosting plan: move our shop to your server",
    "expected": "Our shop shop.example runs on your server, with all its orders",
    "observed": "",
    "email": "ana@example.com",
}
MOVE = "need=site-move&service_kind=hosting"
AGREED = f"{MOVE}&o_found_paid=unsolved&terms=agree"


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.visiting(VISITOR)


def say(client: FlaskClient, words: str) -> str:
    """Say what is needed, and return the page that this leads to."""
    answer = send_form(client, NEED, value=words)
    return unescape(client.get(answer.location).text)


def test_own_words_show_the_tasks_that_may_be_meant(client: FlaskClient) -> None:
    page = say(client, "I need someone to configure 12 computers")
    assert "Is it one of these?" in page
    assert 'name="need" value="mail-each-computer"' in page
    assert "We do not do it" in page
    assert "None of these" in page
    assert "I need someone to configure 12 computers" in page


def test_the_words_stand_in_no_address_and_secrets_in_them_nowhere(client: FlaskClient) -> None:
    answer = send_form(client, NEED, value="upload my page, password: Hunter2xyz")
    assert "upload" not in answer.location
    page = client.get(answer.location).text
    assert "upload my page" in page
    assert "Hunter2xyz" not in page


def test_nothing_found_leads_to_the_topics_and_to_a_person(client: FlaskClient) -> None:
    page = say(client, "a large pepperoni pizza")
    assert "No task in our list has these words" in page
    assert "/en/contact/#channels" in page
    topics = client.get(f"{NEED}?go=1&need=", follow_redirects=True)
    assert topics.request.path == f"{REQUEST}/topic"


def test_no_choice_is_told_so_and_no_words_too(client: FlaskClient) -> None:
    say(client, "delete my database")
    assert client.get(f"{NEED}?go=1").status_code == 422
    assert send_form(client, NEED, value="  ").status_code == 422


def test_an_entry_that_is_not_in_the_catalogue_is_asked_for_again(client: FlaskClient) -> None:
    for strange in ("gone", "(in_scope)", "<script>"):
        page = client.get(f"{REQUEST}/", query_string={"need": strange}, follow_redirects=True)
        assert page.request.path == NEED


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("need=train-staff&service_kind=hosting", "Support does not do this"),
        ("need=mail-program-data&service_kind=hosting", "Here we guide you"),
        ("need=dns-elsewhere&service_kind=hosting", "Another company solves this"),
        (MOVE, "We do it as paid work"),
        ("need=php-settings-help&service_kind=own_server", "We do it as paid work"),
    ],
)
def test_r19_each_verdict_has_its_page_with_reason_and_a_way_on(
    portal: Portal, client: FlaskClient, way: str, says: str
) -> None:
    page = unescape(client.get(f"{REQUEST}/?{way}", follow_redirects=True).text)
    entry = portal.services.scope.get(way.partition("&")[0].removeprefix("need="))
    assert says in page
    assert entry.reason[Locale.EN] in page
    assert entry.alternative[Locale.EN] in page
    assert 'value="unsolved"' in page


def test_r21_guidance_names_the_help_of_the_maker(client: FlaskClient) -> None:
    way = "need=wordpress-complex&service_kind=hosting"
    page = client.get(f"{REQUEST}/?{way}", follow_redirects=True).text
    assert "https://wordpress.org/documentation/" in page


def test_a_fault_that_was_put_as_a_wish_goes_to_its_questions(client: FlaskClient) -> None:
    way = "need=website-reachability&service_kind=hosting"
    page = client.get(f"{REQUEST}/?{way}", follow_redirects=True)
    assert page.request.path.startswith("/en/contact/website/")


def test_the_topics_still_lead_to_mail_and_website(client: FlaskClient) -> None:
    page = client.get("/en/contact/").text
    assert "/en/contact/mail/" in page
    assert "/en/contact/website/" in page


def begin(client: FlaskClient, way: str, words: str = "") -> str:
    """Walk to the ticket's form and return its address."""
    if words:
        say(client, words)
    send_form(client, f"{REQUEST}/found_domain?{way}", value="shop.example")
    token = form_token(client.get(f"{REQUEST}/?{way}", follow_redirects=True).text)
    client.post(f"{REQUEST}/ticket/start?{way}", data={"csrf_token": token})
    form = f"{REQUEST}/ticket?{way}"
    tell_about_you(client, form)
    return form


def send(portal: Portal, client: FlaskClient, form: str, **more: str) -> Ticket:
    checked = send_form(client, form, **{**FORM, **more})
    page = client.get(checked.location).text
    submission = re.search(r'name="submission" value="([^"]+)"', page)
    assert submission, checked.text
    sent = send_form(client, checked.location, submission=submission[1])
    reference = sent.location.rpartition("/")[2].partition("?")[0]
    with portal.services.database.read() as connection:
        found = portal.services.tools.tickets.find(connection, reference)
    assert found is not None
    return found


def test_the_ticket_begins_with_the_customers_own_words(client: FlaskClient) -> None:
    way = "need=site-restore-copy&service_kind=hosting"
    form = begin(client, way, "please restore our shop from monday")
    page = unescape(client.get(form).text)
    assert page.count("lease restore our shop from monday") >= 2  # the subject, and what is needed
    assert "Restore your site from our daily copy" in page


def test_a_ticket_is_filed_under_the_product_of_what_was_found(
    portal: Portal, client: FlaskClient
) -> None:
    form = begin(client, "need=spam-filter-help&service_kind=hosting")
    assert send(portal, client, form).product == "mail"


def test_r19_paid_work_is_not_ordered_before_the_price_is_agreed_to(
    portal: Portal, client: FlaskClient
) -> None:
    form = begin(client, AGREED)
    assert "WORK-SITE-MOVE" in client.get(form).text
    for price in ({}, {"price": "WORK-MAIL-MOVE"}, {"price": "yes"}):
        refused = send_form(client, form, **{**FORM, **price})
        assert refused.status_code == 422
        assert "Agree to the price" in refused.text
    at_once = client.get(f"{REQUEST}/check?{AGREED}")
    assert at_once.location.startswith(form.partition("?")[0])


def test_r19_the_agreement_is_kept_with_time_and_person_and_shown(
    portal: Portal, client: FlaskClient
) -> None:
    ticket = send(portal, client, begin(client, AGREED), price="WORK-SITE-MOVE")
    agreed = ticket.intake.price
    assert agreed is not None
    assert (agreed.price, agreed.by) == ("WORK-SITE-MOVE", "Ana Prieto")
    assert agreed.at == portal.clock.now().isoformat(timespec="seconds")
    with portal.app.test_request_context("/"):
        entered = portal.services.intake.confirm(portal.token(ticket), VISITOR)
    assert entered.state is State.NEW
    assert "WORK-SITE-MOVE" in portal.mails(entered, "entered")[0].text
    assert "WORK-SITE-MOVE" in client.get(f"/en/tickets/{ticket.reference}").text


def test_what_costs_nothing_asks_for_no_price(portal: Portal, client: FlaskClient) -> None:
    form = begin(client, "need=site-restore-copy&service_kind=hosting")
    assert 'name="price"' not in client.get(form).text
    assert send(portal, client, form, price="WORK-SITE-MOVE").intake.price is None


def test_who_wants_a_quote_first_gets_a_way_to_it_and_no_ticket(client: FlaskClient) -> None:
    way = f"{MOVE}&o_found_paid=unsolved&terms=quote"
    page = client.get(f"{REQUEST}/?{way}", follow_redirects=True)
    assert page.request.path == f"{REQUEST}/o_quote"
    assert "mailto:quotes@" in page.text


@pytest.mark.parametrize(
    "way",
    [
        "need=edit-site-content&service_kind=hosting&o_found_out=unsolved",
        f"{MOVE}&o_found_paid=unsolved&terms=objects",
    ],
)
def test_r22_an_objection_is_taken_with_its_reason_and_flagged(
    portal: Portal, client: FlaskClient, way: str
) -> None:
    page = client.get(f"{REQUEST}/?{way}", follow_redirects=True)
    assert page.request.path == f"{REQUEST}/objection"
    send_form(client, f"{REQUEST}/objection?{way}", value="You built that page for us")
    ticket = send(portal, client, begin(client, way))
    assert "scope_objection" in ticket.intake.flags
    assert "You built that page for us" in {known.value for known in ticket.intake.known}
    assert ticket.intake.price is None


def test_a_task_is_found_by_the_search_and_leads_to_its_place(portal: Portal) -> None:
    portal.services.search.indexing.sync()
    page = portal.app.test_client().get("/en/search?q=reverse dns of your ip address").text
    assert 'href="/en/scope#server-reverse-dns"' in page
    assert "Scope of support" in page
    assert 'id="server-reverse-dns"' in portal.app.test_client().get("/en/scope").text


def test_the_page_about_the_scope_understands_a_sentence(client: FlaskClient) -> None:
    page = client.get("/en/scope?q=I+need+someone+to+configure+12+computers").text
    row = re.search(r'<tr id="mail-each-computer"[^>]*>', page)
    assert row
    assert "hidden" not in row[0]
    assert re.search(r'<tr id="invoices-help"[^>]*hidden', page)
