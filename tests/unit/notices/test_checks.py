"""What keeps a notice or an update from being published."""

import pytest

from portal.kernel.locale import Locale
from portal.notices.model import Facts
from portal.notices.rules.checks import Fault, find_problems, find_update_problems
from tests.fakes import START
from tests.unit.notices.conftest import HOUR, facts, planned

pytestmark = pytest.mark.rules

PROMISE = {Locale.EN: "It will be fixed by noon."}


def faults(said: Facts, *, excused: bool = False) -> list[tuple[str, Fault]]:
    return [(p.field, p.fault) for p in find_problems(said, START, excused=excused)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (facts(), []),
        (planned(), []),
        (facts(title={}, text={}), [("title-es", Fault.NO_TITLE)]),
        (facts(text={}), [("text-en", Fault.TITLE_ALONE)]),
        (facts(title={}), [("title-en", Fault.TEXT_ALONE)]),
        (facts(title={Locale.EN: "a" * 141}), [("title-en", Fault.LONG)]),
        (facts(products=()), [("products", Fault.NO_PRODUCT)]),
        (facts(since=START + HOUR), [("since", Fault.NOT_YET)]),
        (planned(ends_at=None), [("ends", Fault.NO_END)]),
        (planned(ends_at=START), [("ends", Fault.END_FIRST)]),
    ],
)
def test_each_gap_is_named_with_its_field(said, found):
    assert faults(said) == found


def test_r5_a_promise_in_title_or_text_stops_an_incident():
    assert faults(facts(text=PROMISE)) == [("text-en", Fault.PROMISE)]
    assert faults(facts(title=PROMISE)) == [("title-en", Fault.PROMISE)]


def test_r5_the_times_of_planned_work_are_facts():
    assert faults(planned(text={Locale.EN: "The server will be back at 4:00."})) == []


def test_r5_each_language_is_read_by_its_own_rule():
    text = {
        Locale.ES: "Estará resuelto hoy.",
        Locale.CS: "Do hodiny to bude opravené.",
        Locale.EN: "We look for the cause.",
    }
    title = dict.fromkeys(text, "Title")

    assert [f for f, _ in faults(facts(title=title, text=text))] == ["text-es", "text-cs"]


def test_r29_a_person_may_say_with_a_reason_that_it_is_none():
    assert faults(facts(text=PROMISE), excused=True) == []
    assert find_update_problems(PROMISE, excused=True) == []


def test_r5_an_update_of_planned_work_promises_nothing_either():
    assert [p.fault for p in find_update_problems(PROMISE)] == [Fault.PROMISE]
    assert [p.fault for p in find_update_problems({})] == [Fault.NO_TEXT]
