"""The whole portal with our own articles' place taken by a few, and somebody of staff signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import build, create_app
from portal.identity.model import Role
from portal.settings import Settings
from tests.factories import send_form

PASSWORD = "a lamp above the grey sea"


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory: pytest.TempPathFactory, sample_articles: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("guards")
    services = build(
        Settings(data=folder / "data", index=folder / "index", articles=sample_articles)
    )
    app = create_app(services=services)
    for role in Role:
        services.identity.add_staff(f"{role}@staff.example", f"Tomás {role}", role, PASSWORD)
    yield app
    services.database.close()


@pytest.fixture(scope="session")
def staff_client(whole_app: Flask) -> FlaskClient:
    client = whole_app.test_client()
    email = f"{Role.ADMIN}@staff.example"
    answer = send_form(client, "/staff/sign-in", email=email, password=PASSWORD, next="")
    assert answer.status_code == 303
    return client
