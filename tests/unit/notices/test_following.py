"""Following by mail: asked by anybody, confirmed by whoever reads the address (control 1)."""

import pytest
import sqlalchemy as sa

from portal.kernel.errors import Gone, Invalid, NotFound, TooMany
from portal.kernel.locale import Locale
from portal.notices.model import Progress
from portal.notices.store import Purpose
from portal.notices.store.tables import followers, links
from tests.unit.notices.conftest import House, facts, planned, update

NETWORK = "192.0.2.7"


def test_the_first_mail_holds_nothing_that_the_sender_chose(house: House) -> None:
    found = house.publish()

    house.following.ask(
        found, '"spam buy now"@example.com'.replace('"', "").replace(" ", "-"), Locale.EN, NETWORK
    )

    mail = house.mails()[0]
    assert "spam" not in mail.text + mail.subject
    assert "Mail from Gmail arrives late" in mail.text


def test_nobody_is_told_before_the_address_is_confirmed(house: House) -> None:
    found = house.publish()
    house.following.ask(found, "ana@example.com", Locale.EN, NETWORK)
    house.desk.update(found.key, update())
    assert house.mails("notice") == []

    house.following.confirm(house.token("confirm"))
    house.desk.update(found.key, update())
    assert [m.to for m in house.mails("notice")] == ["ana@example.com"]


def test_tokens_are_kept_as_hashes_and_serve_one_purpose(house: House) -> None:
    found = house.publish()
    house.follow(found)
    house.desk.update(found.key, update())
    confirm, stop = house.token("confirm"), house.token("stop")

    with house.tools.database.read() as connection:
        kept = set(connection.execute(sa.select(links.c.hash)).scalars())
    assert not {confirm, stop} & kept
    with pytest.raises(NotFound):
        house.following.stop(confirm)
    with pytest.raises(NotFound):
        house.following.confirm(stop)


def test_the_link_in_each_mail_stops_the_mails_and_deletes_the_address(any_house: House) -> None:
    found = any_house.publish()
    any_house.follow(found)
    any_house.desk.update(found.key, update())
    assert any_house.following.peek(any_house.token("stop"), Purpose.STOP).id == found.id

    any_house.following.stop(any_house.token("stop"))
    any_house.desk.update(found.key, update())

    assert len(any_house.mails("notice")) == 1
    with any_house.tools.database.read() as connection:
        assert connection.execute(sa.select(followers)).all() == []
    with pytest.raises(NotFound):
        any_house.following.stop(any_house.token("stop"))


def test_asking_twice_makes_one_follower_however_the_address_is_spelt(any_house: House) -> None:
    found = any_house.publish()
    any_house.follow(found)

    any_house.following.ask(found, "ANA+x@Example.com", Locale.CS, NETWORK)
    any_house.following.confirm(any_house.token("confirm"))

    assert any_house.desk.get(found.key).followers == 1


def test_mails_to_an_address_are_limited(house: House) -> None:
    found = house.publish()
    for _ in range(3):
        house.following.ask(found, "ana@example.com", Locale.EN, NETWORK)

    with pytest.raises(TooMany):
        house.following.ask(found, "ana@example.com", Locale.EN, NETWORK)


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@", "a b@example.com", "a@b@c", "x" * 300 + "@e.cz"]
)
def test_what_is_no_address_is_refused(house: House, address: str) -> None:
    with pytest.raises(Invalid):
        house.following.ask(house.publish(), address, Locale.EN, NETWORK)


def test_what_is_over_cannot_be_followed(house: House) -> None:
    found = house.publish()
    house.following.ask(found, "ana@example.com", Locale.EN, NETWORK)
    house.desk.update(found.key, update(progress=Progress.RESOLVED))

    with pytest.raises(Gone):
        house.following.ask(found, "eva@example.com", Locale.EN, NETWORK)
    with pytest.raises(NotFound):
        house.following.confirm(house.token("confirm"))


def test_a_link_expires_and_the_address_is_forgotten(house: House) -> None:
    house.following.ask(house.publish(), "ana@example.com", Locale.EN, NETWORK)
    token = house.token("confirm")
    house.clock.advance(days=7, seconds=1)

    with pytest.raises(Gone):
        house.following.confirm(token)
    house.following.purge()
    with pytest.raises(NotFound):
        house.following.confirm(token)


def test_the_followers_of_planned_work_are_forgotten_after_its_end(house: House) -> None:
    found = house.publish(planned())
    house.follow(found)
    house.clock.advance(hours=25)
    house.following.purge()
    assert house.desk.get(found.key).followers == 1

    house.clock.advance(hours=1)
    house.following.purge()
    assert house.desk.get(found.key).followers == 0


def test_each_mail_speaks_its_readers_language_and_says_where_the_words_do_not(
    house: House,
) -> None:
    found = house.publish(facts(title={Locale.ES: "Retraso"}, text={Locale.ES: "Llega tarde."}))
    house.follow(found)

    house.desk.update(found.key, update(said={Locale.ES: "Causa encontrada."}))

    text = house.mails("notice")[0].text
    assert text.startswith("Hello,")
    assert "(Only in Español)\nCausa encontrada." in text
