import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.kernel.errors import NotFound, Unavailable
from portal.storage.files import FileName, LocalFiles, write_durably

LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def files(tmp_path):
    return LocalFiles(tmp_path / "files")


def everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_comes_back_byte_for_byte_under_a_random_name(files):
    first, second = files.save(b"\x00same\xff"), files.save(b"\x00same\xff")

    assert first != second
    assert len(first) == 32
    assert files.load(first) == files.load(second) == b"\x00same\xff"


def test_bytes_and_name_are_on_the_disk_before_the_name_is_given_out(files, tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, Path.replace

    def noting_sync(descriptor):
        done.append(_kind(descriptor))
        sync(descriptor)

    def noting_replace(draft, path):
        done.append("name")
        return replace(draft, path)

    monkeypatch.setattr(os, "fsync", noting_sync)
    monkeypatch.setattr(Path, "replace", noting_replace)

    files.save(b"content")

    # the two new folders, then the content, then the name, then the folder that holds the name
    assert done == ["folder", "folder", "file", "name", "folder"]


def _kind(descriptor: int) -> str:
    return "folder" if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir() else "file"


def test_a_full_disk_is_said_and_leaves_nothing_behind(files, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    files.save(b"before")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(Unavailable):
        files.save(b"x" * 1000)
    assert len(everything_in(tmp_path)) == 1


def test_a_failed_write_leaves_the_old_version(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "er" / "a.txt"
    write_durably(path, b"old")
    monkeypatch.setattr(os, "fsync", lambda _fd: (_ for _ in ()).throw(OSError()))

    with pytest.raises(OSError):  # noqa: PT011  # any of them
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert everything_in(tmp_path) == [path]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../secret.key",
        "..",
        "a" * 31,
        "A" * 32,
        "/etc/passwd",
        "a" * 32 + "\n",
        "a" * 30 + "/.",
        "\x00" * 32,
    ],
)
def test_only_our_own_names_are_looked_for(files, tmp_path, name):
    (tmp_path / "secret.key").write_text("secret")

    with pytest.raises(NotFound):
        files.load(FileName(name))
    with pytest.raises(NotFound):
        files.delete(FileName(name))
    assert (tmp_path / "secret.key").exists()


def test_what_was_deleted_is_not_found_and_may_be_deleted_again(files):
    name = files.save(b"x")

    files.delete(name)
    files.delete(name)

    with pytest.raises(NotFound):
        files.load(name)


def test_sweeping_sees_old_files_and_not_new_ones(files):
    name = files.save(b"x")

    assert list(files.older_than(LATER)) == [name]
    assert list(files.older_than(LATER - timedelta(days=1))) == []


def test_what_a_crash_left_half_written_is_swept_when_it_is_old(files, tmp_path):
    name = files.save(b"x")
    half = tmp_path / "files" / name[:2] / f".{'0' * 32}.tmp"
    half.write_bytes(b"ha")

    list(files.older_than(LATER - timedelta(days=1)))
    assert half.exists()
    list(files.older_than(LATER))
    assert not half.exists()


def test_sweeping_beside_a_deletion_goes_on(files):
    names = {files.save(b"x") for _ in range(5)}
    seen = []

    for name in files.older_than(LATER):
        seen.append(name)
        for other in names - {name}:
            files.delete(other)

    assert len(seen) == 1


def test_sweeping_before_the_first_file_finds_nothing(files):
    assert list(files.older_than(LATER)) == []
