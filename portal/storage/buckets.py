"""Attachments in an S3-compatible store, through fsspec: many machines, one place for files.

An object is there whole or not at all once its upload is answered, so that a row never names half
a file, as with the folder. Listings are never cached: another machine writes too.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import fsspec
from typing_extensions import override

from portal.kernel.errors import NotFound, Unavailable
from portal.kernel.ids import new_id
from portal.storage.files import FileName, FileStore, is_file_name

_SECONDS = {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 2}}


class BucketFiles(FileStore):
    """Files under `place` (`bucket/prefix`) of a store that fsspec reaches."""

    def __init__(self, store: fsspec.AbstractFileSystem, place: str) -> None:
        self._store, self._place = store, place.strip("/")

    @override
    def save(self, content: bytes) -> FileName:
        name = FileName(new_id())
        with _readable_errors("the file could not be stored"):
            self._store.pipe_file(self._path(name), content)
        return name

    @override
    def load(self, name: FileName) -> bytes:
        with _readable_errors("the file store does not answer"):
            try:
                content: bytes = self._store.cat_file(self._path(name))
            except FileNotFoundError as error:
                raise NotFound("no such file") from error
        return content

    @override
    def delete(self, name: FileName) -> None:
        with _readable_errors("the file store does not answer"):
            try:
                self._store.rm_file(self._path(name))
            except FileNotFoundError:
                return

    @override
    def older_than(self, moment: datetime) -> Iterator[FileName]:
        with _readable_errors("the file store does not answer"):
            found: Mapping[str, Mapping[str, Any]] = self._store.find(self._place, detail=True)
        for path, facts in found.items():
            name = path.rpartition("/")[2]
            written_at = facts.get("LastModified") or facts.get("created")
            if is_file_name(name) and written_at is not None and written_at < moment:
                yield FileName(name)

    def _path(self, name: FileName) -> str:
        if not is_file_name(name):
            raise NotFound("no such file")
        return f"{self._place}/{name[:2]}/{name}"


@contextmanager
def _readable_errors(words: str) -> Iterator[None]:
    """Say everything that the store and the ways to it may raise in our words."""
    try:
        yield
    except (NotFound, Unavailable):
        raise
    except Exception as error:  # a family of its own from each of botocore, aiohttp and s3fs
        raise Unavailable(words) from error


def s3_files(place: str, *, endpoint: str, key: str, secret: str) -> BucketFiles:
    """Return the store at `place`, `bucket/prefix`.

    Without a `key` the machine's own rights count. Raises ImportError without the extra `s3`.
    """
    client = {"endpoint_url": endpoint} if endpoint else {}
    store = fsspec.filesystem(
        "s3",
        key=key or None,
        secret=secret or None,
        client_kwargs=client,
        config_kwargs=_SECONDS,
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    return BucketFiles(store, place)
