"""Notices as support works on them: publishing, updating, closing, collecting tickets."""

import pytest

from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.locale import Locale
from portal.notices.model import Phase, Progress
from portal.notices.service import Draft
from tests.unit.notices.conftest import AUTHOR, House, arrival, facts, planned, update


def test_a_draft_is_nobodys_to_read_until_it_is_published(house: House) -> None:
    draft = house.desk.create(Draft(facts()), AUTHOR)
    with pytest.raises(NotFound):
        house.board.get(draft.key)

    house.desk.publish(draft.key, AUTHOR)

    assert house.board.get(draft.key).facts == facts()
    assert house.board.shown().current[0].id == draft.id


def test_everything_done_is_on_the_record_with_its_author(any_house: House) -> None:
    found = any_house.publish()
    any_house.desk.edit(found.key, Draft(facts(keywords=("gmail",))), "Tomás", found.version)
    any_house.desk.update(found.key, update())
    any_house.desk.update(found.key, update(progress=Progress.RESOLVED), reason="it is a fact")

    record = any_house.desk.get(found.key).record
    assert [(d.actor, d.what) for d in record] == [
        (AUTHOR, "drafted"),
        (AUTHOR, "published"),
        ("Tomás", "edited"),
        (AUTHOR, "updated"),
        (AUTHOR, "closed"),
    ]
    assert record[-1].detail == "it is a fact"


def test_who_edits_an_older_version_overwrites_nothing(house: House) -> None:
    found = house.publish()
    house.desk.edit(found.key, Draft(facts(keywords=("one",))), AUTHOR, found.version)

    with pytest.raises(Conflict):
        house.desk.edit(found.key, Draft(facts(keywords=("two",))), AUTHOR, found.version)

    assert house.board.get(found.key).facts.keywords == ("one",)


def test_the_same_update_sent_twice_is_one(any_house: House) -> None:
    found, said = any_house.publish(), update()
    any_house.follow(found)

    any_house.desk.update(found.key, said)
    any_house.desk.update(found.key, said)

    assert len(any_house.board.get(found.key).updates) == 1
    assert len(any_house.mails("notice")) == 1


def test_r5_a_promise_is_not_published_unless_a_person_gives_a_reason(house: House) -> None:
    found, said = house.publish(), update("It will be fixed by noon.")
    with pytest.raises(Invalid):
        house.desk.update(found.key, said)
    with pytest.raises(Invalid):
        house.desk.create(Draft(facts(text={Locale.EN: "It will be fixed by noon."})), AUTHOR)

    house.desk.update(found.key, said, reason="the words of the data centre, quoted")
    assert len(house.board.get(found.key).updates) == 1


def test_closing_tells_the_followers_and_forgets_them(house: House) -> None:
    found = house.publish()
    house.follow(found)

    house.desk.update(found.key, update("Mail arrives.", Progress.RESOLVED), tell=False)

    sheet = house.desk.get(found.key)
    assert (sheet.phase, sheet.followers) == (Phase.PAST, 0)
    assert [m.to for m in house.mails("notice")] == ["ana@example.com"]
    with pytest.raises(Conflict):
        house.desk.update(found.key, update("One more word."))


def test_an_update_may_be_published_without_a_mail(house: House) -> None:
    found = house.publish()
    house.follow(found)

    house.desk.update(found.key, update(), tell=False)

    assert house.mails("notice") == []


def test_planned_work_is_announced_and_can_be_called_off(house: House) -> None:
    found = house.publish(planned())
    assert house.board.shown().planned == (found,)

    house.desk.update(found.key, update("Called off.", Progress.RESOLVED))

    assert house.board.shown().planned == ()


def test_r25_collected_tickets_are_told_of_publishing_updates_and_the_end(any_house: House) -> None:
    any_house.tickets.known = {"FARO-1": "eva@example.com", "FARO-2": "jan@example.com"}
    draft = any_house.desk.create(Draft(facts()), AUTHOR)
    any_house.desk.join(draft.key, ["FARO-1"], AUTHOR)
    assert any_house.mails() == []

    any_house.desk.publish(draft.key, AUTHOR)
    any_house.desk.join(draft.key, ["FARO-2", "FARO-404"], AUTHOR)
    any_house.desk.update(draft.key, update())
    any_house.tickets.closed.add("FARO-1")
    any_house.desk.update(draft.key, update("It arrives.", Progress.RESOLVED))

    told = sorted(m.reference for m in any_house.mails("notice-ticket"))
    assert told == ["FARO-1"] * 2 + ["FARO-2"] * 3


def test_who_follows_and_has_a_ticket_gets_one_mail(house: House) -> None:
    found = house.publish()
    house.follow(found, "Ana@example.com")
    house.tickets.known = {"FARO-1": "ana@example.com"}
    house.desk.join(found.key, ["FARO-1"], AUTHOR)
    before = len(house.mails())

    house.desk.update(found.key, update())

    assert len(house.mails()) == before + 1


def test_a_ticket_belongs_to_one_notice_and_can_be_taken_out(any_house: House) -> None:
    any_house.tickets.known = {"FARO-1": "eva@example.com"}
    one, other = any_house.publish(), any_house.publish()

    assert any_house.desk.join(one.key, ["FARO-1"], AUTHOR) == ["FARO-1"]
    assert any_house.desk.join(other.key, ["FARO-1"], AUTHOR) == []
    of_it = any_house.board.of_ticket("FARO-1")
    assert of_it is not None
    assert of_it.id == one.id

    any_house.desk.release(one.key, ["FARO-1"], AUTHOR)
    assert any_house.desk.join(other.key, ["FARO-1"], AUTHOR) == ["FARO-1"]


def test_tickets_that_look_alike_are_offered(house: House) -> None:
    house.tickets.known = {"FARO-1": "a@example.com", "FARO-2": "b@example.com"}
    found = house.publish(facts(symptoms=("cannot_send",)))
    house.watch.take(arrival(1))
    house.watch.take(arrival(2, symptom="bounce"))

    assert [c.reference for c in house.desk.get(found.key).candidates] == ["FARO-1"]


def test_only_a_draft_can_be_deleted(house: House) -> None:
    draft = house.desk.create(Draft(facts()), AUTHOR)
    house.desk.discard(draft.key)
    with pytest.raises(NotFound):
        house.desk.get(draft.key)

    with pytest.raises(Conflict):
        house.desk.discard(house.publish().key)


@pytest.mark.parametrize("key", ["0", "-1", "x", "", "9" * 30, "١"])
def test_what_is_no_number_is_no_notice(house: House, key: str) -> None:
    with pytest.raises(NotFound):
        house.desk.get(key)
    with pytest.raises(NotFound):
        house.board.get(key)
