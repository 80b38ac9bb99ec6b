"""The folder of articles on disk, and what is kept beside it: last good versions, renderings."""

import hashlib
import io
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from PIL import Image

from portal.articles.model import Body, Heading, Section
from portal.articles.rules import is_snippet
from portal.storage.files import write_durably

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
}
"""Endings of pictures that may lie beside articles, and their media types."""


@dataclass(frozen=True)
class Stamp:
    """What tells that a file changed without reading it."""

    modified_ns: int
    size: int
    inode: int


class ArticleFolder:
    """Markdown files at any depth under `root`; hidden files and folders do not count.

    Those in a folder `_snippets` are passages that articles share, and no articles.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def stamps(self) -> dict[PurePosixPath, Stamp]:
        """Return every article file, relative to the folder. An absent folder has none."""
        return {path: stamp for path, stamp in self.texts().items() if not is_snippet(path)}

    def texts(self) -> dict[PurePosixPath, Stamp]:
        """Return every article and every snippet, relative to the folder."""
        return {path: stamp for path, stamp in self._walk() if path.suffix == ".md"}

    def read(self, path: PurePosixPath) -> str:
        """Return the text of `path`.

        Raises OSError, or ValueError where it is not UTF-8 or too large.
        """
        raw = (self.root / path).read_bytes()
        if len(raw) > MAX_BYTES:
            raise ValueError(f"is larger than {MAX_BYTES} bytes")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise ValueError(f"is not UTF-8 (line {line})") from error

    def find_picture(self, path: str) -> Path | None:
        """Return the picture at `path`, relative to the folder, or None."""
        wanted = PurePosixPath(path)
        if wanted.suffix.lower() not in PICTURES or any(p.startswith(".") for p in wanted.parts):
            return None
        try:
            full = (self.root / wanted).resolve()
            is_ours = full.is_relative_to(self.root.resolve()) and full.is_file()
        except (OSError, ValueError, RuntimeError):  # too long, a NUL in it, a link to itself
            return None
        return full if is_ours else None

    def _walk(self) -> Iterator[tuple[PurePosixPath, Stamp]]:
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if name.startswith("."):
                    continue
                full = Path(folder) / name
                try:
                    stat = full.stat()
                except OSError:
                    continue  # gone since the folder was listed
                relative = PurePosixPath(full.relative_to(self.root).as_posix())
                if not _is_text(str(relative)):
                    log.warning("left out, its name is no text: %a", str(relative))
                    continue
                yield relative, Stamp(stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _is_text(name: str) -> bool:
    """Return whether `name` can be written down: a name in other bytes has no address."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def picture_size(content: bytes) -> tuple[int, int]:
    """Return the width and height of a picture that was made anew, in pixels."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


class GoodVersions:
    """The last text of each article that had no errors, for when the file gets some."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: PurePosixPath, text: str) -> None:
        """Keep `text` as the last good version of `path`."""
        if self.find(path) == text:
            return
        try:
            write_durably(self._folder / path, text.encode())
        except OSError as error:
            log.warning("cannot keep the good version of %s: %s", path, error)

    def forget(self, path: PurePosixPath) -> None:
        """Keep nothing of `path`, whose file was deleted."""
        try:
            (self._folder / path).unlink(missing_ok=True)
        except OSError as error:
            log.warning("cannot forget the good version of %s: %s", path, error)

    def find(self, path: PurePosixPath) -> str | None:
        """Return the last good version of `path`, or None."""
        try:
            return (self._folder / path).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None


class Renderings:
    """Rendered bodies by the digest of all they depend on; derived, safe to delete."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def digest(*parts: str) -> str:
        """Return the name of a rendering that depends on `parts`."""
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def find(self, digest: str) -> Body | None:
        """Return the rendering called `digest`, or None where there is none that is whole."""
        try:
            check, _, kept = self._path(digest).read_text(encoding="utf-8").partition("\n")
            if check != self.digest(kept):
                return None
            data = json.loads(kept)
            sections = tuple(
                Section(Heading(**s["heading"]) if s["heading"] else None, s["text"])
                for s in data["sections"]
            )
            return Body(data["html"], sections)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, digest: str, body: Body) -> None:
        """Keep `body`. A full disk is no reason not to show it."""
        path = self._path(digest)
        draft = path.with_suffix(f".{os.getpid()}")
        text = json.dumps(asdict(body), ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(f"{self.digest(text)}\n{text}", encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            log.warning("cannot keep a rendering: %s", error)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest[2:]}.json"
