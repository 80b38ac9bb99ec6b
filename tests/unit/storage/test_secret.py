import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.storage.secret import load_secret


def test_the_key_is_made_once_and_kept(tmp_path):
    key = load_secret(tmp_path / "data")

    assert len(key) >= 64
    assert load_secret(tmp_path / "data") == key
    assert load_secret(tmp_path / "other") != key


def test_nobody_else_may_read_the_key(tmp_path):
    before = os.umask(0)
    try:
        load_secret(tmp_path)
    finally:
        os.umask(before)

    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_many_that_start_together_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret(tmp_path), range(32)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", [b"", b"   \n", b"short"])
def test_a_key_too_short_to_sign_with_is_refused(tmp_path, content):
    (tmp_path / "secret.key").write_bytes(content)

    with pytest.raises(ValueError, match="too short"):
        load_secret(tmp_path)


def test_a_key_written_by_hand_counts_without_its_line_break(tmp_path):
    (tmp_path / "secret.key").write_bytes(b"k" * 40 + b"\n")

    assert load_secret(tmp_path) == b"k" * 40
