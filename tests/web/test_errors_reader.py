"""The reader of error messages and the page of each code, in a whole portal."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from portal.app import Services
from portal.kernel.locale import LOCALES, Locale
from tests.unit.diagnostics.catalogue import codes, samples

BOUNCE = samples("bounces.yml")[0]["text"]
HEAD = samples("headers.yml")[1]["text"]
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def paste(visitor: FlaskClient, text: str, locale: str = "en") -> str:
    answer = visitor.post(f"/{locale}/errors/", data={"text": text})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def words(html: str) -> str:
    main = html.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def test_the_empty_page_is_the_same_for_everybody(visitor: FlaskClient) -> None:
    answer = visitor.get("/en/errors/")
    assert answer.status_code == 200
    assert answer.cache_control.public
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text


def test_a_returned_message_is_explained(visitor: FlaskClient) -> None:
    said = words(paste(visitor, BOUNCE))
    assert "The recipient's mailbox is full" in said
    assert "mx1.clinicanorte.example, which is not our server" in said
    assert "compras@clinicanorte.example" in said
    assert "Final: this message is not tried again" in said


def test_marks_are_numbered_and_each_has_its_row(visitor: FlaskClient) -> None:
    html = paste(visitor, BOUNCE)
    marked = [int(n) for n in re.findall(r"</mark><sup>(\d+)</sup>", html)]
    rows = [int(n) for n in re.findall(r'<th scope="row">(\d+)\. <code>', html)]
    assert marked == rows == list(range(1, len(marked) + 1))
    assert len(marked) >= 6


def test_what_is_pasted_is_escaped(visitor: FlaskClient) -> None:
    html = paste(visitor, "550 5.1.1 <script>alert(1)</script> user unknown <b>x</b>")
    assert "<script>alert" not in html
    assert "&lt;b&gt;x" in html


def test_a_password_in_the_text_is_covered(visitor: FlaskClient) -> None:
    assert "Hunter2x" not in paste(visitor, "535 5.7.8 failed, password: Hunter2x")


def test_a_reading_is_nobody_elses(visitor: FlaskClient) -> None:
    answer = visitor.post("/en/errors/", data={"text": "508"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert visitor.get("/en/errors/?text=508").headers["Cache-Control"] == "private, no-store"


def test_a_text_in_the_address_is_read_up_to_a_length(visitor: FlaskClient) -> None:
    long = visitor.get("/en/errors/", query_string={"text": "x" * 2000 + " 5.1.1"})
    assert "<mark>" not in long.text
    assert "does not exist" in words(visitor.get("/en/errors/?text=550+5.1.1").text)


def test_another_site_cannot_paste(visitor: FlaskClient) -> None:
    answer = visitor.post("/en/errors/", data={"text": "508"}, headers=ELSEWHERE)
    assert answer.status_code == 403


def test_nothing_pasted_is_said_first(visitor: FlaskClient) -> None:
    answer = visitor.post("/en/errors/", data={"text": " \n\0"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'href="#text"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_head_of_a_message_is_explained(visitor: FlaskClient) -> None:
    said = words(paste(visitor, HEAD))
    assert "The checks do not confirm that it is from banco.example" in said
    assert "mx.example.org" in said


def test_a_text_without_an_error_leads_on(visitor: FlaskClient) -> None:
    html = paste(visitor, "my computer is purple")
    assert 'href="/en/contact/"' in html
    assert 'href="/en/search?q=my%20computer%20is%20purple"' in html


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_a_page_in_every_language(visitor: FlaskClient, locale: Locale) -> None:
    for entry in codes().entries:
        answer = visitor.get(f"/{locale}/errors/{entry.name}")
        assert answer.status_code == 200
        assert answer.cache_control.public
        assert entry.title[locale] in words(answer.text)
        assert "{{" not in answer.text
        assert "`" not in words(answer.text)


def test_the_wizard_starts_with_what_the_code_says(visitor: FlaskClient) -> None:
    html = visitor.get("/en/errors/0x80042109").text
    assert 'action="/en/contact/mail/"' in html
    assert '<input type="hidden" name="symptom" value="cannot_send">' in html
    begun = visitor.get("/en/contact/mail/?symptom=cannot_send")
    assert begun.headers["Location"] == "/en/contact/mail/service_kind?symptom=cannot_send"


def test_what_the_code_leaves_open_is_asked(visitor: FlaskClient) -> None:
    html = visitor.get("/en/errors/0x800CCC0E").text
    assert html.count('type="radio" name="symptom"') == 3


@pytest.mark.parametrize(
    ("asked", "named"),
    [("0x800ccc0e", "0x800CCC0E"), ("550%205.1.1", "5.1.1"), ("no-such-recipient", "5.1.1")],
)
def test_other_ways_to_write_a_code_lead_to_its_page(
    visitor: FlaskClient, asked: str, named: str
) -> None:
    answer = visitor.get(f"/cs/errors/{asked}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/cs/errors/{named}"


def test_each_code_of_one_error_keeps_its_own_name(visitor: FlaskClient) -> None:
    assert "0x800CCC13: " in visitor.get("/en/errors/0x800CCC13").text


def test_an_unknown_code_leads_to_its_neighbours_and_to_search(visitor: FlaskClient) -> None:
    answer = visitor.get("/en/errors/0x800CCC0A")
    assert answer.status_code == 404
    assert "/en/errors/0x800CCC0E" in answer.text
    assert 'href="/en/search?q=0x800CCC0A"' in answer.text
    assert visitor.get("/en/errors/" + "%3Cscript%3E" * 300).status_code == 404


def test_a_code_is_the_first_that_search_finds(services: Services, client: FlaskClient) -> None:
    services.search.indexing.sync()
    for query in ("0x800CCC0E", "800ccc0e", "5.7.26", "ERR_NAME_NOT_RESOLVED"):
        first = client.get("/api/v1/search", query_string={"q": query, "locale": "es"}).json
        assert first is not None
        assert first["hits"][0]["url"].startswith("/es/errors/")
    page = client.get("/es/search?q=0x800CCC0E").text
    assert "Código de error" in page
