"""R23: the lists of one's own tickets, and their pages."""

from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.model import State
from portal.tickets.rules.listing import STATES, Shown, Slice, searched


def test_every_ticket_is_either_open_or_in_the_archive():
    assert STATES[Shown.OPEN] | STATES[Shown.ARCHIVE] == set(State)
    assert not STATES[Shown.OPEN] & STATES[Shown.ARCHIVE]


def test_what_waits_for_the_customer_is_what_was_asked_and_what_was_solved():
    assert STATES[Shown.YOURS] == {State.WAITING, State.SOLVED}


def test_a_page_says_from_which_to_which_it_goes():
    cut = Slice(2, total=45, size=20)
    assert (cut.offset, cut.first, cut.last, cut.pages) == (20, 21, 40, 3)


def test_an_empty_list_has_one_page_and_nothing_on_it():
    cut = Slice(7, total=0)
    assert (cut.number, cut.first, cut.last) == (1, 0, 0)


@given(st.integers(), st.integers(0, 10_000), st.integers(1, 100))
def test_a_page_that_is_not_there_is_the_nearest_that_is(page, total, size):
    cut = Slice(page, total, size)
    assert 0 <= cut.offset <= max(total - 1, 0)
    assert 1 <= cut.number <= cut.pages


@given(st.integers(0, 200), st.integers(1, 50))
def test_the_pages_together_show_every_place_once(total, size):
    pages = [Slice(n, total, size) for n in range(1, Slice(1, total, size).pages + 1)]
    places = [n for cut in pages if total for n in range(cut.first, cut.last + 1)]
    assert places == list(range(1, total + 1))


def test_r23_words_are_searched_folded_and_each_once():
    assert searched("Contraseña  CONTRASEÑA faro-1001") == ("contrasena", "faro", "1001")


@given(st.text(max_size=3000))
def test_whatever_is_typed_few_words_are_searched(text):
    assert len(searched(text)) <= 8
