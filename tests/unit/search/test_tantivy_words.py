"""Words of a large index are read now and then, not at each of its changes."""

import pytest
import tantivy

from portal.search.engines import tantivy_words
from portal.search.engines.tantivy_terms import SCHEMA
from portal.search.engines.tantivy_words import Words


class Texts:
    """An index in memory, and a clock."""

    def __init__(self) -> None:
        self.index, self.now = tantivy.Index(SCHEMA), 0.0

    def add(self, word: str) -> tuple[object, tantivy.Searcher]:
        """Add a text of one word; return the new state."""
        writer, row = self.index.writer(15_000_000, 1), tantivy.Document()
        row.add_text("words", word)
        row.add_text("spellings", word)
        writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        return object(), self.index.searcher()


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Texts:
    made = Texts()
    monkeypatch.setattr(tantivy_words, "_LARGE", 2)
    monkeypatch.setattr("time.monotonic", lambda: made.now)
    return made


def test_a_small_index_knows_its_newest_word(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_words, "_LARGE", 3)
    words = Words()
    words.of(*texts.add("zumbido"))
    assert set(words.of(*texts.add("antena")).counts) == {"zumbido", "antena"}


def test_a_large_one_takes_those_of_a_moment_before_and_not_for_long(texts: Texts) -> None:
    words = Words()
    words.of(*texts.add("zumbido"))
    newest = texts.add("antena")
    assert set(words.of(*newest).counts) == {"zumbido"}
    texts.now = 2.5
    assert set(words.of(*newest).counts) == {"zumbido", "antena"}


def test_a_state_is_read_once(texts: Texts) -> None:
    words, state = Words(), texts.add("zumbido")
    first = words.of(*state)
    texts.now = 60.0
    assert words.of(*state) is first
