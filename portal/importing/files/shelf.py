"""Our articles as they lie on the disk: what an import must not take, and writing many at once."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from portal.articles.files import ArticleFolder
from portal.articles.rules import read_source
from portal.importing.rules.naming import Taken
from portal.kernel.errors import Refused
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.storage.files import bring_to_disk

_AT_ONCE = 16


@dataclass
class Standing:
    """The articles that there are: what they have taken, and where each key stands."""

    taken: Taken = field(default_factory=Taken)
    texts: dict[PurePosixPath, str] = field(default_factory=dict)
    by_key: dict[tuple[Locale, str], PurePosixPath] = field(default_factory=dict)
    owners: dict[tuple[Locale, str], PurePosixPath] = field(default_factory=dict)
    """Whose each address is, old ones included."""


def read_standing(into: Path) -> Standing:
    """Return what stands in the articles folder `into`, broken files included."""
    standing, folder = Standing(), ArticleFolder(into)
    for path in sorted(folder.stamps()):
        try:
            text = folder.read(path)
        except (OSError, ValueError):
            standing.texts[path] = ""
            continue
        standing.texts[path] = text
        source = read_source(path, text)[0]
        if source is None:
            standing.taken.slugs |= {(locale, path.stem) for locale in Locale}
            standing.taken.keys.add(path.stem)
            continue
        head = source.head
        standing.taken.keys.add(head.key)
        for slug in (head.slug, path.stem, *head.redirect_from):
            standing.taken.slugs.add((head.locale, slug))
            standing.owners.setdefault((head.locale, slug), path)
        standing.by_key.setdefault((head.locale, head.key), path)
    return standing


def write_all(into: Path, contents: Mapping[PurePosixPath, bytes]) -> Iterator[PurePosixPath]:
    """Write files so that after any crash each is old or new, and yield each that is in place.

    All are written and brought to the disk under other names first, which takes one wait for the
    disk and not one for each. Raises OSError, and Refused where a folder leads out of `into`.
    """
    drafts: dict[PurePosixPath, Path] = {}
    folders = sorted({path.parent for path in contents})
    try:
        for parent in folders:
            _make(into, parent)
        for path, content in contents.items():
            drafts[path] = into / path.parent / f".{new_id()}.tmp"
            drafts[path].write_bytes(content)
        with ThreadPoolExecutor(_AT_ONCE) as pool:  # the disk takes many at once
            list(pool.map(bring_to_disk, drafts.values()))
        for path, draft in drafts.items():
            draft.replace(into / path)
            yield path
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    for parent in folders:
        bring_to_disk(into / parent)


def _make(into: Path, folder: PurePosixPath) -> None:
    full = into / folder
    full.mkdir(parents=True, exist_ok=True)
    if not full.resolve().is_relative_to(into.resolve()):
        raise Refused(f"{full} leads out of the articles folder.")
    for above in (full, *full.parents):
        bring_to_disk(above)
        if above == into:
            break
