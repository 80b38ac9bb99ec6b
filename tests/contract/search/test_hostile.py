"""Whatever is typed is a few words, and asks for a bounded amount of work."""

from dataclasses import dataclass, field

import pytest

from portal.kernel.locale import LOCALES, Locale
from portal.search.engines.meaning import find_meaning, ways
from portal.search.model import Batch, Window
from portal.search.ports import SearchEngine
from portal.search.rules.spelling import Vocabulary
from portal.search.rules.synonyms import Group, compile_synonyms
from portal.search.rules.tokens import TERM_LIMIT
from portal.search.rules.understand import TERMS_LIMIT, TEXT_LIMIT, understand
from tests.contract.search.engines import found
from tests.unit.search.made import ES, asked, by_id, document, eventually

HOSTILE = {
    "parentheses": "(" * 2000,
    "nested": "(" * 90 + "buzon" + ")" * 1000,
    "not": "buzon" + " NOT" * 500,
    "long": "a" * 100_000,
    "long words": " ".join(["b" * 100_000] * 5),
    "stars": "a*b*c*",
    "only stars": "*" * 500,
    "question marks": "?" * 500,
    "range": "field:[a TO z]",
    "fuzzy": "abcdef~9 buzon~2",
    "boost": "buzon^99999999999999999999",
    "phrase": '"' * 999 + "buzon",
    "regex": "/(a+)+$/",
    "right to left": "\u202e\u200fbuzon\u202d\u2067",
    "nul": "bu\x00zon\x00\x00 lleno\x00",
    "emoji": "🙈👩‍👩‍👧‍👦🏳️‍🌈" * 200,
    "marks": "e" + "\u0301" * 5000,
    "ligatures": "\ufdfa" * 5000,
    "surrogate": "buzon \ud800 \udfff",
    "dots": ".@%-'" * 400,
    "words": " ".join(f"palabra{n} desconosida{n}" for n in range(500)),
    "slips": " ".join(f"dominioz{chr(97 + n)}" for n in range(26)),
    "field": "exact:buzon OR keys:* AND id:article",
    "line ends": "\r\n\u2028\u2029\x85" * 300,
}
MOST_WAYS = TERMS_LIMIT * 15
MOST_LOOKS = MOST_WAYS * 8


@dataclass
class CountingLexicon:
    """Knows some words, and counts how often it is asked."""

    known: Vocabulary = field(
        default_factory=lambda: Vocabulary({f"dominio{chr(97 + n)}": 5 for n in range(26)})
    )
    asked: int = 0

    def frequency(self, field: str, term: str) -> int:
        assert len(term) <= max(TERM_LIMIT, TEXT_LIMIT)
        self.asked += 1
        return 0

    def vocabulary(self) -> Vocabulary:
        return self.known


@pytest.mark.parametrize("name", list(HOSTILE))
def test_nothing_typed_asks_for_more_than_a_bounded_number_of_words(name: str) -> None:
    groups = [Group(("palabra", "buzon"), tuple(f"otra{n}" for n in range(30)))]
    query = understand(HOSTILE[name], ES, compile_synonyms(groups, ES))
    lexicon = CountingLexicon()
    meaning = find_meaning(query, lexicon)
    assert len(query.text) <= TEXT_LIMIT
    assert sum(1 for term in meaning.terms for _ in ways(term)) <= MOST_WAYS
    assert lexicon.asked <= MOST_LOOKS


def test_hostile_queries_are_answered_like_any_other(engine: SearchEngine) -> None:
    for name, text in HOSTILE.items():
        for locale in LOCALES:
            answer = engine.search(asked(text, locale), Window())
            assert answer.is_degraded == (locale is not ES), name  # only this one has an index
        assert engine.suggest(understand(text, ES).words, ES, 6) is not None
        assert isinstance(engine.explain(asked(text), "article:outlook"), tuple)
    assert found(engine, "dominio") == ["domain-renewal"]


def test_the_words_among_it_are_found(engine: SearchEngine) -> None:
    for name in ("nested", "not", "right to left", "nul", "surrogate"):
        assert found(engine, HOSTILE[name])[:1] == ["mailbox-full"], name


def test_the_librarys_own_syntax_is_only_text(engine: SearchEngine) -> None:
    syntax = document("syntax", "exact:buzon", "field:[a TO z] a*b*c* NOT (buzon)")
    engine.apply(ES, Batch(by_id(syntax)))
    assert eventually(lambda: "syntax" in found(engine, "exact:buzon"))
    assert set(found(engine, "NOT buzon")) == {"syntax", "mailbox-full"}
    assert understand("NOT (buzon)", Locale.ES).words == ("not", "buzon")
