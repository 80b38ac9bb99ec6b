"""The provider's files as services use them. What is wrong in them is logged; `portal check`
says it with file and line."""

from collections.abc import Mapping
from pathlib import Path

from portal.app.rereading import FEW, once_per_change, usable
from portal.articles.files import GoodVersions
from portal.kernel.locale import LOCALES, Locale
from portal.scope.files import load_scope, load_words
from portal.scope.model import Scope, ScopeWords
from portal.search.files import load_synonyms
from portal.search.rules.synonyms import Synonyms
from portal.site import DEFAULTS, SiteFiles
from portal.tickets.files import load_lexicons, load_matters
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.matters import Matters
from portal.wizard.catalogue import FlowCatalogue, FlowPlaces, FlowWorld
from portal.wizard.files.topics import load_topics
from portal.wizard.rules.issues import ACTIONS, CHECKS
from portal.wizard.rules.topic_signs import Topics

_scope = once_per_change(load_scope)
_scope_words = once_per_change(load_words)
_lexicons = once_per_change(load_lexicons)
_matters = once_per_change(load_matters)
_synonyms = once_per_change(load_synonyms, FEW * len(LOCALES))


@once_per_change
def _topics(signs: Path, languages: tuple[tuple[Locale, Path], ...]) -> Topics:
    return usable("topics", load_topics(signs, dict(languages)))


def load_scope_of(files: SiteFiles) -> Scope:
    """Return the scope catalogue; an entry with faults is left out."""
    path = files.path("scope.yml")
    return usable("scope", _scope([path], path))


def load_scope_words_of(files: SiteFiles) -> ScopeWords:
    """Return what customers call things; a word with faults is left out."""
    path = files.path("scope_words.yml")
    return usable("scope words", _scope_words([path], path))


def load_lexicons_of(files: SiteFiles) -> Mapping[Locale, Lexicon]:
    """Return the word lists of the text checks. Raises LexiconError."""
    folders = _folders_with("lexicon", files)
    return _lexicons(_in_each(folders, "lexicon"), *folders)


def load_matters_of(files: SiteFiles) -> Mapping[Locale, Matters]:
    """Return the words by which two reports are compared. Raises MattersError."""
    folders = _folders_with("matters", files)
    return _matters(_in_each(folders, "matters"), *folders)


def _folders_with(name: str, files: SiteFiles) -> tuple[Path, ...]:
    """Return where the folder `name` may be, the provider's own first."""
    own = files.data / "site"
    return (own, DEFAULTS) if (own / name).is_dir() else (DEFAULTS,)


def _in_each(folders: tuple[Path, ...], name: str) -> list[Path]:
    return [folder / name / f"{code}.yml" for folder in folders for code in LOCALES]


def load_topics_of(files: SiteFiles) -> Topics:
    """Return what the start page knows of how people say things; what has faults is left out."""
    signs = files.path("topics/signs.yml")
    languages = tuple((code, files.path(f"topics/{code}.yml")) for code in LOCALES)
    paths = [signs, *(path for _, path in languages)]
    return _topics(paths, signs, languages)


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
    return _synonyms([path], path, locale)[0]
