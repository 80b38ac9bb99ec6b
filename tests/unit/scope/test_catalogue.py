"""The catalogue that ships: complete, in three languages, and true to the policy it comes from."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import portal
from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.kernel.text import words
from portal.kernel.yamlmap import read_yaml
from portal.scope.files import load_scope
from portal.scope.model import ScopeEntry, ScopeVerdict

DEFAULTS = Path(portal.__file__).parent / "site_defaults"
SCOPE, FINDINGS = load_scope(DEFAULTS / "scope.yml")
LINES: list[dict[str, str]] = read_yaml(
    Path(__file__).with_name("seed_003.yml").read_text(encoding="utf-8")
).data
HELPS = {ScopeVerdict.IN_SCOPE, ScopeVerdict.GUIDANCE_ONLY}
NEEDED = [
    "mail-own-mailbox",
    "mail-unblock-sending",
    "mail-restore-older",
    "mail-program-data",
    "outlook-remote-help",
    "mail-each-computer",
    "recipient-server",
    "spam-filter-help",
    "website-reachability",
    "certificate-free-help",
    "certificate-in-code",
    "site-own-code",
    "site-optimisation",
    "site-clean-malware",
    "site-restore-copy",
    "domain-renewal-help",
    "dns-elsewhere",
    "domain-registered-elsewhere",
    "server-hardware-network",
    "server-software-own",
    "plan-upgrade",
    "train-staff",
    "edit-site-content",
]
NEVER = {
    Locale.ES: "simplemente|solo tienes que|obviamente|facil|facilmente|en breve|lo antes posible",
    Locale.EN: "simply|just|obviously|easy|easily|shortly|as soon as possible",
    Locale.CS: "jednoduse|staci jen|samozrejme|snadno|co nejdrive|v kratke dobe",
}


def site_data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml((DEFAULTS / "site.yml").read_text(encoding="utf-8")).data
    return data


def texts_of(entry: ScopeEntry, locale: Locale) -> str:
    return " ".join((entry.task[locale], entry.reason[locale], entry.alternative.get(locale, "")))


def test_the_shipped_catalogue_has_no_findings() -> None:
    assert FINDINGS == ()
    assert len(SCOPE.entries) > 100


def test_the_source_has_seventy_five_lines_of_help_and_thirteen_refusals() -> None:
    assert Counter(line["line"] for line in LINES) == {"does": 75, "does_not": 13}


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['product']}: {line['says']}")
def test_each_line_of_the_source_is_carried_by_an_entry_of_its_product(
    line: dict[str, str],
) -> None:
    entry = SCOPE.get(line["entry"])
    assert entry.is_about(Product(line["product"]))
    assert (entry.verdict in HELPS) == (line["line"] == "does")
    assert any(source.startswith("003: ") for source in entry.sources)


@pytest.mark.parametrize("point", range(1, 6))
def test_each_point_of_what_support_does_not_do_has_an_entry(point: int) -> None:
    cited = [
        entry for entry in SCOPE.entries for s in entry.sources if s.startswith(f"000: {point}")
    ]
    assert cited


@pytest.mark.parametrize("entry_id", NEEDED)
def test_the_entries_that_flows_name_exist(entry_id: str) -> None:
    assert SCOPE.find(entry_id) is not None


def test_every_product_has_entries() -> None:
    assert all(SCOPE.by_product(product) for product in Product)


def test_entries_stand_in_the_order_of_the_products() -> None:
    order = [list(Product).index(entry.product) for entry in SCOPE.entries]
    assert order == sorted(order)


def test_paid_work_names_an_entry_of_the_price_list() -> None:
    known = site_data()["price_ref"]
    for entry in SCOPE.entries:
        assert entry.price_ref is None or entry.price_ref in known, entry.id
        assert entry.price_ref or ScopeVerdict.CHARGEABLE not in entry.verdicts, entry.id


def test_no_entry_is_listed_twice_under_one_product() -> None:
    for entry in SCOPE.entries:
        assert len({entry.product, *entry.also}) == 1 + len(entry.also), entry.id


@pytest.mark.parametrize("locale", Locale)
def test_texts_make_no_promise_and_belittle_nobody(locale: Locale) -> None:
    never = re.compile(rf"\b({NEVER[locale]})\b")
    for entry in SCOPE.entries:
        text = texts_of(entry, locale)
        assert not never.search(" ".join(words(text))), entry.id
        assert "!" not in text, entry.id


@pytest.mark.parametrize("locale", Locale)
def test_synonyms_add_phrases_and_do_not_repeat_one_another(locale: Locale) -> None:
    for entry in SCOPE.entries:
        phrases = entry.synonyms[locale]
        assert len(set(phrases)) == len(phrases), entry.id


@pytest.mark.parametrize("locale", Locale)
def test_each_task_is_known_by_many_ways_to_ask_for_it(locale: Locale) -> None:
    few = [e.id for e in SCOPE.entries if len(e.synonyms[locale]) < 7]
    assert few == []
    sentences = [
        e.id for e in SCOPE.entries if max(map(len, map(str.split, e.synonyms[locale]))) < 3
    ]
    assert sentences == []


@pytest.mark.parametrize("locale", Locale)
def test_no_two_tasks_read_the_same(locale: Locale) -> None:
    tasks = Counter(entry.task[locale] for entry in SCOPE.entries)
    assert [task for task, times in tasks.items() if times > 1] == []
