"""Notices on the pages: who reads them, who writes them, and what the wizard does with them."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient

from portal.app.noticing import fingerprint_of
from portal.identity.model import Role
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.notices.model import Facts, Kind, Notice, Progress, Update
from portal.notices.service import Draft, Notices
from portal.tickets.model import Kind as TicketKind
from portal.tickets.model import Ticket
from portal.wizard.views.known import with_passed
from tests.factories import OTHER_VISITOR, Portal, new_ticket, send_form
from tests.fakes import START
from tests.people import add_staff, sign_in_staff

AUTHOR = "Lucía Vega"
TITLE = "Mail from Gmail arrives late"
STAFF_PAGES = ["/staff/notices/", "/staff/notices/new", "/staff/notices/1", "/staff/notices/1/edit"]
STAFF_FORMS = [
    "/staff/notices/new",
    "/staff/notices/1/edit",
    "/staff/notices/1/publish",
    "/staff/notices/1/update",
    "/staff/notices/1/discard",
    "/staff/notices/1/tickets",
    "/staff/notices/collect",
    "/staff/notices/dismiss",
]


@pytest.fixture
def portal(portal: Portal) -> Portal:
    notices(portal).board.refresh()
    return portal


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.app.test_client()


@pytest.fixture
def lucia(portal: Portal) -> FlaskClient:
    return signed_in(portal, Role.SUPPORT)


def signed_in(portal: Portal, role: Role) -> FlaskClient:
    client = sign_in_staff(portal, add_staff(portal, role, AUTHOR).email)
    client.set_cookie("locale", "en")
    return client


def notices(portal: Portal) -> Notices:
    return portal.services.notices


def publish(portal: Portal, **changes: Any) -> Notice:
    said: dict[str, Any] = {
        "kind": Kind.INCIDENT,
        "title": {Locale.EN: TITLE},
        "text": {Locale.EN: "No message is lost."},
        "since": START - timedelta(hours=1),
        "products": ("mail",),
    }
    with portal.app.test_request_context("/"):
        draft = notices(portal).desk.create(Draft(Facts(**{**said, **changes})), AUTHOR)
        return notices(portal).desk.publish(draft.key, AUTHOR)


def add_update(portal: Portal, notice: Notice, text: str, progress: Progress) -> None:
    said = Update(new_id(), START, progress, {Locale.EN: text}, AUTHOR)
    with portal.app.test_request_context("/"):
        notices(portal).desk.update(notice.key, said)


def arrive(portal: Portal, **facts: Any) -> Ticket:
    """Return a ticket about sending mail that entered the queue."""
    new = new_ticket()
    return portal.enter(intake=replace(new.intake, symptom="cannot_send"), **facts)


# -- what everybody reads


def test_without_notices_the_list_says_so_and_leads_on(client):
    page = client.get("/en/notices/")

    assert page.status_code == 200
    assert "No incident is open that we know of" in page.text
    assert "/en/contact/" in page.text


def test_r25_a_publish_shows_at_once_on_every_page_that_is_kept(portal, client):
    pages = ["/en/", "/en/notices/", "/en/contact/", "/en/search?q=gmail"]
    assert not [p for p in pages if TITLE in client.get(p).text]

    found = publish(portal, keywords=("gmail",))

    assert [p for p in pages if TITLE not in client.get(p).text] == []
    add_update(portal, found, "We took mx2 out of service.", Progress.IDENTIFIED)
    assert "We took mx2 out of service." in client.get(f"/en/notices/{found.key}").text


def test_what_is_over_leaves_the_other_pages_and_stays_in_the_list(portal, client):
    found = publish(portal)
    add_update(portal, found, "Mail arrives.", Progress.RESOLVED)

    assert TITLE not in client.get("/en/").text
    assert TITLE in client.get("/en/notices/").text
    page = client.get(f"/en/notices/{found.key}").text
    assert "/follow" not in page
    assert "Does it still fail?" in page


def test_a_page_is_the_same_for_everybody_and_may_be_cached(portal, client):
    found = publish(portal)

    for path in ("/en/notices/", f"/en/notices/{found.key}", "/en/notices/feed.xml"):
        answer = client.get(path)
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_reader_of_another_language_gets_the_words_there_are_and_is_told(portal, client):
    found = publish(portal)

    page = client.get(f"/cs/notices/{found.key}").text
    assert f'<h1 lang="en">{TITLE}</h1>' in page
    assert "English)" in page


def test_a_draft_and_what_is_no_notice_are_not_found(portal, client):
    with portal.app.test_request_context("/"):
        facts = Facts(Kind.INCIDENT, {Locale.EN: "T"}, {Locale.EN: "T"}, START, None, ("mail",))
        draft = notices(portal).desk.create(Draft(facts), AUTHOR)

    for key in (draft.key, "99", "x", "0", "٣", "1" * 40):
        assert client.get(f"/en/notices/{key}").status_code == 404, key


def test_the_feed_holds_each_notice_with_its_updates(portal, client):
    found = publish(portal, text={Locale.EN: "a < b & c"})
    add_update(portal, found, "Cause found.", Progress.IDENTIFIED)

    root = Xml.fromstring(client.get("/en/notices/feed.xml").data)
    atom = "{http://www.w3.org/2005/Atom}"
    entry = root.find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}title") == TITLE
    assert "a < b & c" in (entry.findtext(f"{atom}content") or "")
    assert (entry.findtext(f"{atom}id") or "").endswith(f"/en/notices/{found.key}")


def test_a_notice_is_found_by_search_with_its_kind(portal, client):
    found = publish(portal, title={Locale.EN: "Lighthouse lamp is dark"})
    portal.services.search.indexing.sync()

    hits = client.get("/en/search?q=lighthouse+lamp&kind=notice").text
    assert f'href="/en/notices/{found.key}"' in hits


# -- following


def test_following_takes_two_steps_and_one_to_stop(portal, client):
    found = publish(portal)
    asked = client.post(f"/en/notices/{found.key}/follow", data={"email": "ana@example.com"})
    assert asked.headers["Location"] == f"/en/notices/{found.key}/follow"
    link = re.findall(r"/en/notices/confirm/[\w-]+", portal.sent("notice-confirmation")[0].text)

    opened = client.get(link[0])
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    add_update(portal, found, "Not told yet.", Progress.INVESTIGATING)
    assert portal.sent("notice") == []
    assert send_form(client, link[0]).headers["Location"].endswith("/following")

    add_update(portal, found, "Cause found.", Progress.IDENTIFIED)
    stop = re.findall(r"/en/notices/stop/[\w-]+", portal.sent("notice")[0].text)
    assert client.get(stop[0]).status_code == 200
    assert send_form(client, stop[0]).headers["Location"].endswith("/stopped")
    assert client.get(stop[0]).status_code == 404


def test_a_wrong_address_comes_back_with_what_was_typed(portal, client):
    found = publish(portal)

    answer = client.post(f"/en/notices/{found.key}/follow", data={"email": "ana at example"})

    assert answer.status_code == 422
    assert "ana at example" in answer.text
    assert 'href="#email"' in answer.text


def test_another_site_cannot_make_somebody_follow(portal, client):
    found = publish(portal)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answer = client.post(f"/en/notices/{found.key}/follow", data={}, headers=elsewhere)

    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["confirm", "stop"])
def test_a_made_up_link_changes_nothing_and_says_so(client, kind):
    page = client.get(f"/en/notices/{kind}/{'x' * 43}")

    assert page.status_code == 404
    assert "<form method" not in page.text


# -- the wizard


def test_r25_a_known_incident_stands_before_the_first_question(portal, client):
    found = publish(portal)

    answer = client.get("/en/contact/mail/symptom")
    assert answer.headers["Location"] == "/en/contact/mail/known"
    page = client.get("/en/contact/mail/known").text
    assert f'href="/en/notices/{found.key}#follow"' in page
    assert client.get("/en/contact/website/shows").status_code == 200


def test_r25_who_has_something_else_is_not_asked_again(portal, client):
    found = publish(portal)
    page = client.get("/en/contact/mail/known").text
    go_on = re.findall(r'href="(/en/contact/mail/\?seen=\d+)"', page)[0]

    first = client.get(go_on, follow_redirects=True)
    assert first.status_code == 200
    assert f'name="seen" value="{found.key}"' in first.text
    fields = {"seen": found.key, "symptom": "cannot_send", "go": "1"}
    second = client.get("/en/contact/mail/symptom", query_string=fields)
    assert f"seen={found.key}" in second.headers["Location"]


def test_a_newer_notice_is_shown_although_another_was_passed(portal, client):
    first, second = publish(portal), publish(portal, title={Locale.EN: "Mail does not leave"})

    answer = client.get(f"/en/contact/mail/symptom?seen={first.key}")

    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "Mail does not leave" in page
    assert f"seen={first.key}.{second.key}" in page


def test_a_notice_of_another_symptom_is_not_shown_to_who_said_theirs(portal, client):
    publish(portal, symptoms=("cannot_receive",))

    def is_stopped(symptom: str) -> bool:
        path = client.get(f"/en/contact/mail/?symptom={symptom}").headers["Location"]
        return "/known" in client.get(path).headers.get("Location", "")

    assert is_stopped("cannot_receive")
    assert is_stopped("unknown")
    assert not is_stopped("cannot_send")


def test_r25_the_ticket_says_which_notice_its_author_went_past(portal):
    found = publish(portal)

    with portal.app.test_request_context(f"/en/contact/mail/check?seen={found.key}.999"):
        ticket = with_passed(new_ticket())

    said = ticket.intake.known[-1]
    assert (said.label, said.value) == ("Notice seen", f"“{TITLE}”; theirs is something else")
    assert len(ticket.intake.known) == len(new_ticket().intake.known) + 1


@pytest.mark.parametrize("seen", ["x", "1" * 500, "..", "99999999999999999999", "1;2"])
def test_what_was_passed_cannot_be_made_up_to_break_the_page(portal, client, seen):
    publish(portal)

    answer = client.get("/en/contact/mail/known", query_string={"seen": seen})

    assert answer.status_code in {200, 303}


# -- support


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_customers_and_strangers_reach_no_page_of_support(portal, client, path):
    publish(portal)
    ticket = portal.enter()
    customer = portal.visiting()
    assert customer.get(f"/en/tickets/{ticket.reference}").status_code == 200

    for visitor in (client, customer, portal.visiting(OTHER_VISITOR)):
        assert visitor.get(path).headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("path", STAFF_FORMS)
def test_no_form_of_support_takes_anything_from_others_or_without_its_token(portal, lucia, path):
    publish(portal)
    outsider = portal.app.test_client()
    token = re.findall(r'csrf_token" value="([^"]+)', outsider.get("/staff/sign-in").text)[0]

    assert (
        outsider.post(path, data={"csrf_token": token})
        .headers["Location"]
        .startswith("/staff/sign-in")
    )
    assert lucia.post(path).status_code == 400


def test_a_writer_has_no_part_in_notices(portal):
    writer = signed_in(portal, Role.WRITER)

    assert writer.get("/staff/notices/").status_code == 403
    assert "/staff/notices/" not in writer.get("/staff/notices/").text


def form_of(**changes: str) -> dict[str, str]:
    return {
        "kind": "incident",
        "title-en": TITLE,
        "text-en": "No message is lost.",
        "since": "2026-11-19T09:00",
        "products": "mail",
        **changes,
    }


def test_support_writes_publishes_updates_and_closes(portal, lucia, client):
    made = send_form(lucia, "/staff/notices/new", **form_of(then="draft"))
    sheet = made.headers["Location"].split("?")[0]
    assert TITLE not in client.get("/en/notices/").text

    send_form(lucia, sheet, f"{sheet}/publish")
    assert TITLE in client.get("/en/notices/").text
    fields = {"update-en": "mx2 is out of service.", "progress": "identified", "then": "tell"}
    assert send_form(lucia, sheet, f"{sheet}/update", **fields).status_code == 303
    assert "mx2 is out of service." in client.get(sheet.replace("/staff", "/en")).text

    fields = {"update-en": "Mail arrives.", "progress": "resolved"}
    done = send_form(lucia, sheet, f"{sheet}/update", **fields)
    assert "closed" in done.headers["Location"]
    assert AUTHOR in lucia.get(sheet).text


def test_times_are_those_of_the_providers_place(portal, lucia):
    made = send_form(lucia, "/staff/notices/new", **form_of(then="publish"))

    number = made.headers["Location"].split("?")[0].rpartition("/")[2]
    since = notices(portal).board.get(number).facts.since
    assert since == START - timedelta(hours=2)  # Madrid is an hour ahead in winter


def test_r5_a_promise_comes_back_with_its_words_and_needs_a_reason(portal, lucia):
    promise = form_of(**{"text-en": "It will be fixed by noon.", "then": "publish"})
    refused = send_form(lucia, "/staff/notices/new", **promise)
    assert refused.status_code == 422
    assert "“It will be fixed by noon.”" in refused.text
    assert 'name="reason"' in refused.text

    taken = send_form(lucia, "/staff/notices/new", **promise, reason="a quotation")
    assert taken.status_code == 303
    assert "a quotation" in lucia.get(taken.headers["Location"]).text


def test_gaps_are_named_beside_their_fields_and_nothing_typed_is_lost(portal, lucia):
    gaps = form_of(**{"text-en": "", "since": "yesterday", "keywords": "gmail"})
    gaps.pop("products")

    answer = send_form(lucia, "/staff/notices/new", **gaps)

    assert answer.status_code == 422
    assert {"#text-en", "#since", "#products"} <= set(re.findall(r'href="(#[\w-]+)"', answer.text))
    assert 'value="gmail"' in answer.text
    assert TITLE in answer.text


def test_who_edits_an_older_version_is_told(portal, lucia):
    found = publish(portal)
    path = f"/staff/notices/{found.key}/edit"
    page = lucia.get(path).text
    old = re.findall(r'name="version" value="(\w+)"', page)[0]
    assert send_form(lucia, path, **form_of(version=old)).status_code == 303

    assert send_form(lucia, path, **form_of(version=old)).status_code == 409


# -- mass failure


def test_r25_five_similar_tickets_raise_the_flag_and_one_click_collects_them(portal, lucia):
    tickets = [arrive(portal) for _ in range(4)]
    assert "Possible mass failure" not in lucia.get("/staff/").text
    tickets.append(arrive(portal))
    page = lucia.get("/staff/").text
    assert "Possible mass failure: 5 tickets like this since" in page

    key = re.findall(r'name="suspicion" value="([^"]+)"', page)[0]
    made = send_form(lucia, "/staff/", "/staff/notices/collect", suspicion=key)
    sheet = made.headers["Location"].split("?")[0]
    text = lucia.get(sheet).text
    assert all(ticket.reference in text for ticket in tickets)
    assert "Email: I cannot send" in text
    assert "Possible mass failure" not in lucia.get("/staff/").text

    send_form(lucia, sheet, f"{sheet}/publish")
    assert len(portal.sent("notice-ticket")) == 5
    mine = portal.visiting().get(f"/en/tickets/{tickets[0].reference}").text
    assert "Others have this too" in mine


def test_r25_the_flag_can_be_waved_away(portal, lucia):
    for _ in range(5):
        arrive(portal)
    key = re.findall(r'name="suspicion" value="([^"]+)"', lucia.get("/staff/").text)[0]

    send_form(lucia, "/staff/", "/staff/notices/dismiss", suspicion=key)

    assert "Possible mass failure" not in lucia.get("/staff/").text


def test_r3_requests_and_unconfirmed_tickets_raise_no_flag(portal, lucia):
    for _ in range(5):
        arrive(portal, kind=TicketKind.REQUEST)
        portal.submit()

    assert "Possible mass failure" not in lucia.get("/staff/").text


def test_support_joins_a_ticket_by_number_and_takes_it_out(portal, lucia):
    found, ticket = publish(portal), portal.enter(kind=TicketKind.REQUEST)
    sheet = f"/staff/notices/{found.key}"

    send_form(lucia, sheet, f"{sheet}/tickets", added=ticket.reference.lower())
    assert ticket.reference in lucia.get(sheet).text
    assert "Collected by a notice" in lucia.get(f"/staff/tickets/{ticket.reference}").text
    unknown = send_form(lucia, sheet, f"{sheet}/tickets", ticket=ticket.reference, added="FARO-9")
    assert "unknown" in unknown.headers["Location"]

    send_form(lucia, sheet, f"{sheet}/tickets", listed=ticket.reference)
    assert f'value="{ticket.reference}"' not in lucia.get(sheet).text


def test_a_fingerprint_says_nothing_of_the_person(portal):
    ticket = arrive(portal)

    found = fingerprint_of(ticket)

    assert ticket.intake.person.email not in str(found)
    assert (found.symptom, found.domain) == ("cannot_send", "example.com")
