"""What the front matter of a site generator's file says, whichever generator it is."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from portal.importing.model import Matter, Page
from portal.importing.rules.headings import first_title
from portal.importing.rules.lines import number
from portal.importing.rules.matter import flag_of, text_of, texts_of
from portal.kernel.text import capitalise

TEXTS = frozenset({".md", ".markdown", ".mkd", ".mdown", ".html", ".htm"})
_HTML = frozenset({".html", ".htm"})
_TAG = re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)
_OURS = frozenset({"es", "en", "cs"})


@dataclass(frozen=True)
class Named:
    """A path taken apart: its language, the rest of its folders, and its own name."""

    language: str
    folders: tuple[str, ...]
    name: str

    @property
    def twin(self) -> str:
        """The same for all languages."""
        return "/".join((*self.folders, self.name))


def take_apart(path: PurePosixPath, languages: frozenset[str]) -> Named:
    """Return what `path` says, which may name a language by its first folder or before its ending.

    `languages` are the tags that the site speaks, ours aside.
    """
    known = {tag.lower() for tag in languages} | _OURS
    folders, stem, language = path.parts[:-1], path.stem, ""
    name, dot, tag = stem.rpartition(".")
    if dot and name and _TAG.fullmatch(tag) and tag.lower() in known:
        stem, language = name, tag
    if folders and _TAG.fullmatch(folders[0]) and folders[0].lower() in known:
        language = language or folders[0]
        folders = folders[1:]
    return Named(language, tuple(folders), stem)


def own_name(named: Named) -> str:
    """Return how a page is called: an index by its folder."""
    is_index = named.name.lower() in {"index", "_index", "readme"}
    return named.folders[-1] if is_index and named.folders else named.name


def describe(matter: Matter, path: PurePosixPath, named: Named) -> dict[str, Any]:
    """Return the fields of a page that all generators write alike."""
    data = matter.data or {}
    name = own_name(named)
    is_html = path.suffix.lower() in _HTML
    heading = "" if is_html else first_title(number(matter.body))
    return {
        "origin": str(path),
        "twin": text_of(data, "translationKey", "page_id") or named.twin,
        "place": path,
        "title": text_of(data, "title") or heading or _as_title(name),
        "body": matter.body,
        "first_line": matter.first_line,
        "is_html": is_html,
        "language": text_of(data, "lang", "language", "locale") or named.language,
        "is_draft": flag_of(data, "draft", default=False),
        "slug": text_of(data, "slug") or name,
        "summary": text_of(data, "description", "summary", "excerpt"),
        "tags": texts_of(data, "tags", "keywords", separator=","),
        "folder": path.parent,
    }


def _as_title(name: str) -> str:
    return capitalise(re.sub(r"[-_]+", " ", name).strip())


def is_page(path: PurePosixPath) -> bool:
    """Return whether `path` may hold an article."""
    return path.suffix.lower() in TEXTS


def has_text(page: Page) -> bool:
    """Return whether there is something to read."""
    return bool(page.body.strip())
