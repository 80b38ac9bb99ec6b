"""Many articles made of our own, for measuring search where there are more than we have.

Each takes the place, products and facts of one of ours in turn; its title is six words of that
one's and of five drawn from all titles, a third of its keywords stay, and each of its sections is
drawn from the sections of all. So words are as common and as long as in real articles, titles
share words with many others, and no two are alike. The same seed gives the same articles.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from portal.articles.catalogue import Library
from portal.articles.files import ArticleFolder, GoodVersions, Renderings
from portal.kernel.locale import Locale
from portal.search.catalogue import ArticleSource
from portal.search.model import SearchDocument
from portal.site import SiteFiles, load_site

ROOT = Path(__file__).parents[2]
LOCALE = Locale.ES
_SEED = 7


class Shelf:
    """A source that holds what it is given."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self.found = {d.id: d for d in documents}

    def documents(self) -> Iterable[SearchDocument]:
        """Return all."""
        return self.found.values()


def load_articles(folder: Path) -> list[SearchDocument]:
    """Return our own articles in LOCALE; what is made on the way goes into `folder`."""
    library = Library(
        ArticleFolder(ROOT / "articles"),
        GoodVersions(folder / "good"),
        Renderings(folder / "rendered"),
        load_site(SiteFiles(folder)).variables,
    )
    library.refresh()
    source = ArticleSource(library, lambda key, _: key)
    return [d for d in source.documents() if d.locale is LOCALE]


def mixed(articles: list[SearchDocument], count: int) -> Iterator[SearchDocument]:
    """Yield `count` documents made of the sections and words of `articles`."""
    chance = random.Random(_SEED)
    sections = [s for a in articles for s in a.sections]
    words = [w for a in articles for w in a.title.split()]
    for number in range(count):
        base = articles[number % len(articles)]
        title = " ".join(chance.sample(base.title.split() + chance.sample(words, 5), 6))
        yield replace(
            base,
            id=f"{base.id}-{number}",
            title=title,
            keywords=tuple(k for k in base.keywords if chance.random() < 1 / 3),
            sections=tuple(chance.sample(sections, len(base.sections))),
        )


def queries(articles: list[SearchDocument], most: int = 400) -> list[str]:
    """Return what people may type: titles, keywords, beginnings of summaries."""
    asked = [a.title for a in articles] + [k for a in articles for k in a.keywords]
    asked += [" ".join(a.summary.split()[:8]) for a in articles]
    return random.Random(_SEED).sample(asked, min(most, len(asked)))


def slip(word: str, chance: random.Random) -> str:
    """Return `word` with two letters swapped."""
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def misspelt(text: str, chance: random.Random) -> str:
    """Return `text` with its longest word misspelt."""
    longest = max(text.split(), key=len)
    return text.replace(longest, slip(longest, chance)) if len(longest) > 4 else text


def write_files(folder: Path, count: int) -> None:
    """Write `count` articles as files: our own, and copies with a number in title, key and name."""
    originals = sorted((ROOT / "articles" / LOCALE).rglob("*.md"))
    for number in range(count):
        path = originals[number % len(originals)]
        text = path.read_text(encoding="utf-8")
        name = path.stem
        if number >= len(originals):
            text = re.sub(r"(?m)^key: (.+)$", rf"key: \1-{number}", text, count=1)
            text = re.sub(r'(?m)^title: "(.+)"$', rf'title: "\1 {number}"', text, count=1)
            name = f"{name}-{number}"
        target = folder / LOCALE / path.parent.name / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
