"""Who asks far more than a person does is asked to wait; reading goes on."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal.app import build, create_app
from portal.settings import Settings


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    services = build(settings.model_copy(update={"requests_per_minute": 3}))
    found = create_app(services=services).test_client()
    found.environ_base["REMOTE_ADDR"] = "198.51.100.4"
    yield found
    services.database.close()


def test_many_searches_from_one_address_are_asked_to_wait_and_others_are_not(client):
    answers = [client.get(f"/es/search?q=correo{n}") for n in range(5)]
    elsewhere = client.get("/es/search?q=correo", environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert elsewhere.status_code == 200


def test_this_machine_itself_is_not_counted(client):
    here = {"REMOTE_ADDR": "127.0.0.1"}
    answers = [client.get(f"/es/search?q=correo{n}", environ_base=here) for n in range(5)]
    assert {answer.status_code for answer in answers} == {200}


def test_reading_goes_on_for_whoever_was_asked_to_wait(client):
    for number in range(5):
        client.get(f"/es/search?q=correo{number}")

    assert client.get("/es/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_the_page_that_asks_to_wait_is_in_the_language_of_the_visitor(client):
    *_, last = [client.get(f"/cs/search?q=posta{number}") for number in range(5)]

    assert last.status_code == 429
    assert '<html lang="cs"' in last.text
