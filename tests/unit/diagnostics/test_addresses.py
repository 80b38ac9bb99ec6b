import ipaddress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portal.diagnostics.rules.addresses import (
    AddressRules,
    Place,
    find_domain,
    network_of,
    read_networks,
)

HOSTILE = yaml.safe_load(Path(__file__).with_name("hostile_names.yml").read_text(encoding="utf-8"))
SPELLINGS = [spelling for group in HOSTILE.values() for spelling in group]
EVERYWHERE = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
DOCUMENTATION = tuple(
    ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32")
)
OURS = (ipaddress.ip_network("192.0.2.0/24"), ipaddress.ip_network("2001:db8:1::/48"))
NEVER_TOUCHED = (ipaddress.ip_network("192.0.2.128/25"),)
RULES = AddressRules(OURS, NEVER_TOUCHED, also_public=DOCUMENTATION)


def test_there_are_a_hundred_hostile_spellings_and_none_twice():
    assert len(SPELLINGS) == len(set(SPELLINGS)) >= 100


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_a_hostile_spelling_is_no_domain(spelling):
    assert find_domain(spelling) is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.com.", "example.com"),
        ("www.example.co.uk", "www.example.co.uk"),
        ("españa.com", "xn--espaa-rta.com"),
        ("ESPAÑA.com", "xn--espaa-rta.com"),
        ("xn--espaa-rta.com", "xn--espaa-rta.com"),
        ("ｅｘａｍｐｌｅ．com", "example.com"),
        ("čeština.cz", "xn--etina-gya30d.cz"),
        ("3com.com", "3com.com"),
        ("straße.de", "xn--strae-oqa.de"),
    ],
)
def test_a_domain_is_taken_in_its_ascii_form(typed, name):
    assert find_domain(typed) == name


def test_which_last_labels_are_special_can_be_set():
    assert find_domain("shop.example", special=frozenset()) == "shop.example"
    assert find_domain("shop.com", special=frozenset({"com"})) is None


@given(st.text(max_size=80))
def test_what_passes_is_always_a_plain_name_and_stays_itself(text):
    name = find_domain(text)
    if name is not None:
        assert name.isascii()
        assert name == name.lower()
        assert "." in name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert find_domain(name) == name


@given(st.ip_addresses())
def test_no_address_is_ever_a_domain(address):
    assert find_domain(str(address)) is None
    assert find_domain(address.exploded) is None


NEVER = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
"::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::192.0.2.1", "64:ff9b::192.0.2.1", "2002:7f00:1::", "2002:a00:1::",
    "2002:c0a8:101::1", "2001:0:7f00:1::", "2001:0:c000:201:0:0:80ff:fffe", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "ff0e::1", "2001:db8::1",
    "100::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "192.0.2.200", "nonsense",
    "", "1.2.3", "0x7f000001",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_an_address_inside_or_special_is_forbidden_though_all_were_ours(address):
    rules = AddressRules(EVERYWHERE)
    assert rules.place_of(address) is Place.FORBIDDEN


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.10", Place.OURS),
        ("2001:db8:1::10", Place.OURS),
        ("192.0.2.200", Place.FORBIDDEN),
        ("198.51.100.7", Place.ELSEWHERE),
        ("2001:db8:2::7", Place.ELSEWHERE),
        ("203.0.113.1", Place.FORBIDDEN),
    ],
)
def test_a_public_address_is_ours_or_elsewhere_and_management_is_neither(address, place):
    assert RULES.place_of(address) is place


def test_an_address_that_carries_another_is_never_ours():
    rules = AddressRules(EVERYWHERE, also_public=DOCUMENTATION)
    assert rules.place_of("2002:c000:20a::1") is Place.ELSEWHERE


def test_every_address_of_a_name_must_be_ours():
    assert RULES.place_of_all(["192.0.2.10", "2001:db8:1::10"]) is Place.OURS
    assert RULES.place_of_all(["192.0.2.10", "198.51.100.7"]) is Place.ELSEWHERE
    assert RULES.place_of_all(["192.0.2.10", "198.51.100.7", "127.0.0.1"]) is Place.FORBIDDEN
    assert RULES.place_of_all([]) is Place.FORBIDDEN


@given(st.ip_addresses())
def test_without_networks_of_ours_no_address_is_ours(address):
    assert AddressRules().place_of(str(address)) is not Place.OURS


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_ours(address):
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
        ipaddress.IPv6Address(0x20010000 << 96 | (number ^ 0xFFFFFFFF)),
    ]
    rules = AddressRules(EVERYWHERE)
    assert all(rules.place_of(str(one)) is not Place.OURS for one in wrapped)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("nonsense", ""),
    ],
)
def test_a_visitor_counts_with_the_network_around(address, network):
    assert network_of(address) == network


def test_networks_with_an_exclamation_mark_are_never_to_be_touched():
    ours, never = read_networks(["192.0.2.0/24", " ! 192.0.2.128/25 ", ""])
    assert [str(n) for n in ours] == ["192.0.2.0/24"]
    assert [str(n) for n in never] == ["192.0.2.128/25"]


def test_what_is_no_network_is_said():
    with pytest.raises(ValueError, match="host bits"):
        read_networks(["192.0.2.1/24"])
