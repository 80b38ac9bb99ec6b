"""What readers see, in this process and in others, as time goes on."""

import pytest
import sqlalchemy as sa

from portal.kernel.errors import NotFound
from portal.notices.model import Progress
from portal.notices.service import NoticeBoard
from portal.notices.store.tables import generation
from tests.unit.notices.conftest import House, facts, planned, update


def test_a_publish_shows_at_once_here_and_within_half_a_second_elsewhere(any_house: House) -> None:
    other = NoticeBoard(any_house.tools)
    assert any_house.board.shown() == other.shown()

    found = any_house.publish()

    assert any_house.board.shown().current == (found,)
    assert other.shown().current == ()
    any_house.clock.advance(seconds=0.5)
    assert other.shown().current == (found,)
    assert other.stamp() == any_house.board.stamp()


def test_every_change_that_readers_see_changes_the_stamp(house: House) -> None:
    stamps = [house.board.stamp()]
    found = house.publish()
    stamps.append(house.board.stamp())
    house.desk.update(found.key, update())
    stamps.append(house.board.stamp())
    house.desk.update(found.key, update(progress=Progress.RESOLVED))
    stamps.append(house.board.stamp())

    assert len(set(stamps)) == len(stamps)
    assert house.board.stamp() == stamps[-1]


def test_planned_work_moves_on_by_the_clock_alone(house: House) -> None:
    found = house.publish(planned())
    before = house.board.stamp()

    house.clock.advance(hours=24)

    assert house.board.shown().current == (found,)
    assert house.board.stamp() != before
    house.clock.advance(hours=2)
    assert house.board.shown().past == (found,)


def test_the_database_is_asked_twice_a_second_at_most(house: House) -> None:
    house.publish()
    house.board.shown()
    with house.tools.database.write() as connection:
        connection.execute(sa.update(generation).values(value="changed by somebody else"))

    assert house.board.stamp()[0] != "changed by somebody else"
    house.clock.advance(seconds=1)
    assert house.board.stamp()[0] == "changed by somebody else"


def test_a_clock_that_is_set_back_does_not_freeze_the_page(house: House) -> None:
    house.board.shown()
    house.clock.advance(hours=-1)
    other = NoticeBoard(house.tools)
    other.shown()
    house.clock.advance(hours=-1)
    found = house.publish(facts(since=house.clock.now()))

    assert other.shown().current == (found,)


def test_r25_the_wizard_is_told_what_concerns_a_product_and_was_not_passed(house: House) -> None:
    mail, both = house.publish(), house.publish(facts(products=("mail", "website")))
    house.publish(planned())

    assert {n.id for n in house.board.concerning("mail")} == {mail.id, both.id}
    assert house.board.concerning("mail", without=[mail.key]) == (both,)
    assert house.board.concerning("website") == (both,)


def test_search_loses_what_was_over_30_days_ago_and_readers_keep_the_address(house: House) -> None:
    found = house.publish()
    house.desk.update(found.key, update(progress=Progress.RESOLVED))

    house.clock.advance(days=29)
    assert [n.id for n in house.board.findable()] == [found.id]
    house.clock.advance(days=1)
    assert house.board.findable() == ()
    house.clock.advance(days=365)
    assert house.board.get(found.key).id == found.id
    assert house.board.shown().past == ()
    with pytest.raises(NotFound):
        house.board.get("999")
