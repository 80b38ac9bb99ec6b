"""The wizard's pages, from the first question to the sent ticket, as a browser without script."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path as FilePath

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from portal.app import Services, build, create_app
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.tickets.model import Kind, Priority, State
from portal.tickets.store.tables import tickets
from portal.wizard.forms.ticket import Demands, TicketForm, check_form, may_give_another
from tests.factories import tell_about_you
from tests.walks import DEAD_SITE

GOOD_FORM = {
    "subject": "La web talleresprieto.example no abre: tiempo de espera agotado",
    "step": ["Abro Chrome y escribo https://talleresprieto.example", "Pulso Intro y espero"],
    "expected": "Se abre la página de inicio del taller",
    "observed": "Chrome muestra ERR_CONNECTION_TIMED_OUT tras un minuto",
    "consent": "look",
    "name": "Ana Prieto",
    "email": "ana@example.com",
    "action": "check",
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("wizard")
    articles = FilePath(__file__).parents[2] / "articles"
    built = build(
        Settings(
            PORTAL_DATA=folder / "data", PORTAL_INDEX=folder / "index", PORTAL_ARTICLES=articles
        )
    )
    yield built
    built.database.close()


@pytest.fixture(scope="module")
def app(services: Services) -> Flask:
    return create_app(services=services)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def text_of(response: TestResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def token_in(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.get_data(as_text=True))
    assert found, "the page has no form token"
    return found[1]


def give_domain(client: FlaskClient) -> None:
    url = "/es/contact/website/domain?shows=browser_error&service_kind=hosting&others=all"
    token = token_in(client.get(url))
    answer = client.post(
        url, data={"csrf_token": token, "value": "https://Talleresprieto.example/"}
    )
    assert answer.status_code == 303


def open_form(client: FlaskClient) -> TestResponse:
    give_domain(client)
    outcome = client.get(f"/es/contact/website/?{DEAD_SITE}", follow_redirects=True)
    started = client.post(
        f"/es/contact/website/ticket/start?{DEAD_SITE}", data={"csrf_token": token_in(outcome)}
    )
    return client.get(tell_about_you(client, started.location).location)


def fill(client: FlaskClient, page: TestResponse, **changes: object) -> TestResponse:
    data = {"csrf_token": token_in(page), **GOOD_FORM, **changes}
    return client.post(page.request.full_path, data=data, content_type="multipart/form-data")


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "steelblue").save(out, "PNG")
    out.seek(0)
    return out


class TestWalking:
    def test_the_start_page_offers_the_topics_in_each_language(self, client: FlaskClient) -> None:
        for locale, words in (("es", "El correo no funciona"), ("cs", "Pošta nefunguje")):
            assert words in text_of(client.get(f"/{locale}/contact/"))

    def test_a_flow_begins_at_its_first_question(self, client: FlaskClient) -> None:
        assert client.get("/es/contact/mail/").location == "/es/contact/mail/symptom"

    def test_going_on_without_an_answer_says_what_is_missing(self, client: FlaskClient) -> None:
        page = client.get("/en/contact/mail/symptom?go=1")
        assert page.status_code == 422
        assert "<title>Error: " in page.get_data(as_text=True)
        assert 'href="#answer-1"' in page.get_data(as_text=True)

    def test_an_answer_that_is_not_offered_shows_the_question_again(
        self, client: FlaskClient
    ) -> None:
        assert client.get("/en/contact/mail/symptom?go=1&symptom=nonsense").status_code == 422

    def test_a_page_that_the_answers_do_not_lead_to_leads_where_they_do(
        self, client: FlaskClient
    ) -> None:
        lost = client.get("/es/contact/mail/webmail?symptom=cannot_send")
        assert lost.location == "/es/contact/mail/service_kind?symptom=cannot_send"

    def test_an_unknown_flow_does_not_exist(self, client: FlaskClient) -> None:
        assert client.get("/es/contact/coffee/").status_code == 404

    def test_a_private_answer_never_stands_in_an_address(self, client: FlaskClient) -> None:
        give_domain(client)
        page = client.get(f"/es/contact/website/?{DEAD_SITE}")
        assert "talleresprieto" not in page.location
        assert "talleresprieto.example" in text_of(client.get(page.location))

    def test_a_domain_that_is_none_is_refused_and_kept_in_the_field(
        self, client: FlaskClient
    ) -> None:
        url = "/en/contact/website/domain?shows=browser_error&service_kind=hosting&others=all"
        answer = client.post(
            url, data={"csrf_token": token_in(client.get(url)), "value": "my site"}
        )
        assert answer.status_code == 422
        assert 'value="my site"' in answer.get_data(as_text=True)

    def test_back_leads_to_the_question_before_with_its_answer(self, client: FlaskClient) -> None:
        page = client.get("/es/contact/mail/service_kind?symptom=cannot_send")
        back = re.search(r'class="back" href="([^"]+)"', page.get_data(as_text=True))
        assert back
        before = client.get(unescape(back[1])).get_data(as_text=True)
        assert re.search(r'value="cannot_send" checked', before)

    def test_changing_an_answer_keeps_the_later_ones(self, client: FlaskClient) -> None:
        page = client.get(
            "/es/contact/mail/symptom?symptom=cannot_send&service_kind=hosting&webmail=works"
        )
        hidden = page.get_data(as_text=True)
        assert '<input type="hidden" name="service_kind" value="hosting">' in hidden
        assert '<input type="hidden" name="webmail" value="works">' in hidden

    def test_a_returned_message_goes_on_in_its_own_flow_with_what_was_answered(
        self, client: FlaskClient
    ) -> None:
        page = client.get("/es/contact/mail/?symptom=bounce", follow_redirects=True)
        assert page.request.path.startswith("/es/contact/bounce/")

    def test_webmail_works_and_outlook_fails_ends_at_an_article_and_no_ticket(
        self, client: FlaskClient
    ) -> None:
        page = client.get(
            "/es/contact/mail/?symptom=cannot_send&service_kind=hosting&webmail=works"
            "&program=outlook_classic",
            follow_redirects=True,
        )
        html = page.get_data(as_text=True)
        assert "El fallo está en Outlook" in html
        assert "/es/contact/mail/read/outlook-" in html
        assert "ticket/start" not in html

    def test_it_helped_ends_without_a_ticket(self, client: FlaskClient) -> None:
        page = client.get(
            "/en/contact/mail/o_webmail_first?symptom=cannot_send&service_kind=hosting"
            "&webmail=unknown&go=1&o_webmail_first=solved",
            follow_redirects=True,
        )
        assert page.request.path == "/en/contact/mail/solved"


class TestTheForm:
    def test_it_opens_filled_with_what_is_known(self, client: FlaskClient) -> None:
        html = open_form(client).get_data(as_text=True)
        assert "talleresprieto.example" in html
        assert "no se abre" in html

    def test_without_a_draft_there_is_no_form(self, client: FlaskClient) -> None:
        page = client.get(f"/es/contact/website/ticket?{DEAD_SITE}")
        assert page.status_code == 303
        assert "/ticket" not in page.location.split("?")[0]

    def test_what_is_missing_is_listed_and_what_was_typed_is_kept(
        self, client: FlaskClient
    ) -> None:
        page = fill(client, open_form(client), email="", observed="Chrome dice «no responde»")
        html = unescape(page.get_data(as_text=True))
        assert page.status_code == 422
        assert 'href="#email"' in html
        assert "Chrome dice «no responde»" in html

    def test_a_vague_subject_is_refused_with_a_better_one(self, client: FlaskClient) -> None:
        page = fill(client, open_form(client), subject="Ayuda urgente")
        assert page.status_code == 422
        assert "Sitio web: no se abre (talleresprieto.example)" in text_of(page)

    def test_advice_can_be_overruled_on_the_second_try_and_is_flagged(
        self, client: FlaskClient, services: Services
    ) -> None:
        weak = {"expected": "Que funcione"}
        first = fill(client, open_form(client), **weak)
        assert first.status_code == 422
        second = fill(client, first, **weak)
        assert 'value="as-is"' in second.get_data(as_text=True)
        assert fill(client, second, **weak, action="as-is").status_code == 303

    def test_a_password_is_covered_before_anything_is_kept(self, client: FlaskClient) -> None:
        steps = ["Abro la web talleresprieto.example en Chrome", "Mi contraseña: Hunter2secreto"]
        page = fill(client, open_form(client), step=steps)
        shown = client.get(page.location)
        assert "Hunter2secreto" not in shown.get_data(as_text=True)
        assert "••" in text_of(shown)

    def test_files_survive_a_mistake_elsewhere_in_the_form(self, client: FlaskClient) -> None:
        page = fill(client, open_form(client), email="", files=(picture(), "captura.png"))
        assert page.status_code == 422
        assert "captura.png" in text_of(fill(client, page, email="still wrong"))

    def test_a_form_sent_again_after_a_broken_line_has_its_file_once(
        self, client: FlaskClient
    ) -> None:
        form = open_form(client)
        once = fill(client, form, files=(picture(), "captura.png"), action="save")
        again = fill(client, form, files=(picture(), "captura.png"), action="save")
        assert once.location == again.location
        assert len(re.findall(r'value="remove-', client.get(again.location).text)) == 1

    def test_a_refused_file_is_named_with_the_reason_and_the_text_is_kept(
        self, client: FlaskClient
    ) -> None:
        page = fill(client, open_form(client), files=(io.BytesIO(b"<svg/>"), "pantalla.svg"))
        assert page.status_code == 422
        assert "pantalla.svg" in text_of(page)
        assert "ERR_CONNECTION_TIMED_OUT" in text_of(page)

    def test_a_file_far_too_large_is_refused_by_name_and_the_text_is_kept(
        self, client: FlaskClient
    ) -> None:
        huge = (io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(50_000_000)), "enorme.png")
        page = fill(client, open_form(client), files=huge)
        page.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file
        assert page.status_code == 422
        assert "enorme.png" in text_of(page)
        assert "ERR_CONNECTION_TIMED_OUT" in text_of(page)

    def test_a_file_can_be_removed_again(self, client: FlaskClient) -> None:
        page = fill(client, open_form(client), files=(picture(), "captura.png"), action="save")
        form = client.get(page.location)
        found = re.search(r'value="(remove-[0-9a-f]+)"', form.get_data(as_text=True))
        assert found
        after = client.get(fill(client, form, action=found[1]).location)
        assert "captura.png" not in text_of(after)

    def test_mail_trouble_asks_for_an_address_that_can_be_read_now(
        self, services: Services
    ) -> None:
        form = TicketForm(name="Ana", email="info@ejemplo.example", consent="look")
        demands = Demands(Kind.INCIDENT, asset="info@ejemplo.example", mail_is_broken=True)
        found = check_form(form, demands, services.lexicons.at(Locale.ES)).blocking
        assert "email" in {f.field for f in found}
        other = replace(form, email="ana@otro.example")
        found = check_form(other, demands, services.lexicons.at(Locale.ES)).blocking
        assert "email" not in {f.field for f in found}

    @pytest.mark.parametrize(
        ("typed", "signed_in", "asked", "stopped"),
        [
            ("info@ejemplo.example", "Info@ejemplo.example", True, False),
            ("ana@ejemplo.example", "info@ejemplo.example", False, True),
            ("ana@otro.example", "ana@otro.example", False, False),
        ],
    )
    def test_who_is_signed_in_is_asked_for_another_address_and_need_not_give_one(
        self, services: Services, typed: str, signed_in: str, asked: bool, stopped: bool
    ) -> None:
        form = TicketForm(name="Ana", email=typed, consent="look")
        demands = Demands(Kind.INCIDENT, "ejemplo.example", mail_is_broken=True, proven=signed_in)
        assert may_give_another(form, demands) is asked
        found = check_form(form, demands, services.lexicons.at(Locale.ES)).blocking
        assert ("email" in {f.field for f in found}) is stopped


class TestSending:
    def sent(self, client: FlaskClient, **changes: object) -> TestResponse:
        checked = client.get(fill(client, open_form(client), **changes).location)
        found = re.search(r'name="submission" value="([^"]+)"', checked.get_data(as_text=True))
        assert found
        data = {"csrf_token": token_in(checked), "submission": found[1]}
        return client.post(checked.request.full_path, data=data)

    def test_the_ticket_waits_for_confirmation_as_a_high_incident(
        self, client: FlaskClient, services: Services
    ) -> None:
        page = self.sent(client, files=(picture(), "captura.png"))
        reference = page.location.rpartition("/")[2]
        with services.database.read() as connection:
            ticket = services.tools.tickets.find(connection, reference)
        assert ticket
        assert (ticket.state, ticket.kind, ticket.priority) == (
            State.UNCONFIRMED,
            Kind.INCIDENT,
            Priority.HIGH,
        )
        assert ticket.intake.domain == "talleresprieto.example"

    def test_it_says_the_reference_and_never_a_date(self, client: FlaskClient) -> None:
        shown = text_of(client.get(self.sent(client).location))
        assert re.search(r"FARO-\d+", shown)
        assert "24" in shown

    def test_nobody_else_sees_that_page(self, app: Flask, client: FlaskClient) -> None:
        location = self.sent(client).location
        assert app.test_client().get(location).status_code == 404

    def test_sent_eight_times_at_once_it_is_one_ticket(
        self, app: Flask, client: FlaskClient, services: Services
    ) -> None:
        page = fill(client, open_form(client), email="eight@example.com")
        checked = client.get(page.location)
        found = re.search(r'name="submission" value="([^"]+)"', checked.get_data(as_text=True))
        assert found
        cookies = {c.key: c.value for c in (client._cookies or {}).values()}
        data = {"csrf_token": token_in(checked), "submission": found[1]}

        def send(_number: int) -> str:
            browser = app.test_client()
            for key, value in cookies.items():
                browser.set_cookie(key, value, domain="localhost")
            return browser.post(checked.request.full_path, data=data).location

        with ThreadPoolExecutor(8) as pool:
            places = set(pool.map(send, range(8)))
        assert len(places) == 1
        with services.database.read() as connection:
            query = sa.select(sa.func.count()).where(tickets.c.submission_id == found[1])
            assert connection.execute(query).scalar_one() == 1
