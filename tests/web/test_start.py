"""The start page: what is going on, in one's own words, on two pages without script."""

import re
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import Services
from portal.kernel.locale import LOCALES, Locale
from portal.search.model import Searched
from portal.wizard.rules.topic import choose_topic
from tests.factories import Portal, form_token, portal_in
from tests.walks import DEAD_SITE

OUTLOOK = "Outlook 2019 no envía, pero el webmail funciona"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("start")) as made:
        yield made


@pytest.fixture
def services(portal: Portal) -> Services:
    return portal.services


@pytest.fixture
def client(portal: Portal) -> FlaskClient:
    return portal.app.test_client()


def text_of(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def links(page: TestResponse) -> list[str]:
    return [unescape(url) for url in re.findall(r'href="([^"]+)"', page.text)]


def say(client: FlaskClient, text: str, locale: str = "es") -> TestResponse:
    return client.post(f"/{locale}/contact/", data={"text": text})


def understood(client: FlaskClient, text: str, locale: str = "es") -> TestResponse:
    return client.get(say(client, text, locale).location)


class TestTheFirstPage:
    def test_it_has_one_field_and_one_main_button(self, client: FlaskClient) -> None:
        page = client.get("/en/contact/")
        assert page.text.count("<textarea") == 1
        assert page.text.count('class="btn btn-l"') == 1
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_words_from_a_search_without_results_stand_in_the_field(
        self, client: FlaskClient
    ) -> None:
        assert ">mi web cae</textarea>" in client.get("/es/contact/?q=mi+web+cae").text

    def test_an_empty_text_is_told_and_keeps_the_topics(self, client: FlaskClient) -> None:
        page = say(client, "  ", "en")
        assert page.status_code == 422
        assert 'href="#text"' in page.text
        assert 'href="/en/contact/mail/"' in page.text

    def test_another_site_cannot_send_it(self, client: FlaskClient) -> None:
        answer = client.post(
            "/es/contact/", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403

    def test_r28_each_entrance_is_told_with_purpose_hours_and_rule(
        self, client: FlaskClient, services: Services
    ) -> None:
        page = text_of(client.get("/en/contact/"))
        for entrance in services.site.entrances:
            if entrance.key != "ticket":
                for words in (entrance.name, entrance.purpose, entrance.rule, entrance.hours):
                    assert words[Locale.EN] in page

    def test_r10_r11_the_minutes_to_wait_and_to_talk_are_told(self, client: FlaskClient) -> None:
        page = text_of(client.get("/en/contact/"))
        assert "up to 20 minutes" in page
        assert "wait 40 minutes" in page

    def test_r12_chat_is_linked_only_while_it_is_open(
        self, portal: Portal, client: FlaskClient
    ) -> None:
        chat = next(e for e in portal.services.site.entrances if e.key == "chat")
        seen = set()
        for hours in (0, 12):
            portal.clock.at += timedelta(hours=hours)
            page = client.get("/en/contact/")
            is_open = chat.contact.value in links(page)
            assert is_open is ("Open now" in text_of(page))
            seen.add(is_open)
        portal.clock.at -= timedelta(hours=12)
        assert seen == {True, False}


class TestUnderstanding:
    def test_flow_and_answers_stand_in_the_address_and_the_words_do_not(
        self, client: FlaskClient
    ) -> None:
        answer = say(client, OUTLOOK)
        assert answer.status_code == 303
        assert answer.location == (
            "/es/contact/understood?flow=mail&symptom=cannot_send&webmail=works"
            "&program=outlook_classic"
        )

    def test_each_answer_is_shown_and_can_be_changed_or_taken_out(
        self, client: FlaskClient
    ) -> None:
        page = understood(client, OUTLOOK)
        assert "No puedo enviar" in text_of(page)
        assert (
            "/es/contact/understood?flow=mail&symptom=cannot_send&program=outlook_classic"
            in links(page)
        )
        change = next(url for url in links(page) if url.startswith("/es/contact/mail/program?"))
        assert client.get(change).status_code == 200

    def test_going_on_keeps_every_answer_up_to_the_question_it_belongs_to(
        self, client: FlaskClient
    ) -> None:
        page = understood(client, OUTLOOK)
        on = next(url for url in links(page) if url.startswith("/es/contact/mail/?"))
        first = client.get(on)
        assert "/mail/service_kind?" in first.location
        asked = client.get(first.location)
        assert "También has dicho" in text_of(asked)
        assert 'name="program" value="outlook_classic"' in asked.text
        end = client.get(f"{first.location}&service_kind=hosting&go=1", follow_redirects=True)
        assert end.request.path == "/es/contact/mail/o_client"

    def test_a_question_answered_in_advance_can_be_answered_anew(self, client: FlaskClient) -> None:
        url = "/es/contact/mail/program?symptom=cannot_send&program=outlook_classic"
        page = client.get(url)
        assert 'value="outlook_classic" checked' in page.text
        other = client.get(url.replace("outlook_classic", "thunderbird") + "&go=1")
        assert "program=thunderbird" in other.location
        assert "/mail/service_kind?" in other.location

    def test_a_secret_is_covered_before_anything_is_kept_or_shown(
        self, client: FlaskClient
    ) -> None:
        page = understood(client, "cPanel rejects me, password: Hunter2secret", "en")
        assert "Hunter2secret" not in page.text
        assert "We covered it" in text_of(page)

    def test_two_topics_as_likely_are_both_offered(self, client: FlaskClient) -> None:
        page = understood(client, "ni la web ni el correo funcionan")
        begin = [url for url in links(page) if url.endswith("?own=1")]
        assert {"/es/contact/mail/?own=1", "/es/contact/website/?own=1"} <= set(begin[:2])
        assert "btn btn-l" not in page.text

    def test_where_nothing_fits_the_topics_are_there(self, client: FlaskClient) -> None:
        page = understood(client, "buenas tardes")
        assert "Elige de qué se trata" in text_of(page)
        assert links(page).count("/es/contact/mail/?own=1") == 1

    def test_an_error_code_leads_to_its_page(self, client: FlaskClient) -> None:
        page = understood(client, "0x800ccc0e al enviar")
        assert "/es/errors/0x800CCC0E" in links(page)

    def test_what_somebody_made_up_in_the_address_is_left_out(self, client: FlaskClient) -> None:
        say(client, OUTLOOK)
        page = client.get("/es/contact/understood?flow=mail&symptom=nonsense&x=y&mailbox=a@b.c")
        assert page.status_code == 200
        assert "told-x" not in page.text

    def test_without_words_it_leads_to_the_first_page(self, client: FlaskClient) -> None:
        assert client.get("/es/contact/understood?flow=mail").location == "/es/contact/"

    def test_what_was_said_is_not_counted_among_the_searches(
        self, services: Services, client: FlaskClient
    ) -> None:
        heard: list[object] = []
        services.events.listeners.append(heard.append)
        understood(client, OUTLOOK)
        services.events.listeners.remove(heard.append)
        assert not [event for event in heard if isinstance(event, Searched)]

    def test_nobody_else_sees_the_words(self, portal: Portal, client: FlaskClient) -> None:
        say(client, OUTLOOK)
        stranger = portal.app.test_client()
        assert stranger.get("/es/contact/understood").location == "/es/contact/"
        assert OUTLOOK not in stranger.get("/es/contact/?again=1").text
        assert OUTLOOK in unescape(client.get("/es/contact/?again=1").text)

    @pytest.mark.parametrize("locale", LOCALES)
    @pytest.mark.parametrize("text", ["word " * 3000, "\x00\u202e<script>alert(1)</script>", "🙂"])
    def test_any_text_can_be_said_in_any_language(
        self, client: FlaskClient, locale: str, text: str
    ) -> None:
        page = understood(client, text, locale)
        assert page.status_code == 200
        assert "<script>alert" not in page.text

    def test_it_is_the_same_page_in_another_language(self, client: FlaskClient) -> None:
        say(client, OUTLOOK)
        page = client.get("/cs/contact/understood?flow=mail&symptom=cannot_send")
        assert "Pošta nefunguje" in text_of(page)

    def test_words_said_a_day_ago_are_no_longer_meant(
        self, portal: Portal, client: FlaskClient
    ) -> None:
        say(client, OUTLOOK)
        portal.clock.at += timedelta(hours=25)
        assert client.get("/es/contact/understood").location == "/es/contact/"
        portal.clock.at -= timedelta(hours=25)


class TestTheWordsTravel:
    def begin_ticket(self, client: FlaskClient, own: str) -> TestResponse:
        client.get(f"/es/contact/website/?{own}{DEAD_SITE}")
        url = f"/es/contact/website/domain?{DEAD_SITE}"
        asked = client.get(url)
        client.post(url, data={"csrf_token": form_token(asked.text), "value": "prieto.example"})
        outcome = client.get(f"/es/contact/website/?{DEAD_SITE}", follow_redirects=True)
        return client.post(
            f"/es/contact/website/ticket/start?{DEAD_SITE}",
            data={"csrf_token": form_token(outcome.text)},
        )

    def form_of(self, services: Services, client: FlaskClient) -> dict[str, str]:
        cookie = client.get_cookie("draft")
        assert cookie
        draft = services.wizard.drafts.find(cookie.value, "website")
        assert draft
        return draft.form

    def test_into_the_ticket_with_the_code_in_its_subject(
        self, services: Services, client: FlaskClient
    ) -> None:
        say(client, "La tienda no abre desde las 9, ERR_CONNECTION_TIMED_OUT en Chrome")
        self.begin_ticket(client, "own=1&")
        form = self.form_of(services, client)
        assert form["observed"].startswith("La tienda no abre desde las 9")
        assert "ERR_CONNECTION_TIMED_OUT" in form["subject"]

    def test_not_into_a_flow_that_was_begun_without_them(
        self, services: Services, client: FlaskClient
    ) -> None:
        say(client, "Outlook no envía")
        self.begin_ticket(client, "")
        assert "Outlook" not in self.form_of(services, client)["observed"]

    def test_a_domain_in_the_words_is_offered_where_it_is_asked_for(
        self, client: FlaskClient
    ) -> None:
        say(client, "La web talleres.example no abre")
        page = client.get(f"/es/contact/website/domain?{DEAD_SITE}")
        assert 'value="talleres.example"' in page.text

    def test_into_the_request_as_what_is_needed(self, client: FlaskClient) -> None:
        say(client, "quiero que alguien configure 12 ordenadores en la oficina")
        page = client.get("/es/contact/request/?own=1", follow_redirects=True)
        assert "12 ordenadores" in text_of(page)

    def test_once_sent_they_are_forgotten(self, services: Services, client: FlaskClient) -> None:
        say(client, "La web no abre")
        cookie = client.get_cookie("draft")
        assert cookie
        services.start.forget(cookie.value, "website")
        assert services.start.said(cookie.value).text == ""


def test_r9_the_visitors_own_open_tickets_come_first(portal: Portal) -> None:
    ticket = portal.enter()
    client = portal.visiting()
    page = understood(client, "La web no abre")
    assert f"/es/tickets/{ticket.reference}" in links(page)
    assert "¿Es por un ticket que tienes abierto?" in text_of(page)


def test_a_stranger_is_told_of_no_ticket(portal: Portal, client: FlaskClient) -> None:
    portal.enter()
    assert "/tickets/FARO" not in understood(client, "La web no abre").text


def test_what_a_search_means_is_worked_out_once_for_the_same_flows_and_topics(portal, monkeypatch):
    desk, worked_out = portal.services.start, []

    def choose(*given):
        worked_out.append(given)
        return choose_topic(*given)

    monkeypatch.setattr("portal.wizard.service.start.choose_topic", choose)
    first = desk.recall("no puedo enviar correo", Locale.ES)

    assert desk.recall("no puedo enviar correo", Locale.ES) is first
    assert len(worked_out) == 1
    topics = copy(desk._topics())
    monkeypatch.setattr(desk, "_topics", lambda: topics)
    assert desk.recall("no puedo enviar correo", Locale.ES).guess == first.guess
    assert len(worked_out) == 2
