import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.settings import Settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)


def test_networks_and_name_servers_are_lists_with_commas(monkeypatch):
    monkeypatch.setenv("PORTAL_OUR_NETWORKS", "192.0.2.0/24, !192.0.2.128/25,2001:db8::/32,")
    monkeypatch.setenv("PORTAL_RESOLVERS", "192.0.2.53,2001:db8::53")
    settings = Settings()
    assert settings.our_networks == ("192.0.2.0/24", "!192.0.2.128/25", "2001:db8::/32")
    assert settings.resolvers == ("192.0.2.53", "2001:db8::53")


def test_an_empty_variable_is_none(monkeypatch):
    for name in ("OUR_NETWORKS", "RESOLVERS", "FIREWALL_FILE", "FIREWALL_URL"):
        monkeypatch.setenv(f"PORTAL_{name}", "")
    settings = Settings()
    assert (settings.our_networks, settings.resolvers) == ((), ())
    assert (settings.firewall_file, settings.firewall_url) == (None, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"our_networks": ("192.0.2.1/24",)},
        {"our_networks": ("our network",)},
        {"resolvers": ("ns1.faro.example",)},
        {"firewall_url": "https://fw.faro.example/blocked"},
        {"firewall_url": "https://{address}/"},
        {"firewall_url": "http://fw.faro.example/{address}"},
        {"firewall_url": "ftp://fw.faro.example/{address}"},
        {"firewall_url": "https://fw.faro.example/{address}", "firewall_file": Path("blocked")},
    ],
)
def test_what_cannot_be_used_stops_the_start(wrong):
    with pytest.raises(ValidationError):
        Settings(**wrong)


@pytest.mark.parametrize("host", ["https://fw.faro.example", "http://127.0.0.1:8300"])
def test_an_address_to_ask_holds_a_place_for_the_visitors(host):
    url = f"{host}/blocked?ip={{address}}"
    assert Settings(firewall_url=url).firewall_url == url
