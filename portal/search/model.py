"""What can be found, what was asked, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from portal.kernel.locale import Locale

Parts = tuple[tuple[str, bool], ...]
"""Text in pieces; True marks what matched the query. A template escapes each piece."""


def plain(parts: Parts) -> str:
    """Return the text of `parts` without its marks."""
    return "".join(text for text, _ in parts)


class Passage(NamedTuple):
    """The text under one heading; the text before the first has no anchor and no heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class SearchDocument:
    """One thing that can be found, as its source hands it in; `id` is unique in its locale.

    The same `id` in another locale is its translation. `kind` names what it is (`article`,
    `error_code`, `scope`, `notice`, `flow`); `place` says where it belongs, in words.
    """

    id: str
    locale: Locale
    kind: str
    slug: str
    title: str
    url: str
    category: str = ""
    place: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    sections: tuple[Passage, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its sections, in order."""
        return tuple(s.heading for s in self.sections if s.heading)

    def url_in(self, locale: Locale) -> str:
        """Return its address in the portal of `locale`, where it shows untranslated."""
        own = f"/{self.locale}/"
        if not self.url.startswith(own):
            return self.url
        return f"/{locale}/{self.url.removeprefix(own)}"


@dataclass(frozen=True)
class Alternative:
    """Another way to say a term: all of `stems` together, worth `weight` of the term itself."""

    stems: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Term:
    """One word that counts, or a code. `start` and `end` are its place in the query's text."""

    word: str
    stem: str
    start: int
    end: int
    is_code: bool = False
    is_error: bool = False
    """It names an error, so that what bears it in its title or keywords comes first."""

    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Query:
    """What somebody asked, understood and bounded; `words` are folded, stop words included."""

    text: str
    locale: Locale
    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    is_literal: bool = False
    """Neither corrected nor completed: asked of another language's index."""


@dataclass(frozen=True)
class Window:
    """The part of the hits that is wanted; what is empty lets all through."""

    offset: int = 0
    limit: int = 10
    kind: str = ""
    category: str = ""
    product: str = ""
    """What a hit applies to, as its front matter says: `mail`, `wordpress` …"""


@dataclass(frozen=True)
class Match:
    """A document that an engine found, without its keywords, and how well it fits."""

    document: SearchDocument
    score: float
    folded: str = ""
    """All its lines that are marked, folded in place; empty where an engine does not keep them."""


@dataclass(frozen=True)
class Found:
    """What an engine answers.

    `stems` are those that counted, for marking them; `corrections` maps words of the query that
    are unknown to what was probably meant; `kinds`, `categories` and `products` count all hits.
    """

    total: int = 0
    matches: tuple[Match, ...] = ()
    stems: frozenset[str] = frozenset()
    corrections: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    is_degraded: bool = False


@dataclass(frozen=True)
class Weight:
    """What one word of a query gave a hit: `points` for `stem` in `field`.

    `exact` is the field of whole titles and of the errors they name, `keys` that of keywords.
    """

    word: str
    stem: str
    field: str
    points: float


@dataclass(frozen=True)
class Explained:
    """Why a hit ranks where it does; of the `asked` words some may be nowhere in it."""

    weights: tuple[Weight, ...]
    asked: int

    @property
    def total(self) -> float:
        """The score."""
        return sum(weight.points for weight in self.weights)

    @property
    def covered(self) -> int:
        """How many of the words asked for are in it."""
        return len({w.word for w in self.weights if w.field not in {"exact", "keys"}})


@dataclass(frozen=True)
class SectionHit:
    """A place inside a hit that fits."""

    anchor: str
    heading: Parts
    excerpt: Parts


@dataclass(frozen=True)
class Hit:
    """One result: a document with the words that matched marked."""

    document: SearchDocument
    url: str
    title: Parts
    summary: Parts
    excerpt: Parts
    section: str
    """The heading that the excerpt stands under, or nothing."""

    sections: tuple[SectionHit, ...]
    score: float


@dataclass(frozen=True)
class Results:
    """What a visitor gets. `others` are hits in other languages that have no translation."""

    query: str
    locale: Locale
    total: int = 0
    took_ms: int = 0
    did_you_mean: str | None = None
    hits: tuple[Hit, ...] = ()
    others: tuple[Hit, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    window: Window = Window()
    is_degraded: bool = False
    """The index cannot be read just now; nothing can be said about what exists."""

    is_final: bool = True
    """The same question has the same answer until the index changes."""

    generation: str = field(default="", compare=False)
    """The state of the index that was asked; empty where there is none."""


@dataclass(frozen=True)
class Suggestion:
    """A title offered while somebody types, and where it belongs."""

    title: str
    in_: str
    url: str


@dataclass(frozen=True)
class Searched:
    """Event: somebody searched. Secrets in `query` are masked."""

    query: str
    locale: Locale
    total: int


@dataclass(frozen=True)
class Batch:
    """What to change in one locale's index, by id."""

    upserts: Mapping[str, SearchDocument] = field(default_factory=dict)
    deletes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.upserts or self.deletes)


@dataclass(frozen=True)
class Synced:
    """What bringing the index up to date did, over all locales."""

    changed: int = 0
    removed: int = 0
    rebuilt: tuple[Locale, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed or self.rebuilt)


Health = Literal["good", "missing", "broken"]
