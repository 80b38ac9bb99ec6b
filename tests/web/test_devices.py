"""The second device: a code on the first, one answer from another, and what the ticket says."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.tickets.store.tables import tickets
from portal.wizard.rules.devices import read_code
from tests.factories import Portal, form_token, send_form, tell_about_you
from tests.walks import DEAD_SITE, FORM, begin_ticket, dead_site

UNTESTED, SAID = dead_site(other_net="unknown"), DEAD_SITE
PAGE = f"/en/contact/website/devices?{UNTESTED}"
PHONE = {"REMOTE_ADDR": "198.51.100.9"}
HOME = {"REMOTE_ADDR": "192.0.2.7"}
FIREFOX = {"User-Agent": "Mozilla/5.0 (Android 15) Firefox/140.0"}


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    """A browser at home, in another network than the phone."""
    client = portal.app.test_client()
    client.environ_base.update(HOME)
    return client


def post(client: FlaskClient, page: str, **fields: object) -> TestResponse:
    """Send the form on `page`, one of whose fields is called `action`."""
    return client.post(page, data={"csrf_token": form_token(client.get(page).text), **fields})


def begin(client: FlaskClient, way: str = UNTESTED) -> TestResponse:
    return begin_ticket(client, way)


def code_on(client: FlaskClient) -> str:
    page = client.get(PAGE).text
    code = read_code(page.split('<wbr><span class="nowrap">')[1].split("<")[0])
    assert code is not None
    return code


def answer(portal: Portal, code: str, said: str, **where: object) -> TestResponse:
    """Answer on a device of its own."""
    other = portal.app.test_client()
    environ = {"environ_base": {**PHONE, **where}}
    token = form_token(other.get(f"/en/d/{code}", **environ).text)
    sent = other.post(
        f"/en/d/{code}", data={"csrf_token": token, "answer": said}, headers=FIREFOX, **environ
    )
    return other.get(sent.location, **environ) if sent.status_code == 303 else sent


def said_on(client: FlaskClient) -> str:
    """Return what the page says now, as its script asks for it."""
    part = client.get(PAGE, headers={"HX-Request": "true"}).text
    return unescape(part.split('data-says="')[1].split('"')[0])


def test_r2_before_the_form_a_second_device_is_asked_for(client):
    answer = begin(client)
    assert answer.location == PAGE
    page = client.get(PAGE)
    assert "Does it fail on a second device too?" in page.text
    assert "cannot test this" in page.text


def test_r2_nobody_is_asked_where_it_would_change_nothing(client):
    assert begin(client, SAID).location.startswith("/en/contact/website/about?")


def test_the_code_is_drawn_for_its_owner_alone(portal, client):
    begin(client)
    drawn = client.get(f"/en/contact/website/devices/code.svg?{UNTESTED}")
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert "style" not in drawn.text
    other = portal.app.test_client()
    assert other.get(f"/en/contact/website/devices/code.svg?{UNTESTED}").status_code == 404


def test_the_other_device_sees_the_question_and_nothing_else(portal, client):
    begin(client)
    page = portal.app.test_client().get(f"/en/d/{code_on(client)}", environ_base=PHONE).text
    assert "Does sh•••.example open on this device?" in unescape(page)
    assert "shop.example" not in page
    assert "This device is on another network" in page


def test_r2_two_devices_on_two_networks_make_it_high(portal, client):
    begin(client)
    page = answer(portal, code_on(client), "fails")
    assert "On this device it fails too" in page.text
    assert said_on(client) == "It fails on another device and network too."
    assert "priority is high" in client.get(PAGE).text


def test_r2_another_device_on_the_same_line_does_not(portal, client):
    begin(client)
    page = answer(portal, code_on(client), "fails", REMOTE_ADDR="192.0.2.200")
    assert "on the network of the other one" in page.text
    assert said_on(client).startswith("The other device answered, but")


def test_r2_the_browser_that_asked_is_no_second_device(client):
    begin(client)
    page = client.get(f"/en/d/{code_on(client)}", environ_base=PHONE)
    assert "does not count twice" in page.text
    token = form_token(client.get(PAGE).text)
    data = {"csrf_token": token, "answer": "fails"}
    client.post(f"/en/d/{code_on(client)}", data=data, environ_base=PHONE)
    assert said_on(client) == "No other device has answered yet."


def test_r2_a_device_on_which_it_works_outranks_what_was_said(portal, client):
    begin(client)
    answer(portal, code_on(client), "works")
    assert said_on(client) == "It works on another device."
    page = client.get(f"/en/contact/website/devices?{SAID}").text
    assert "The priority is not high" in page
    onward = unescape(page.split('class="btn btn-l" href="')[1].split('"')[0])
    assert "other_net=works" in onward


def test_a_device_may_change_its_mind(portal, client):
    begin(client)
    code = code_on(client)
    phone = portal.app.test_client()
    for said in ("fails", "works"):
        token = form_token(phone.get(f"/en/d/{code}?change=1", environ_base=PHONE).text)
        data = {"csrf_token": token, "answer": said}
        phone.post(f"/en/d/{code}", data=data, environ_base=PHONE)
    assert said_on(client) == "It works on another device."


def test_without_an_answer_the_other_device_is_asked_again(portal, client):
    begin(client)
    page = answer(portal, code_on(client), "")
    assert page.status_code == 422
    assert "Choose what you see on this device" in page.text


def test_a_code_lives_half_an_hour_and_can_be_made_anew(portal, client):
    begin(client)
    code = code_on(client)
    portal.clock.advance(minutes=30)
    assert portal.app.test_client().get(f"/en/d/{code}").status_code == 404
    assert "no longer works" in client.get(PAGE).text
    post(client, PAGE, action="code")
    assert code_on(client) != code


def test_guessing_a_code_ends_after_ten_tries(portal, client):
    begin(client)
    code = code_on(client)
    stranger = portal.app.test_client()
    tries = [stranger.get(f"/en/d/{n:08}", environ_base=PHONE).status_code for n in range(12)]
    assert tries == [404] * 10 + [429] * 2
    assert stranger.get(f"/en/d/{code}", environ_base=PHONE).status_code == 200


def test_a_report_on_one_domain_says_nothing_of_another(portal, client):
    begin(client)
    answer(portal, code_on(client), "fails")
    begin_again = "/en/contact/website/domain?shows=browser_error&service_kind=hosting&others=all"
    post(client, begin_again, value="other.example")
    assert said_on(client) == "No other device has answered yet."


def test_who_cannot_test_goes_on_to_the_form(client):
    begin(client)
    onward = post(client, PAGE, action="cannot")
    assert onward.location.startswith("/en/contact/website/ticket?")
    assert begin(client).location == onward.location.replace("/ticket?", "/about?")


def test_r2_the_ticket_carries_what_was_tried_on_which_network(portal, client):
    begin(client)
    answer(portal, code_on(client), "fails")
    form = post(client, PAGE, action="done").location
    tell_about_you(client, form)
    send_form(client, form, **FORM)
    check = form.replace("/ticket?", "/check?")
    page = client.get(check).text
    assert "198.51.100.0/24" in page
    submission = page.split('name="submission" value="')[1].split('"')[0]
    send_form(client, check, submission=submission)
    with portal.services.database.read() as connection:
        row = connection.execute(tickets.select()).one()
    assert (row.priority, row.intake["priority_reason"]) == ("high", "two_devices")
    tried = [(d["family"], d["network"], d["answer"]) for d in row.intake["devices"]]
    assert tried == [("Firefox", "198.51.100.0/24", "fails")]


def test_what_no_longer_counts_is_deleted(portal, client):
    begin(client)
    answer(portal, code_on(client), "fails")
    portal.clock.advance(hours=25)
    assert portal.services.devices.purge() == 2
