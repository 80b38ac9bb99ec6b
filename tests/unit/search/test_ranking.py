"""Looking at few documents finds the same as looking at all."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.engines.blocks import Block, pack, unpack
from portal.search.engines.ranking import Asked, ask, best

SIZE = 400
ALL = (1 << SIZE) - 1
WEIGHTS = st.dictionaries(
    st.integers(0, SIZE - 1), st.floats(0.125, 9, width=32), min_size=1, max_size=25
)


class Terms:
    """A segment of nothing but stems."""

    def __init__(self, stems: Mapping[str, Mapping[int, float]], size: int = SIZE) -> None:
        self._blocks = {
            stem: unpack(size, pack(size, list(found), list(found.values())))
            for stem, found in stems.items()
        }

    def find(self, field: str, term: str) -> Block | None:
        return self._blocks.get(term) if field == "stems" else None


def asked(stems: Mapping[str, Mapping[int, float]]) -> Asked:
    return ask(Terms(stems), [[((stem, 1.0),)] for stem in stems], {})


@given(st.lists(WEIGHTS, min_size=1, max_size=4), st.integers(1, 20))
def test_the_best_are_those_with_the_largest_sums(
    lists: list[dict[int, float]], limit: int
) -> None:
    sums: dict[int, float] = {}
    for found in lists:
        for number, weight in found.items():
            sums[number] = sums.get(number, 0.0) + weight
    hits = best(asked({str(n): found for n, found in enumerate(lists)}), ALL, SIZE, limit)
    expected = sorted(sums.values(), reverse=True)[:limit]
    assert [score for score, _ in hits] == pytest.approx(expected)
    assert all(sums[number] == pytest.approx(score) for score, number in hits)


def test_of_several_ways_to_say_a_term_the_best_counts() -> None:
    terms = Terms({"mail": {1: 2.0, 2: 1.0}, "post": {1: 1.0, 2: 3.0}})
    query = ask(terms, [[(("mail", 1.0),), (("post", 0.5),)]], {})
    assert best(query, ALL, SIZE, 5) == [(2.0, 1), (1.5, 2)]


def test_a_phrase_counts_only_where_all_of_it_is() -> None:
    terms = Terms({"white": {1: 2.0, 2: 1.0}, "screen": {2: 3.0, 3: 9.0}})
    query = ask(terms, [[(("white", 0.5), ("screen", 0.5))]], {})
    assert best(query, ALL, SIZE, 5) == [(2.0, 2)]
    assert query.bits == 1 << 2


def test_what_was_deleted_or_is_not_wanted_is_left_out() -> None:
    query = asked({"mail": {1: 2.0, 2: 1.0}})
    assert best(query, ALL & ~(1 << 1), SIZE, 5) == [(1.0, 2)]


def test_equals_stand_in_the_order_of_the_index() -> None:
    query = asked({"mail": dict.fromkeys(range(30), 1.0)})
    assert [number for _, number in best(query, ALL, SIZE, 5)] == [0, 1, 2, 3, 4]


def test_where_lists_are_flat_documents_with_most_of_the_words_are_found_first() -> None:
    size = 20_000
    flat = {str(n): dict.fromkeys(range(0, size, n), 1.0) for n in (2, 3, 5, 7)}
    terms = Terms(flat, size)
    query = ask(terms, [[((stem, 1.0),)] for stem in flat], {})
    hits = best(query, (1 << size) - 1, size, 5)
    assert [number for _, number in hits] == [210 * n for n in range(5)]
    assert [score for score, _ in hits] == pytest.approx([4.0] * 5, abs=1e-3)
    assert query.bits.bit_count() == len({number for found in flat.values() for number in found})
