"""What every store of attachments promises: the folder, and an S3-compatible store (moto's)."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from portal.app.storing import build_files
from portal.kernel.errors import NotFound, Unavailable
from portal.settings import Settings
from portal.storage.buckets import BucketFiles, s3_files
from portal.storage.files import FileName, FileStore, LocalFiles

BUCKET = "faro-files"
KEYS = {"key": "a-key", "secret": "a-secret-of-the-store"}
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """An S3-compatible store in this process, with our bucket in it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEYS["key"],
        aws_secret_access_key=KEYS["secret"],
    )
    client.create_bucket(Bucket=BUCKET)
    yield address
    server.stop()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Each store in turn, empty."""
    if request.param == "local":
        return LocalFiles(tmp_path / "files")
    address = request.getfixturevalue("s3_address")
    return s3_files(f"{BUCKET}/{tmp_path.name}", endpoint=address, **KEYS)


class TestEveryStore:
    @pytest.mark.parametrize("content", [b"", b"\x00same\xff", b"x" * 6_000_000])
    def test_a_file_comes_back_byte_for_byte_under_a_random_name(self, store, content):
        first, second = store.save(content), store.save(content)

        assert first != second
        assert len(first) == 32
        assert store.load(first) == store.load(second) == content

    def test_what_was_deleted_is_not_found_and_may_be_deleted_again(self, store):
        name = store.save(b"x")
        store.delete(name)
        store.delete(name)

        with pytest.raises(NotFound):
            store.load(name)

    @pytest.mark.parametrize("name", ["", "..", "../secret.key", "a" * 31, "A" * 32, "a" * 33])
    def test_only_our_own_names_are_looked_for(self, store, name):
        for ask in (store.load, store.delete):
            with pytest.raises(NotFound):
                ask(FileName(name))

    def test_sweeping_sees_old_files_and_not_new_ones(self, store):
        names = {store.save(b"x"), store.save(b"y")}

        assert set(store.older_than(LATER)) == names
        assert list(store.older_than(LATER - timedelta(days=1))) == []

    def test_an_empty_store_has_nothing_to_sweep(self, store):
        assert list(store.older_than(LATER)) == []

    def test_another_machine_sees_a_file_at_once(self, store):
        list(store.older_than(LATER))  # whatever a listing may leave behind
        name = store.save(b"x")

        assert list(store.older_than(LATER)) == [name]


class TestBucket:
    def test_other_things_in_the_bucket_are_left_alone(self, s3_address):
        store = s3_files(f"{BUCKET}/mixed", endpoint=s3_address, **KEYS)
        store._store.pipe_file(f"{BUCKET}/mixed/ab/notes.txt", b"mine")

        assert list(store.older_than(LATER)) == []

    def test_a_store_that_is_not_there_is_said_and_its_key_is_not(self):
        store = s3_files(f"{BUCKET}/x", endpoint="http://127.0.0.1:1", **KEYS)
        store._store.config_kwargs["retries"] = {"max_attempts": 0}
        for use in (lambda: store.save(b"x"), lambda: store.load(FileName("a" * 32))):
            with pytest.raises(Unavailable) as caught:
                use()
            assert KEYS["secret"] not in f"{caught.value} {caught.value.__cause__}"

    def test_a_bucket_that_is_not_there_takes_nothing(self, s3_address):
        store = s3_files("no-such-bucket/x", endpoint=s3_address, **KEYS)

        with pytest.raises(Unavailable):
            store.save(b"x")

    def test_the_settings_choose(self, tmp_path, s3_address):
        named = Settings(
            data=tmp_path,
            files=f"s3://{BUCKET}/chosen",
            files_endpoint=s3_address,
            files_key=KEYS["key"],
            files_secret=KEYS["secret"],
        )
        store = build_files(named)

        assert isinstance(store, BucketFiles)
        assert store.load(store.save(b"x")) == b"x"
        assert isinstance(build_files(Settings(data=tmp_path)), LocalFiles)
