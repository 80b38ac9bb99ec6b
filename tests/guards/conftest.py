"""The whole portal with our own articles' place taken by a few, and somebody of staff signed in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from portal.app import build, create_app
from portal.identity.model import Role
from portal.identity.service import Identity
from portal.settings import Settings
from tests.factories import send_form
from tests.fakes import FixedClock

PASSWORD = "a lamp above the grey sea"


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory: pytest.TempPathFactory, sample_articles: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("guards")
    services = build(
        Settings(data=folder / "data", index=folder / "index", articles=sample_articles)
    )
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    identity = Identity(services.database, FixedClock(), quick, key=b"k" * 32)
    app = create_app(services=replace(services, identity=identity))
    for role in Role:
        identity.add_staff(f"{role}@staff.example", f"Tomás {role}", role, PASSWORD)
    yield app
    services.database.close()


@pytest.fixture(scope="session")
def staff_client(whole_app: Flask) -> FlaskClient:
    client = whole_app.test_client()
    email = f"{Role.ADMIN}@staff.example"
    answer = send_form(client, "/staff/sign-in", email=email, password=PASSWORD, next="")
    assert answer.status_code == 303
    return client
