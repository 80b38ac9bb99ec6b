"""From arriving tickets to the flag, and from the flag to a notice that collects them (R25)."""

import pytest

from portal.kernel.errors import NotFound
from portal.kernel.locale import Locale
from portal.notices.model import Suspicion
from tests.unit.notices.conftest import AUTHOR, House, arrival

WORDS = {Locale.EN: "Email: I cannot send"}, {Locale.EN: "We look for the cause."}


def arrive(house: House, count: int = 5, first: int = 1) -> tuple[Suspicion, ...]:
    for number in range(first, first + count):
        house.tickets.known[f"FARO-{number}"] = f"p{number}@example.com"
        house.watch.take(arrival(number, number))
    house.clock.advance(minutes=count)
    return house.watch.suspicions()


def test_r25_the_flag_rises_with_the_fifth_ticket_and_counts_on(house: House) -> None:
    assert arrive(house, 4) == ()
    assert len(arrive(house, 1, first=5)[0].tickets) == 5
    assert len(arrive(house, 1, first=6)[0].tickets) == 6


def test_a_ticket_that_is_handed_over_twice_counts_once(any_house: House) -> None:
    arrive(any_house, 4)
    any_house.watch.take(arrival(4, 4))

    assert any_house.watch.suspicions() == ()


def test_r25_one_click_makes_a_draft_of_the_facts_and_joins_the_tickets(any_house: House) -> None:
    suspicion = arrive(any_house)[0]

    number = any_house.watch.collect(suspicion.key, AUTHOR, lambda _: WORDS)

    sheet = any_house.desk.get(str(number))
    assert sheet.notice.facts.since == suspicion.since
    assert (sheet.notice.facts.products, sheet.notice.facts.symptoms) == (
        ("mail",),
        ("cannot_send",),
    )
    assert [j.reference for j in sheet.joined] == list(suspicion.references)
    assert any_house.watch.suspicions() == ()
    with pytest.raises(NotFound):
        any_house.watch.collect(suspicion.key, AUTHOR, lambda _: WORDS)

    any_house.desk.publish(str(number), AUTHOR)
    assert len(any_house.mails("notice-ticket")) == 5


def test_what_has_nothing_in_common_raises_no_flag_again_until_new_ones_come(house: House) -> None:
    house.watch.dismiss(arrive(house)[0].key)
    assert house.watch.suspicions() == ()

    assert len(arrive(house, 5, first=20)[0].tickets) == 5


def test_a_flag_that_nobody_decided_about_goes_after_a_day(house: House) -> None:
    arrive(house)
    house.clock.advance(hours=25)

    assert house.watch.suspicions() == ()
    house.clock.advance(days=7)
    house.watch.purge()


def test_what_a_customer_typed_fits_its_column_whatever_its_length(any_house: House) -> None:
    any_house.watch.take(arrival(1, server="x" * 5000, domain="y" * 5000))
