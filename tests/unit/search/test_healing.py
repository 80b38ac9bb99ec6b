"""Whatever happens to the files: searching never fails, and the next sync mends the index."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.kernel.errors import Unavailable
from portal.search.engines import local
from portal.search.engines.whoosh import Whoosh, whoosh_engine
from portal.search.model import Window
from portal.search.service import Indexing
from tests.unit.search.made import ES, THREE, ListSource, asked, document, eventually

Damage = Callable[[Path], object]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Damage] = {
    "truncated": truncate,
    "emptied": lambda path: path.write_bytes(b""),
    "flipped": flip_one_byte,
    "deleted": Path.unlink,
    "replaced by a folder": replace_by_a_folder,
}
ROOT = Path(__file__).parents[3]
FILES = ["GENERATION", "*/*.toc", "*/*.seg", "*/digests-*.json"]


@pytest.fixture
def indexing(tmp_path: Path) -> Indexing:
    found = Indexing(whoosh_engine(tmp_path, patience=5), [ListSource(list(THREE.values()))])
    found.sync()
    return found


def total(root: Path, text: str = "dominio") -> int:
    """Return what a process that starts now finds."""
    return whoosh_engine(root).search(asked(text), Window()).total


@pytest.mark.parametrize("pattern", FILES)
@pytest.mark.parametrize("damage", list(DAMAGES))
def test_each_damage_to_each_file_heals_at_the_next_sync(
    indexing: Indexing, tmp_path: Path, pattern: str, damage: str
) -> None:
    (path,) = (tmp_path / "es").glob(pattern)
    DAMAGES[damage](path)
    fresh = whoosh_engine(tmp_path)
    answer = fresh.search(asked("dominio"), Window())
    assert answer.is_degraded or answer.total == 1
    assert fresh.suggest(("dom",), ES, 6) is not None
    assert indexing.sync().rebuilt == (ES,)
    assert eventually(lambda: fresh.search(asked("dominio"), Window()).total == 1)
    assert not indexing.sync()


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_process_that_runs_goes_on_answering_from_what_it_has(
    indexing: Indexing, tmp_path: Path, damage: str
) -> None:
    engine = whoosh_engine(tmp_path)
    assert engine.search(asked("dominio"), Window()).total == 1
    for path in (tmp_path / "es").rglob("*.*"):
        DAMAGES[damage](path)
    time.sleep(0.25)
    assert engine.search(asked("mensajes"), Window()).total == 2


def test_a_reader_that_finds_the_index_broken_asks_for_a_new_one(
    indexing: Indexing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (segment,) = (tmp_path / "es").glob("*/*.seg")
    original = segment.read_bytes()
    truncate(segment)
    assert total(tmp_path) == 0
    segment.write_bytes(original)  # and even if the file were good again
    assert "broken" in caplog.text
    assert indexing.sync().rebuilt == (ES,)
    assert not indexing.sync()


def test_a_reader_whose_library_fails_answers_with_nothing_and_asks(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = whoosh_engine(tmp_path)

    def fail(*_args: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(Whoosh, "read", fail)
    assert engine.search(asked("dominio"), Window()).is_degraded
    monkeypatch.undo()
    assert indexing.sync().rebuilt == (ES,)
    assert eventually(lambda: engine.search(asked("dominio"), Window()).total == 1)


def test_an_index_made_by_another_version_is_made_anew(indexing: Indexing, tmp_path: Path) -> None:
    newer = Whoosh()
    newer.versions = "another"
    engine = local.LocalEngine(tmp_path, newer)
    assert engine.search(asked("dominio"), Window()).is_degraded
    assert engine.digests(ES) is None
    Indexing(engine, [ListSource(list(THREE.values()))]).sync()
    assert eventually(lambda: engine.search(asked("dominio"), Window()).total == 1)
    assert indexing.sync().rebuilt  # and the old program, if it comes back, makes its own


def test_a_deleted_folder_comes_back(indexing: Indexing, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "es")
    assert indexing.sync().rebuilt == (ES,)
    assert total(tmp_path) == 1


def test_litter_of_a_killed_writer_is_swept_and_does_not_count(
    indexing: Indexing, tmp_path: Path
) -> None:
    (segment,) = (tmp_path / "es").glob("*/*.seg")
    build = segment.parent
    (build / "_MAIN_99.toc").write_bytes(b"half")
    (build / "MAIN_zzzz.seg").write_bytes(b"half")
    (build / "MAIN.tmp").mkdir(exist_ok=True)
    (tmp_path / "es" / "0123456789ab").mkdir()
    assert total(tmp_path) == 1
    source = ListSource([*THREE.values(), document("new", "Pepino")])
    Indexing(whoosh_engine(tmp_path), [source]).sync()
    assert total(tmp_path, "pepino") == 1
    assert not (build / "_MAIN_99.toc").exists()
    assert not (tmp_path / "es" / "0123456789ab").exists()


WRITER = """
import sys
from pathlib import Path
from portal.search.engines import folder
from portal.search.engines.whoosh import whoosh_engine
from portal.search.model import Batch
from tests.unit.search.made import ES, by_id, document
import os
import shutil
def die(*_): os._exit(9)
setattr(*{"files": (folder, "_settle", die), "stamp": (folder, "write_durably", die)}[sys.argv[2]])
whoosh_engine(Path(sys.argv[1])).apply(ES, Batch(by_id(document("new", "Pepino"))))
"""


@pytest.mark.parametrize("moment", ["files", "stamp"])
def test_a_writer_killed_before_the_end_leaves_the_state_before(
    indexing: Indexing, tmp_path: Path, moment: str
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path), moment],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    assert killed.returncode == 9
    assert (total(tmp_path), total(tmp_path, "pepino")) == (1, 0)
    assert not indexing.sync()
    source = ListSource([*THREE.values(), document("new", "Pepino")])
    assert Indexing(whoosh_engine(tmp_path), [source]).sync().changed == 1
    assert total(tmp_path, "pepino") == 1


def test_a_second_writer_waits_for_the_first(tmp_path: Path, indexing: Indexing) -> None:
    with (tmp_path / "es" / "LOCK").open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        threading.Timer(0.3, lambda: fcntl.flock(file.fileno(), fcntl.LOCK_UN)).start()
        started = time.monotonic()
        assert indexing.rebuild().rebuilt
        assert time.monotonic() - started >= 0.3


def test_a_writer_that_waits_too_long_says_try_again(tmp_path: Path, indexing: Indexing) -> None:
    with (tmp_path / "es" / "LOCK").open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        other = Indexing(whoosh_engine(tmp_path, patience=0.1), [ListSource()])
        with pytest.raises(Unavailable):
            other.sync()
    assert total(tmp_path) == 1


def test_a_lock_left_by_the_dead_holds_nobody_up(tmp_path: Path, indexing: Indexing) -> None:
    (build,) = {path.parent for path in (tmp_path / "es").glob("*/*.seg")}
    for left in (tmp_path / "es" / "LOCK", build / "MAIN_WRITELOCK"):
        left.write_bytes(b"99999")
    source = ListSource([])
    assert Indexing(whoosh_engine(tmp_path, patience=1), [source]).sync().removed == 3


def test_a_full_disk_is_said_as_try_again(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Whoosh, "change", refuse)
    full = Indexing(whoosh_engine(tmp_path), [ListSource([])])
    with pytest.raises(Unavailable):
        full.sync()
    assert total(tmp_path) == 1


@pytest.mark.parametrize("damage", ["truncated", "deleted"])
@pytest.mark.parametrize("pattern", FILES)
def test_what_is_broken_is_seen_without_looking_at_the_articles(
    indexing: Indexing, tmp_path: Path, pattern: str, damage: str
) -> None:
    assert not indexing.is_broken()
    DAMAGES[damage](next((tmp_path / "es").glob(pattern)))
    assert indexing.is_broken()


def test_a_large_index_is_read_from_the_disk(
    indexing: Indexing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_IN_MEMORY", 0)
    assert total(tmp_path) == 1


def test_the_stamp_is_readable_and_names_every_document(indexing: Indexing, tmp_path: Path) -> None:
    stamp = json.loads((tmp_path / "es" / "GENERATION").read_text())
    assert stamp["generation"] == 1
    (listing,) = stamp["digests"]
    digests = tmp_path / "es" / stamp["build"] / listing
    assert set(json.loads(digests.read_text())) == set(THREE)
