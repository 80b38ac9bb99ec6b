"""What is remembered of earlier imports, in a hidden file beside the articles.

It goes with them, also through git, so that a second import from another machine knows the first.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.importing.model import Entry, Place
from portal.kernel.errors import Invalid
from portal.kernel.locale import Locale
from portal.storage.files import write_durably

FILE = ".imported.json"
ASIDE = ".imported"
_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str = Field(pattern=_SLUG)
    locale: Locale
    category: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    slug: str = Field(pattern=_SLUG)
    written: str
    status: str = "draft"
    before: str = ""
    offered: str = ""
    pending: bool = False


class _Drawn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str
    written: str


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid")

    articles: dict[str, _Entry] = Field(default_factory=dict)
    pictures: dict[str, _Drawn] = Field(default_factory=dict)


class _Sources(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: dict[str, _Source] = Field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A picture that was brought: its path in the source, and the digest of what was written."""

    source: PurePosixPath
    written: str


@dataclass
class Ledger:
    """What came from one source: articles by origin, pictures by their path here.

    `others` are the origins of each other source of the same form.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    pictures: dict[PurePosixPath, Drawn] = field(default_factory=dict)
    others: dict[str, frozenset[str]] = field(default_factory=dict)


class Ledgers:
    """The file with what came from every source into the articles folder `into`."""

    def __init__(self, into: Path) -> None:
        self._path = into / FILE
        self._all = _Sources()

    def load(self, form: str, name: str) -> Ledger:
        """Return what came from the source `name`. Raises Invalid where the file is broken."""
        try:
            self._all = _Sources.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            self._all = _Sources()
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            raise Invalid(f"{self._path} cannot be read: {said}. Take it from a backup.") from error
        ours = self._all.sources.get(f"{form}:{name}", _Source())
        others = {
            key.partition(":")[2]: frozenset(source.articles)
            for key, source in self._all.sources.items()
            if key.startswith(f"{form}:") and key != f"{form}:{name}"
        }
        return Ledger(
            {origin: _entry(kept) for origin, kept in ours.articles.items()},
            {
                PurePosixPath(path): Drawn(PurePosixPath(kept.source), kept.written)
                for path, kept in ours.pictures.items()
            },
            others,
        )

    def save(self, form: str, name: str, ledger: Ledger) -> None:
        """Keep `ledger` as what came from the source `name`, if that is news."""
        source = _Source(
            articles={origin: _kept(entry) for origin, entry in sorted(ledger.entries.items())},
            pictures={
                str(path): _Drawn(source=str(drawn.source), written=drawn.written)
                for path, drawn in sorted(ledger.pictures.items())
            },
        )
        if self._all.sources.get(f"{form}:{name}", _Source()) == source:
            return
        self._all.sources[f"{form}:{name}"] = source
        data = self._all.model_dump(exclude_defaults=True)
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        write_durably(self._path, f"{text}\n".encode())


def _entry(kept: _Entry) -> Entry:
    place = Place(kept.key, kept.locale, kept.category, kept.slug)
    return Entry(place, kept.written, kept.status, kept.before, kept.offered, kept.pending)


def _kept(entry: Entry) -> _Entry:
    place = entry.place
    return _Entry(
        key=place.key,
        locale=place.locale,
        category=place.category,
        slug=place.slug,
        written=entry.written,
        status=entry.status,
        before=entry.before,
        offered=entry.offered,
        pending=entry.is_pending,
    )
