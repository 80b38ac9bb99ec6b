"""The folder of articles and the provider's files as they are on the disk, faults included."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from portal.articles.catalogue.passages import locale_of
from portal.articles.files import PICTURES, ArticleFolder
from portal.articles.model import FrontMatter
from portal.articles.rules import Source, is_snippet, read_source
from portal.articles.rules.snippets import FOLDER
from portal.diagnostics.files import load_codes
from portal.kernel.findings import Finding
from portal.kernel.locale import LOCALES
from portal.kernel.text import slugify
from portal.kernel.yamlmap import Document, read_yaml
from portal.scope.files import load_scope, load_words
from portal.scope.model import Scope
from portal.search.files import load_synonyms
from portal.site import DEFAULTS, Site, SiteError, SiteFiles, load_site
from portal.staff.files import load_phrases, load_replies
from portal.tickets.files import LexiconError, load_lexicons
from portal.writing.model import Manuscript, Shelf

_WORD = re.compile(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-])")
_KEY = re.compile(r"^key:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


def read_shelf(folder: ArticleFolder) -> tuple[Shelf, list[Finding]]:
    """Read every article and snippet; what cannot be read is a finding, relative to the folder."""
    read, broken, findings = list[Manuscript](), set[str](), list[Finding]()
    for path in sorted(folder.texts()):
        try:
            text = folder.read(path)
        except (OSError, ValueError) as error:
            findings.append(Finding(path, line_of(error), "unreadable", str(error)))
            broken.add(slugify(path.stem))
            continue
        manuscript, problems = read_manuscript(path, text)
        findings += problems
        if manuscript is not None:
            read.append(manuscript)
        elif not is_snippet(path):
            broken |= _claimed_keys(path, text)
    articles = tuple(m for m in read if not is_snippet(m.path))
    snippets = tuple(m for m in read if is_snippet(m.path))
    return Shelf(articles, frozenset(broken), snippets), findings


def read_manuscript(path: PurePosixPath, text: str) -> tuple[Manuscript | None, list[Finding]]:
    """Return the article or snippet, or None and why it cannot be used."""
    if is_snippet(path):
        return _read_snippet(path, text)
    source, findings = read_source(path, text)
    return (Manuscript(path, text, source) if source else None), findings


def _read_snippet(path: PurePosixPath, text: str) -> tuple[Manuscript | None, list[Finding]]:
    """Return the snippet as an article that has nothing but its text."""
    locale, name = locale_of(path), path.stem
    if locale is None or slugify(name) != name:
        message = f"no article can name it: call it LOCALE/{FOLDER}/small-letters.md"
        return None, [Finding(path, 1, "snippet-place", message)]
    head = FrontMatter(name, "", name, "", FOLDER, locale)
    return Manuscript(path, text, Source(head, text, 1)), []


def line_of(error: Exception) -> int:
    """Return the line at which reading failed; 1 where it is no certain one."""
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return cause.object.count(b"\n", 0, cause.start) + 1
    return 1


def _claimed_keys(path: PurePosixPath, text: str) -> set[str]:
    return {slugify(path.stem), *_KEY.findall(text)}


def find_pictures(folder: ArticleFolder) -> frozenset[str]:
    """Return the pictures that readers can be shown, relative to the folder."""
    paths = (p.relative_to(folder.root).as_posix() for p in folder.root.rglob("*"))
    pictures = (p for p in paths if PurePosixPath(p).suffix.lower() in PICTURES)
    return frozenset(p for p in pictures if folder.find_picture(p) is not None)


@dataclass(frozen=True)
class ProviderFiles:
    """What the provider's files say, and what is wrong with them.

    Where `site.yml` or `policy.yml` cannot be used, `site` is the built-in one, so that the rest
    can still be checked.
    """

    site: Site
    scope: Scope
    findings: tuple[Finding, ...]


def read_provider(files: SiteFiles) -> ProviderFiles:
    """Read everything of the provider's but the flows, which need to know the articles."""
    findings = list[Finding]()
    try:
        site = load_site(files)
    except SiteError as error:
        findings += error.findings
        site = load_site(SiteFiles(DEFAULTS))
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(files.path("site.yml"), 1, "site", str(error)))
        site = load_site(SiteFiles(DEFAULTS))
    scope, faults = load_scope(files.path("scope.yml"))
    findings += faults
    findings += load_words(files.path("scope_words.yml"))[1]
    findings += load_codes(files.path("error_codes.yml"))[1]
    for locale in LOCALES:
        findings += load_synonyms(files.path(f"synonyms/{locale}.yml"), locale)[1]
        findings += load_replies(files.path(f"replies/{locale}.yml"), locale)[1]
        findings += load_phrases(files.path(f"reply_check/{locale}.yml"), locale)[1]
    findings += _lexicon_findings(files)
    return ProviderFiles(site, scope, tuple(findings))


def _lexicon_findings(files: SiteFiles) -> Iterable[Finding]:
    try:
        load_lexicons(files.data / "site", DEFAULTS)
    except LexiconError as error:
        return error.findings
    return ()


def words_of(files: SiteFiles) -> frozenset[str]:
    """Return every word of the provider's files that could be the key of an article."""
    paths = [files.path(name) for name in ("site.yml", "scope.yml", "error_codes.yml")]
    for folder in (DEFAULTS / "flows", files.data / "site" / "flows"):
        paths += sorted(folder.glob("*.yml"))
    found: set[str] = set()
    for path in paths:
        with suppress(OSError, UnicodeDecodeError):
            found |= _words(path.read_text(encoding="utf-8"))
    return frozenset(found)


@lru_cache(maxsize=64)  # the same long texts, at each look at an article
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def read_documents(files: SiteFiles, *names: str) -> Iterator[tuple[Path, Document]]:
    """Yield those of the provider's files that exist, with their lines."""
    for name in names:
        path = files.path(name)
        try:
            yield path, read_yaml(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue  # said by whoever reads the file for its meaning
