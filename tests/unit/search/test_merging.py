"""Which segments become one, and what a ledger takes over from them."""

from portal.search.engines.ledger import Ledger
from portal.search.engines.merging import LARGEST, Size, choose_alike, choose_all
from portal.search.engines.segment import Segment
from portal.search.engines.titles import find_titles
from portal.search.model import SearchDocument
from tests.unit.search.made import ES, document


class Packed:
    """A segment in memory."""

    def __init__(self, ledger: Ledger) -> None:
        self.size, self._fields = len(ledger.titles), ledger.fields()

    def look_up(self, field: str, term: str) -> bytes | None:
        return self._fields.get(field, {}).get(term)

    def terms(self, field: str) -> list[tuple[str, bytes]]:
        return list(self._fields.get(field, {}).items())


def segment(*documents: SearchDocument) -> Segment:
    ledger = Ledger()
    for one in documents:
        ledger.add(one)
    return Segment(Packed(ledger), ES)  # type: ignore[arg-type]  # rows are not read here


def many(count: int) -> list[SearchDocument]:
    return [document(f"n{n}", f"Pepino {n}", "buzón lleno " * (n % 3)) for n in range(count)]


def test_small_segments_are_merged_once_four_are_alike() -> None:
    assert choose_alike([Size(9000, 0), Size(1, 0), Size(1, 0), Size(1, 0)]) == []
    assert choose_alike([Size(9000, 0), *[Size(1, 0)] * 4]) == [1, 2, 3, 4]


def test_a_segment_that_lost_all_its_documents_is_not_merged() -> None:
    assert choose_alike([Size(3, 3)] * 9) == []
    assert choose_all([Size(3, 3), Size(5, 0)]) == []


def test_at_night_large_segments_stay_unless_they_lost_much() -> None:
    large, worn = Size(LARGEST, 10), Size(LARGEST, LARGEST // 5)
    assert choose_all([large, Size(40, 0), Size(2, 1)]) == [1, 2]
    assert choose_all([large, worn]) == [1]


def test_a_large_and_a_small_segment_say_the_same_of_a_term() -> None:
    small, large = segment(*many(20)), segment(*many(20), *many(80)[20:])
    for found in (small, large):
        block = found.find("stems", "buzon")
        assert block is not None
        assert block.pick([0]) == [0.0]
        assert block.pick([2])[0] > block.pick([1])[0] > 0
    assert small.find("stems", "nada") is None


def test_what_is_merged_is_what_was_there_without_the_deleted() -> None:
    documents = many(90)
    merged, made = Ledger(), Ledger()
    merged.take(segment(*documents), range(1, 90), documents[:1])
    for one in documents[1:]:
        made.add(one)
    assert merged.titles == made.titles
    new, old = (Segment(Packed(ledger), ES) for ledger in (merged, made))  # type: ignore[arg-type]
    assert new.counts() == old.counts()
    assert new.facets == old.facets
    for stem in ("pepin", "buzon", "llen"):
        ours, theirs = new.find("stems", stem), old.find("stems", stem)
        assert ours is not None
        assert theirs is not None
        assert ours.pick(range(89)) == theirs.pick(range(89))


def test_titles_that_begin_with_what_is_typed_come_before_those_that_hold_it() -> None:
    titles = ["Cambiar el buzón", "Buzón lleno del todo", "Un buzón"]
    found = segment(*(document(str(n), title) for n, title in enumerate(titles)))
    most, hits = find_titles(found, ("buz",), 0b111, 6)
    assert (most, [number for _, number in hits]) == (1, [1, 2, 0])
    assert find_titles(found, ("buz",), 0b101, 1)[1][0][1] == 2
    assert find_titles(found, ("zzz",), 0b111, 6) == (0, [])
