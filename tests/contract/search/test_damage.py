"""Whatever happens to an engine's files: asking never fails, and the next sync mends the index."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search.model import Window
from portal.search.ports import SearchEngine
from portal.search.service import Indexing
from tests.contract.search.engines import Make, found
from tests.unit.search.made import ES, THREE, ListSource, asked, document, eventually


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes() or b"x")
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": truncate,
    "emptied": lambda path: path.write_bytes(b""),
    "flipped": flip_one_byte,
    "deleted": Path.unlink,
}


def files(root: Path) -> Iterator[Path]:
    return (p for p in sorted((root / "es").rglob("*")) if p.is_file() and p.name != "LOCK")


@pytest.fixture
def indexing(make: Make, tmp_path: Path) -> Indexing:
    found = Indexing(make(tmp_path), [ListSource(list(THREE.values()))])
    found.sync()
    return found


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_each_file_damaged_alone_is_noticed_and_mended(
    indexing: Indexing, make: Make, tmp_path: Path, damage: str
) -> None:
    kinds = {path.suffix for path in files(tmp_path) if path.stat().st_size}
    for kind in sorted(kinds):
        path = next(p for p in files(tmp_path) if p.suffix == kind and p.stat().st_size)
        DAMAGES[damage](path)
        fresh = make(tmp_path)
        answer = fresh.search(asked("dominio"), Window())
        assert answer.is_degraded or answer.total == 1, path.name
        assert indexing.sync().rebuilt == (ES,), path.name
        assert found(make(tmp_path), "dominio") == ["domain-renewal"]


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_who_has_the_index_open_goes_on_answering_from_it(
    engine: SearchEngine, tmp_path: Path, damage: str
) -> None:
    assert found(engine, "dominio") == ["domain-renewal"]
    for path in list(files(tmp_path)):
        DAMAGES[damage](path)
    time.sleep(0.25)  # until it looks for a new state
    assert engine.search(asked("mensajes"), Window()).total == 2
    assert engine.suggest(("cad",), ES, 6)
    assert engine.search(asked("domimio"), Window()).corrections == {"domimio": "dominio"}


def test_what_a_killed_writer_leaves_does_not_count_and_goes(
    indexing: Indexing, make: Make, tmp_path: Path
) -> None:
    build = next(p.parent for p in files(tmp_path) if p.parent.name != "es")
    (build / "work").mkdir(exist_ok=True)
    litter = [build / "work" / "meta.json", build / "meta-zzzz.json", build / "_MAIN_99.toc"]
    for path in litter:
        path.write_bytes(b"half")
    assert found(make(tmp_path), "dominio") == ["domain-renewal"]
    source = ListSource([*THREE.values(), document("new", "Pepino")])
    assert Indexing(make(tmp_path), [source]).sync().changed == 1
    assert eventually(lambda: found(make(tmp_path), "pepino") == ["new"])
    assert not any(path.exists() for path in litter)
