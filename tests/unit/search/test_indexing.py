"""Keeping the index true to its sources."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.kernel.locale import LOCALES, Locale
from portal.search.engines.whoosh import whoosh_engine
from portal.search.model import SearchDocument, Synced, Window
from portal.search.ports import SearchEngine
from portal.search.service import Indexing
from tests.unit.search.made import (
    BUZON,
    CS,
    DOMINIO,
    ES,
    THREE,
    ListSource,
    asked,
    document,
    eventually,
)


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return whoosh_engine(tmp_path)


@pytest.fixture
def source() -> ListSource:
    return ListSource(list(THREE.values()))


@pytest.fixture
def indexing(engine: SearchEngine, source: ListSource) -> Indexing:
    made = Indexing(engine, [source])
    made.sync()
    return made


def total(engine: SearchEngine, text: str, locale: Locale = ES) -> int:
    return engine.search(asked(text, locale), Window()).total


def test_the_first_sync_builds_every_locale(engine: SearchEngine, source: ListSource) -> None:
    assert Indexing(engine, [source]).sync() == Synced(rebuilt=LOCALES)


def test_nothing_new_writes_nothing(indexing: Indexing, engine: SearchEngine) -> None:
    before = engine.generation(ES)
    assert not indexing.sync()
    assert engine.generation(ES) == before


def test_only_what_changed_is_written(
    indexing: Indexing, engine: SearchEngine, source: ListSource
) -> None:
    source.found = [replace(BUZON, title="Casilla llena"), document("new", "Pepino"), DOMINIO]
    assert indexing.sync() == Synced(changed=2, removed=1)
    assert eventually(lambda: total(engine, "pepino") == 1)
    assert (total(engine, "casilla"), total(engine, "outlook")) == (1, 0)


def test_another_process_compares_by_content_not_by_object(
    indexing: Indexing, engine: SearchEngine
) -> None:
    copies = ListSource([replace(d) for d in THREE.values()])
    assert not Indexing(engine, [copies]).sync()


def test_a_translation_goes_into_its_own_index(
    indexing: Indexing, engine: SearchEngine, source: ListSource
) -> None:
    source.found.append(document("mailbox-full", "Plná schránka", locale=CS))
    assert indexing.sync() == Synced(changed=1)
    assert eventually(lambda: total(engine, "schránka", CS) == 1)


def test_more_sources_find_together(indexing: Indexing, engine: SearchEngine) -> None:
    code = SearchDocument("error_code:x", ES, "error_code", "x", "0x80042108", "/es/errors/x")
    indexing.add_source(ListSource([code]))
    assert indexing.sync() == Synced(changed=1)
    assert eventually(lambda: total(engine, "0x80042108") == 1)


class FailingSource:
    """Cannot say what it has."""

    def documents(self) -> Iterator[SearchDocument]:
        raise RuntimeError("no data")


def test_a_source_that_fails_removes_nothing(indexing: Indexing, engine: SearchEngine) -> None:
    indexing.add_source(FailingSource())
    with pytest.raises(RuntimeError):
        indexing.sync()
    assert total(engine, "dominio") == 1


def test_a_rebuild_tells_how_far_it_is(indexing: Indexing) -> None:
    seen: list[tuple[Locale, int, int]] = []
    indexing.rebuild(lambda *state: seen.append(state))
    assert (ES, 0, 3) in seen
    assert (ES, 3, 3) in seen


def test_verify_says_how_each_index_is(indexing: Indexing, tmp_path: Path) -> None:
    assert set(indexing.verify().values()) == {"good"}
    (segment,) = (tmp_path / "es").glob("*/*.seg")
    stat = segment.stat()
    content = bytearray(segment.read_bytes())
    content[100] ^= 1
    segment.write_bytes(content)
    os.utime(segment, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # a disk's own fault leaves no trace
    assert indexing.verify()[ES] == "broken"
    assert indexing.sync().rebuilt == (ES,)


def test_tidying_leaves_one_segment_with_all(
    indexing: Indexing, engine: SearchEngine, source: ListSource, tmp_path: Path
) -> None:
    source.found.append(document("new", "Pepino"))
    indexing.sync()
    indexing.tidy()
    source.found.append(document("newer", "Zanahoria"))
    indexing.sync()
    assert eventually(lambda: total(engine, "pepino zanahoria") == 2)
    assert len(list((tmp_path / "es").glob("*/*.seg"))) == 2
