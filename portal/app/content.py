"""The provider's files as services use them. What is wrong in them is logged; `portal check`
says it with file and line."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from portal.articles.files import GoodVersions
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES, Locale
from portal.scope.files import load_scope, load_words
from portal.scope.model import Scope, ScopeWords
from portal.search.files import load_synonyms
from portal.search.rules.synonyms import Synonyms
from portal.site import DEFAULTS, SiteFiles, Stamp, stamp_of
from portal.tickets.files import load_lexicons, load_matters
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.matters import Matters
from portal.wizard.catalogue import FlowCatalogue, FlowPlaces, FlowWorld
from portal.wizard.files.topics import load_topics
from portal.wizard.rules.issues import ACTIONS, CHECKS
from portal.wizard.rules.topic_signs import Topics

_log = logging.getLogger(__name__)


def load_scope_of(files: SiteFiles) -> Scope:
    """Return the scope catalogue; an entry with faults is left out."""
    path = files.path("scope.yml")
    scope, findings = _scope(path, stamp_of(path))
    for finding in findings:
        _log.warning("scope: %s", finding)
    return scope


def load_scope_words_of(files: SiteFiles) -> ScopeWords:
    """Return what customers call things; a word with faults is left out."""
    path = files.path("scope_words.yml")
    words, findings = _scope_words(path, stamp_of(path))
    for finding in findings:
        _log.warning("scope words: %s", finding)
    return words


def load_lexicons_of(files: SiteFiles) -> Mapping[Locale, Lexicon]:
    """Return the word lists of the text checks. Raises LexiconError."""
    own = files.data / "site"
    folders = (own, DEFAULTS) if (own / "lexicon").is_dir() else (DEFAULTS,)
    paths = [folder / "lexicon" / f"{code}.yml" for folder in folders for code in LOCALES]
    return _lexicons(folders, tuple(stamp_of(path) for path in paths))


def load_matters_of(files: SiteFiles) -> Mapping[Locale, Matters]:
    """Return the words by which two reports are compared. Raises MattersError."""
    own = files.data / "site"
    folders = (own, DEFAULTS) if (own / "matters").is_dir() else (DEFAULTS,)
    paths = [folder / "matters" / f"{code}.yml" for folder in folders for code in LOCALES]
    return _matters(folders, tuple(stamp_of(path) for path in paths))


def load_topics_of(files: SiteFiles) -> Topics:
    """Return what the start page knows of how people say things; what has faults is left out."""
    signs = files.path("topics/signs.yml")
    languages = tuple((code, files.path(f"topics/{code}.yml")) for code in LOCALES)
    stamps = tuple(stamp_of(path) for path in (signs, *(path for _, path in languages)))
    topics, findings = _topics(signs, languages, stamps)
    for finding in findings:
        _log.warning("topics: %s", finding)
    return topics


def build_flows(files: SiteFiles, scope: Scope) -> FlowCatalogue:
    """Return the flows, which follow their files."""
    places = FlowPlaces(
        paths=lambda: files.folder("flows"),
        shipped=DEFAULTS / "flows",
        good=GoodVersions(files.data / "good_flows"),
    )
    world = FlowWorld(
        scope_ids=frozenset(entry.id for entry in scope.entries),
        actions=frozenset(ACTIONS),
        checks=frozenset(CHECKS),
    )
    return FlowCatalogue(places, world)


def load_synonyms_of(files: SiteFiles, locale: Locale) -> Synonyms:
    """Return the synonyms of `locale`; a group with faults is left out."""
    path = files.path(f"synonyms/{locale}.yml")
    return _synonyms(path, locale, stamp_of(path))


# What was read stays the same values while its file does: commands and tests build the services
# more than once in a process, and reading is most of that.


@lru_cache(maxsize=4)
def _scope(path: Path, _stamped: Stamp) -> tuple[Scope, tuple[Finding, ...]]:
    return load_scope(path)


@lru_cache(maxsize=4)
def _scope_words(path: Path, _stamped: Stamp) -> tuple[ScopeWords, tuple[Finding, ...]]:
    return load_words(path)


@lru_cache(maxsize=4)
def _lexicons(folders: tuple[Path, ...], _stamped: tuple[Stamp, ...]) -> Mapping[Locale, Lexicon]:
    return load_lexicons(*folders)


@lru_cache(maxsize=4)
def _matters(folders: tuple[Path, ...], _stamped: tuple[Stamp, ...]) -> Mapping[Locale, Matters]:
    return load_matters(*folders)


@lru_cache(maxsize=4)
def _topics(
    signs: Path,
    languages: tuple[tuple[Locale, Path], ...],
    _stamped: tuple[Stamp, ...],
) -> tuple[Topics, tuple[Finding, ...]]:
    return load_topics(signs, dict(languages))


@lru_cache(maxsize=8)
def _synonyms(path: Path, locale: Locale, _stamped: Stamp) -> Synonyms:
    return load_synonyms(path, locale)[0]
