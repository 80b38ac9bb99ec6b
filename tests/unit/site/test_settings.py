import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.kernel.addresses import is_loopback
from portal.kernel.locale import Locale
from portal.settings import Settings

PREFIXES = ("PORTAL_", "HOST", "PORT")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in [name for name in os.environ if name.startswith(PREFIXES)]:
        monkeypatch.delenv(name)


def test_without_an_environment_it_serves_this_computer_only():
    settings = Settings()

    assert (settings.host, settings.port, settings.url) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert not settings.is_secure
    assert settings.locale is Locale.ES
    assert settings.database_url == f"sqlite:///{Path('instance/portal.db').resolve()}"


def test_the_environment_decides(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://help.faro.example/")
    monkeypatch.setenv("PORTAL_LOCALE", "cs")
    monkeypatch.setenv("PORTAL_DATABASE", "postgresql://db.faro.example/portal")

    settings = Settings()

    assert settings.port == 9000
    assert (settings.url, settings.is_secure) == ("https://help.faro.example", True)
    assert settings.locale is Locale.CS
    assert settings.database_url == "postgresql://db.faro.example/portal"


def test_the_public_address_follows_the_port():
    assert Settings(port=9123).url == "http://127.0.0.1:9123"


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://[::1]:8000", "http://127.0.0.9", "https://a.example"]
)
def test_http_on_loopback_and_https_anywhere_are_accepted(url):
    assert Settings(public_url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://help.faro.example",
        "http://192.0.2.1",
        "ftp://a.example",
        "help.faro.example",
        "https://",
        "https://a.example/help",
        "https://a.example?x=1",
        "https://user@a.example",
        "http://[::1",
    ],
)
def test_any_other_public_address_is_refused(url):
    with pytest.raises(ValidationError):
        Settings(public_url=url)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORTAL_WORKERS", "0"), ("PORTAL_PROXY_HOPS", "-1"), ("PORTAL_LOCALE", "de")],
)
def test_a_value_out_of_range_is_refused_by_its_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=name):
        Settings()


def test_mail_without_encryption_stays_on_this_computer():
    assert Settings(smtp_host="localhost", smtp_security="none").smtp_port == 587
    with pytest.raises(ValidationError, match="PORTAL_SMTP_SECURITY"):
        Settings(smtp_host="mail.faro.example", smtp_security="none")


def test_settings_do_not_change_and_do_not_show_the_password():
    settings = Settings(smtp_password="a lamp above the sea")

    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]  # that is the point
    assert "lamp" not in repr(settings)


def test_loopback_is_known_in_every_writing():
    assert all(
        is_loopback(host) for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]")
    )
    assert not any(is_loopback(h) for h in ("", "faro.example", "192.0.2.1", "127.0.0.1.example"))
