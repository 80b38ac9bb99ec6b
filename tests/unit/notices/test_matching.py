"""Whom a notice concerns."""

import pytest

from portal.kernel.text import words
from portal.notices.rules.matching import concerns, could_join, fits_words
from tests.unit.notices.conftest import arrival, notice

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("products", "product", "is_shown"),
    [
        (("mail",), "mail", True),
        (("mail",), "website", False),
        (("database",), "website", True),
        (("database",), "mail", False),
        (("domain",), "mail", True),
        (("website", "mail"), "mail", True),
        ((), "account", True),
        (("mail",), "made-up", False),
    ],
)
def test_r25_a_notice_is_shown_for_its_products_and_for_what_rests_on_them(
    products, product, is_shown
):
    assert concerns(notice(products=products), product) is is_shown


def test_another_symptom_of_the_same_product_is_another_failure():
    late = notice(symptoms=("cannot_receive",))

    assert concerns(late, "mail")
    assert concerns(late, "mail", "cannot_receive")
    assert not concerns(late, "mail", "cannot_send")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("gmail", True),
        ("Gmail tarda", True),
        ("mx2.faro.example", True),
        ("mail arrives late", True),
        ("mail", False),
        ("outlook", False),
        ("", False),
    ],
)
def test_search_names_a_notice_by_a_keyword_or_two_words_of_its_title(query, fits):
    found = notice(keywords=("gmail",), affected=("mx2.faro.example",))

    assert fits_words(found, words(query)) is fits


def test_a_later_ticket_joins_by_symptom_or_by_server():
    late = notice(symptoms=("cannot_send",), affected=("MX2",))

    assert could_join(late, arrival(1))
    assert could_join(late, arrival(1, symptom="bounce", server="mx2"))
    assert not could_join(late, arrival(1, symptom="bounce"))
    assert not could_join(late, arrival(1, symptom=""))
