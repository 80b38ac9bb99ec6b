"""Where attachments are, and who looks at them first, by the settings."""

from collections.abc import Callable

from portal.settings import Settings, read_secret
from portal.storage.files import FileStore, LocalFiles
from portal.storage.scanner import Clamd, trust


def build_files(settings: Settings) -> FileStore:
    """Return the folder of attachments, or the S3-compatible store that is named.

    Raises ImportError without the extra `s3`, OSError where the key's file cannot be read.
    """
    if not settings.files:
        return LocalFiles(settings.data / "files")
    from portal.storage.buckets import s3_files  # only who wants it waits for it

    return s3_files(
        settings.files.removeprefix("s3://"),
        endpoint=settings.files_endpoint,
        key=settings.files_key,
        secret=read_secret(settings.files_secret, settings.files_secret_file),
    )


def build_scanner(settings: Settings) -> Callable[[bytes], str]:
    """Return what looks for harmful files; without a scanner nothing is found."""
    return Clamd(settings.clamd).scan if settings.clamd else trust
