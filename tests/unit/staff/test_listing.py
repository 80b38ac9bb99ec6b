"""Filters narrow the lists of support, and never change their order (R4)."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.product import Product
from portal.staff.model import Filters, View, Where, Whose
from portal.staff.rules.listing import (
    VIEWS,
    narrowing,
    read_filters,
    search_terms,
    view_of,
    without,
    write_filters,
)
from portal.tickets.model import Kind, Priority, Queue

some = st.builds(
    Filters,
    where=st.sampled_from(Where),
    team=st.none() | st.sampled_from(Queue),
    product=st.none() | st.sampled_from(Product),
    kind=st.none() | st.sampled_from(Kind),
    priority=st.none() | st.sampled_from(Priority),
    whose=st.none() | st.sampled_from(Whose),
    query=st.sampled_from(["", "ana", "mail 465"]),
)


@given(some)
def test_filters_read_back_from_an_address_as_they_were_written(filters):
    assert read_filters(dict(parse_qsl(write_filters(filters)))) == filters


@given(st.dictionaries(st.sampled_from(["where", "team", "q", "view", "overdue"]), st.text()))
def test_no_address_breaks_the_filters(asked):
    assert isinstance(read_filters(asked), Filters)


def test_nothing_asked_is_the_queue_of_the_technical_team():
    assert view_of(read_filters({})) is View.ANSWER


def test_each_ready_made_list_is_found_by_its_name():
    assert all(view_of(read_filters({"view": view})) is view for view in View)
    assert len(set(VIEWS.values())) == len(View)


def test_a_search_alone_looks_everywhere():
    assert read_filters({"q": " ana "}) == Filters(where=Where.ALL, query="ana")


def test_overdue_are_only_tickets_in_the_queue():
    assert read_filters({"where": "solved", "overdue": "1"}).where is Where.QUEUE


@given(some)
def test_every_filter_in_force_can_be_taken_off_by_itself(filters):
    for name, value in narrowing(filters):
        left = narrowing(without(filters, name))
        assert (name, value) not in left
        assert len(left) == len(narrowing(filters)) - 1


def test_no_words_search_for_nothing():
    assert search_terms("   ") == ()
