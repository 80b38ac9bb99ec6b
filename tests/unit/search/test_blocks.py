"""What one term has in one segment, as bytes and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.engines.blocks import pack, to_bits, to_ids, unpack

SIZE = 6000
MANY = {number: 1.0 + number % 977 / 100 for number in range(0, SIZE, 2)}


@given(st.dictionaries(st.integers(0, 199), st.floats(0.125, 50, width=32), min_size=1))
def test_a_block_comes_back_as_it_was_packed(weights: dict[int, float]) -> None:
    block = unpack(200, pack(200, list(weights), list(weights.values()), hidden=1))
    assert (block.total, block.hidden) == (len(weights), 1)
    assert weights[block.ids[0]] == max(weights.values())
    assert block.pick(range(200)) == [weights.get(number, 0.0) for number in range(200)]
    assert to_ids(block.bits) == sorted(weights)


def test_the_heaviest_come_first_and_equals_in_order() -> None:
    block = unpack(10, pack(10, [1, 2, 3, 4], [0.5, 2.0, 2.0, 1.0]))
    assert list(block.ids) == [2, 3, 4, 1]


def test_a_common_term_lists_its_heaviest_only_and_knows_the_weight_of_all() -> None:
    block = unpack(SIZE, pack(SIZE, list(MANY), list(MANY.values())))
    assert len(block.ids) < block.total == len(MANY)
    listed = block.pick(block.ids)
    assert listed == sorted(listed, reverse=True)
    assert block.pick(range(SIZE)) == pytest.approx(
        [MANY.get(n, 0.0) for n in range(SIZE)], abs=1e-3
    )
    ids, weights = block.all()
    assert list(ids) == list(MANY)
    assert weights == pytest.approx(list(MANY.values()), abs=1e-3)


def test_terms_without_weights_keep_their_order() -> None:
    block = unpack(100, pack(100, [7, 3, 5], None))
    assert list(block.ids) == [7, 3, 5]
    assert to_ids(block.bits) == [3, 5, 7]


@given(st.sets(st.integers(0, 300)))
def test_bits_are_a_set(numbers: set[int]) -> None:
    assert to_ids(to_bits(list(numbers), 301)) == sorted(numbers)
    assert to_bits(list(numbers), 301).bit_count() == len(numbers)
