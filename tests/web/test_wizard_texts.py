"""What the ticket form says of its texts, and the second problem of a text that held two."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import Portal, form_token, portal_in, tell_about_you
from tests.people import sign_in_customer
from tests.walks import DEAD_SITE, begin_ticket

DEAD_MAIL = (
    "symptom=cannot_send&service_kind=hosting&webmail=fails&webmail_says=no_page"
    "&other_net=fails&usable=unusable"
)
FORM: dict[str, Any] = {
    "subject": "shop.example does not open: connection timed out",
    "step": ["I open Chrome and type https://shop.example", "I press Enter and wait"],
    "expected": "The start page of the shop opens",
    "observed": "Chrome shows ERR_CONNECTION_TIMED_OUT after a minute",
    "email": "ana@example.com",
    "action": "check",
}
OURS = {"Sec-Fetch-Site": "same-origin"}
TWO = "The website is slow and my mailbox is full"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("texts")) as portal:
        yield portal


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.app.test_client()


def page_of(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def post(client: FlaskClient, url: str, page: TestResponse, **fields: Any) -> TestResponse:
    return client.post(url, data={"csrf_token": form_token(page.text), **fields})


@pytest.fixture
def form(client: FlaskClient) -> TestResponse:
    """The form of a ticket about a website, opened without script."""
    return client.get(tell_about_you(client, begin_ticket(client).location).location)


def send(client: FlaskClient, form: TestResponse, **changes: Any) -> TestResponse:
    return post(client, form.request.full_path, form, **{**FORM, **changes})


def advise(client: FlaskClient, form: TestResponse, **changes: Any) -> dict[str, str]:
    """Return what is said beside each field."""
    url = form.request.full_path.replace("/ticket?", "/ticket/advice?")
    answer = post(client, url, form, **{**FORM, **changes})
    assert answer.status_code == 200
    boxes = re.findall(r'data-advice-for="(\w+)">(.*?)</div>', page_of(answer), re.DOTALL)
    return {name: re.sub(r"<[^>]+>|\s+", " ", inner).strip() for name, inner in boxes}


def test_r6_a_good_subject_is_called_clear_while_it_is_written(client, form):
    assert advise(client, form)["subject"].startswith("Clear")


def test_r6_a_vague_subject_gets_a_better_one_with_the_code_that_the_text_tells(client, form):
    said = advise(client, form, subject="Website problem")["subject"]
    assert "shop.example), ERR_CONNECTION_TIMED_OUT" in said
    assert "Use this" in said


def test_r6_capitals_are_offered_in_small_letters(client, form):
    said = advise(client, form, subject="SHOP.EXAMPLE DOES NOT OPEN ON ANY PHONE")["subject"]
    assert "SHOP.EXAMPLE does not open on any phone" in said


def test_r7_steps_and_results_are_advised_on(client, form):
    said = advise(client, form, step=["as usual"], observed="It looks odd to me", expected="")
    assert "Two steps at least" in said["steps"]
    assert "Say what you see" in said["observed"]
    assert said["expected"] == ""


def test_r13_pressure_is_answered_and_stops_nothing(client, form):
    pressing = "ERR_CONNECTION_TIMED_OUT. I already told you 5 times, answer NOW"
    assert "pressing" in advise(client, form, observed=pressing)["observed"]
    sent = send(client, form, observed=pressing)
    assert sent.location.partition("?")[0] == "/en/contact/website/check"
    assert "pressing" in page_of(client.get(sent.location))


def test_r18_a_secret_is_spoken_of_and_not_sent_back(client, form):
    said = advise(client, form, observed="503, my password is Hunter2")["observed"]
    assert "password" in said
    assert "Hunter2" not in said


def test_nothing_of_what_is_advised_on_is_kept(client, form):
    advise(client, form, subject="Something typed and given up")
    assert "given up" not in page_of(client.get(form.request.full_path))


def test_without_a_draft_nothing_is_advised(portal, form):
    stranger = portal.app.test_client()
    url = form.request.full_path.replace("/ticket?", "/ticket/advice?")
    token_page = stranger.get("/en/contact/website/domain?" + DEAD_SITE)
    assert post(stranger, url, token_page, **FORM).status_code == 204


def test_r6_the_better_subject_can_be_taken_without_script(client, form):
    send(client, form, subject="Website problem", action="use-subject")
    assert "shop.example), ERR_CONNECTION_TIMED_OUT" in page_of(client.get(form.request.full_path))


def test_r8_two_problems_are_offered_two_tickets(client, form):
    page = page_of(send(client, form, subject=TWO))
    assert 'value="split"' in page
    assert "This sounds like two problems" in page


def test_r8_the_ticket_keeps_what_it_is_about_and_the_other_problem_waits(client, form):
    split = send(client, form, subject="My mailbox is full and the website is slow", action="split")
    page = page_of(client.get(split.location))
    assert "“My mailbox is full”" in page
    assert "mailbox" not in page.partition('name="subject"')[2].partition(">")[0]


def test_r8_one_problem_after_all_is_put_together_again(client, form):
    page = client.get(send(client, form, subject=TWO, action="split").location)
    joined = client.get(send(client, page, action="join").location)
    assert "Your second problem waits" not in page_of(joined)
    assert "My mailbox is full" in page_of(joined)


def test_r8_the_second_problem_outlives_the_first_ticket_and_begins_its_own(client, form):
    page = client.get(send(client, form, subject=TWO, action="split").location)
    checked = client.get(send(client, page).location)
    number = re.search(r'name="submission" value="([^"]+)"', checked.text)
    assert number
    sent = client.get(
        post(client, checked.request.full_path, checked, submission=number[1]).location
    )
    assert "“My mailbox is full”" in page_of(sent)
    assert 'href="/en/contact/mail/"' in sent.text
    assert "My mailbox is full" in begun_mail_form(client)
    assert "Your second problem waits" not in page_of(client.get(sent.request.path))


def begun_mail_form(client: FlaskClient) -> str:
    """Walk through mail trouble to the form of its ticket."""
    asked = f"/en/contact/mail/mail_domain?{DEAD_MAIL}"
    post(client, asked, client.get(asked), value="shop.example")
    outcome = client.get(f"/en/contact/mail/?{DEAD_MAIL}", follow_redirects=True)
    begun = post(client, f"/en/contact/mail/ticket/start?{DEAD_MAIL}", outcome)
    return page_of(client.get(tell_about_you(client, begun.location).location))


def test_a_contact_signed_in_with_the_broken_mailbox_reads_that_no_other_is_needed(portal):
    client = sign_in_customer(portal, "ana@shop.example")
    page = begun_mail_form(client)
    assert "Mail to ana@shop.example is what fails" in page
    told = {"subject": "Outlook: cannot send from ana@shop.example, error 535"}
    fields = {**FORM, **told, "email": "ana@shop.example", "csrf_token": form_token(page)}
    sent = client.post(f"/en/contact/mail/ticket?{DEAD_MAIL}", data=fields)
    assert "You are signed in, so there is nothing to confirm" in client.get(sent.location).text


class TestOneWrongStep:
    @pytest.fixture
    def page(self, client, form):
        return page_of(send(client, form, step=["I open https://shop.example", "as usual", ""]))

    def test_only_the_step_that_says_too_little_is_marked_and_tied_to_its_message(self, page):
        inputs = re.findall(r'<input [^>]*id="(step-\d)"[^>]*>', page)
        marked = re.findall(
            r'id="(step-\d)"[^>]*aria-invalid="true" aria-describedby="([^"]+)"', page
        )
        assert len(inputs) > 2
        assert [step for step, _ids in marked] == ["step-2"]
        assert all(f'id="{one}"' in page for one in marked[0][1].split())

    def test_the_summary_leads_to_that_step(self, page):
        summary = page.split("error-summary")[1].split("</ul>")[0]
        assert 'href="#step-2"' in summary
        assert 'href="#step-1"' not in summary

    def test_a_step_that_is_missing_is_the_next_one(self, client, form):
        page = page_of(send(client, form, step=["I open https://shop.example in Chrome"]))
        assert re.findall(r'id="(step-\d)"[^>]*aria-invalid', page) == ["step-2"]


class TestAFormThatWasOpenForLong:
    """Signing in, or out, in another tab ends the token of the form that is being written."""

    def late(self, client: FlaskClient, form: TestResponse, **headers: str) -> TestResponse:
        client.delete_cookie("portal")
        data = {"csrf_token": form_token(form.text), **FORM}
        return client.post(form.request.full_path, data=data, headers=headers)

    def test_nothing_of_it_is_lost(self, client, form):
        answer = self.late(client, form, **OURS)
        assert answer.status_code == 303
        shown = page_of(client.get(answer.location))
        assert all(text in shown for text in (FORM["subject"], FORM["observed"], *FORM["step"]))

    def test_an_origin_of_ours_is_proof_too(self, client, form):
        assert self.late(client, form, Origin="http://localhost").status_code == 303

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}],
    )
    def test_without_that_proof_it_is_refused(self, client, form, headers):
        assert self.late(client, form, **headers).status_code == 400

    def test_a_message_to_support_is_not_lost_either(self, portal):
        client = sign_in_customer(portal, "ana@shop.example")
        send = client.post("/en/tickets/FARO-1/messages", headers=OURS)
        assert send.status_code == 404  # asked whose it is, not for a token
