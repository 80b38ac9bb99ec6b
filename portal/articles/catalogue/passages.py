"""The snippets of each language, as they were last good."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from portal.articles.files import ArticleFolder, GoodVersions, Stamp
from portal.articles.rules import expand, is_snippet, name_of, used, users_of
from portal.articles.rules.snippets import FOLDER
from portal.kernel.locale import LOCALES, Locale, find_locale
from portal.kernel.text import plain_line_ends

log = logging.getLogger(__name__)


class Passages:
    """Follows the files of snippets; one that is gone while articles use it keeps its last text.

    Threads may read; one at a time follows.
    """

    def __init__(self, folder: ArticleFolder, good: GoodVersions) -> None:
        self._folder, self._good = folder, good
        self._stamps: dict[PurePosixPath, Stamp] = {}
        self._texts: dict[Locale, dict[str, str]] = {code: {} for code in LOCALES}

    def follow(self, texts: Mapping[PurePosixPath, Stamp]) -> Mapping[Locale, frozenset[str]]:
        """Read what changed among the files `texts`; return the snippets whose text changed."""
        stamps = {path: stamp for path, stamp in texts.items() if locale_of(path)}
        changed = [path for path, stamp in stamps.items() if self._stamps.get(path) != stamp]
        self._stamps = stamps
        if not changed:
            return {}
        names: dict[Locale, set[str]] = {code: set() for code in LOCALES}
        fresh = {code: dict(self._texts[code]) for code in LOCALES}
        for path in changed:
            locale, text = locale_of(path), self._read(path)
            if locale is not None and text is not None:
                fresh[locale][name_of(path)] = text
                names[locale].add(name_of(path))
        self._texts = fresh
        return {code: users_of(names[code], self.uses(code)) for code in LOCALES}

    def _read(self, path: PurePosixPath) -> str | None:
        try:
            text = self._folder.read(path)
        except (OSError, ValueError) as error:
            log.warning("snippet %s: %s", path, error)
            return self._good.find(path)
        self._good.keep(path, text)
        return plain_line_ends(text)

    def expand(self, locale: Locale, body: str) -> str:
        """Return `body` with the snippets of `locale` in place."""
        names = used(body)
        if not names:
            return body
        return expand(body, self._with_old_ones(locale, names))

    def _with_old_ones(self, locale: Locale, names: Iterable[str]) -> Mapping[str, str]:
        """Return the snippets, and those of `names` that are gone but were once good."""
        known = self._texts[locale]
        gone = [name for name in names if name not in known]
        old = {name: self._good.find(PurePosixPath(locale, FOLDER, f"{name}.md")) for name in gone}
        found = {name: text for name, text in old.items() if text is not None}
        return {**known, **found} if found else known

    def uses(self, locale: Locale) -> Mapping[str, frozenset[str]]:
        """Return which snippets each snippet of `locale` asks for."""
        return {name: used(text) for name, text in self._texts[locale].items()}


def locale_of(path: PurePosixPath) -> Locale | None:
    """Return the language of the snippet at `path`; None where it is none, or lies too deep."""
    is_direct = is_snippet(path) and path.parts[1:-1] == (FOLDER,)
    return find_locale(path.parts[0]) if is_direct else None
