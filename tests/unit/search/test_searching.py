"""What visitors get: hits with marks, corrections, other languages, and an event for who counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from portal.kernel.locale import Locale
from portal.search.engines.whoosh import whoosh_engine
from portal.search.model import (
    Found,
    Query,
    SearchDocument,
    Searched,
    Window,
    plain,
)
from portal.search.rules.synonyms import Group, Synonyms, compile_synonyms
from portal.search.service import DEEPEST, Indexing, SearchService
from tests.fakes import FixedClock
from tests.unit.search.made import (
    BUZON,
    CS,
    EN,
    ES,
    OUTLOOK,
    THREE,
    ListSource,
    document,
    eventually,
)


@dataclass
class Made:
    """A service over a real index, what it is fed and what it said."""

    service: SearchService
    source: ListSource
    events: list[object] = field(default_factory=list)

    def slugs(self, text: str, locale: Locale = ES) -> list[str]:
        return [hit.document.slug for hit in self.service.search(text, locale).hits]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    engine = whoosh_engine(tmp_path)
    source = ListSource([*THREE.values()])
    events: list[object] = []
    groups = [Group(("clave", "contraseña"), ("clave", "contraseña"))]
    synonyms: Mapping[Locale, Synonyms] = {ES: compile_synonyms(groups, ES)}
    service = SearchService(
        Indexing(engine, [source]),
        engine,
        synonyms,
        FixedClock(),
        events.append,
        lambda text: text.replace("secreto", "[masked]"),
    )
    service.indexing.sync()
    return Made(service, source, events)


def test_a_hit_has_its_words_marked_and_its_places_named(made: Made) -> None:
    (hit,) = made.service.search("contraseña", ES).hits
    assert (hit.url, hit.section) == ("/es/articles/outlook", "Primer paso")
    assert ("contraseña", True) in hit.excerpt
    assert [place.anchor for place in hit.sections] == ["first"]


def test_a_misspelling_is_searched_for_as_meant_and_said(made: Made) -> None:
    results = made.service.search("outlok no envia", ES)
    assert results.hits[0].document.slug == "outlook"
    misspelt = made.service.search("domimio y buzón", ES)
    assert misspelt.did_you_mean == "dominio y buzón"
    assert misspelt.total == 2


def test_nothing_is_asked_back_where_every_word_is_known(made: Made) -> None:
    assert made.service.search("dominio caducado", ES).did_you_mean is None


def test_other_words_for_the_same_find_it(made: Made) -> None:
    assert made.slugs("clave") == ["outlook"]


def test_what_exists_in_another_language_only_is_offered_apart(made: Made) -> None:
    made.source.found += [
        document("only", "Outlook add-ins", locale=EN),
        document("outlook", "Outlook does not send", locale=EN),
    ]
    made.service.indexing.sync()
    assert eventually(lambda: made.service.search("outlook", ES).others)
    results = made.service.search("outlook", ES)
    assert [h.document.slug for h in results.hits] == ["outlook"]
    assert [(h.document.slug, h.url) for h in results.others] == [("only", "/es/articles/only")]


def test_other_languages_are_searched_for_the_very_words(made: Made) -> None:
    made.source.found.append(document("only", "Domain renewal", locale=EN))
    made.service.indexing.sync()
    assert made.service.search("domainn", CS).others == ()
    assert eventually(lambda: made.service.search("domain", CS).others)


def test_each_search_is_told_once_with_secrets_masked(made: Made) -> None:
    made.service.search("mi secreto outlook", ES)
    made.service.search("mi secreto outlook", ES, Window(offset=10))
    made.service.search("  ", ES)
    assert made.events == [Searched("mi [masked] outlook", ES, 1)]


def test_who_counts_badly_does_not_stop_a_search(tmp_path: Path) -> None:
    def fail(_event: object) -> None:
        raise RuntimeError("no table")

    engine = whoosh_engine(tmp_path)
    indexing = Indexing(engine, [ListSource([BUZON])])
    indexing.sync()
    service = SearchService(indexing, engine, {}, FixedClock(), fail)
    assert service.search("buzon", ES).total == 1


def test_windows_are_held_to_what_can_be_paged(made: Made) -> None:
    far = made.service.search("outlook", ES, Window(offset=10**9, limit=10**9)).window
    assert (far.offset, far.limit) == (DEEPEST, 50)
    near = made.service.search("outlook", ES, Window(offset=-5, limit=0)).window
    assert (near.offset, near.limit) == (0, 1)


def test_an_empty_query_has_an_empty_answer(made: Made) -> None:
    results = made.service.search(" \x00 ", ES)
    assert (results.query, results.total, results.hits) == ("", 0, ())
    assert made.service.suggest(" ", ES) == []


def test_suggestions_say_where_they_belong(made: Made) -> None:
    (found,) = made.service.suggest("buz", ES)
    assert (found.title, found.in_, found.url) == (
        "Buzón lleno",
        "Mail",
        "/es/articles/mailbox-full",
    )


def test_markup_in_a_text_stays_text(made: Made) -> None:
    made.source.found.append(document("x", "Pepino", "<script>alert('pepino')</script>"))
    made.service.indexing.sync()
    assert eventually(lambda: made.slugs("pepino") == ["x"])
    (hit,) = made.service.search("pepino", ES).hits
    assert plain(hit.excerpt) == "<script>alert('pepino')</script>"


@dataclass
class CountingEngine:
    """Counts searches; as good as an index that never has anything."""

    state: str = "a-1"
    searches: int = 0

    def search(self, query: Query, window: Window) -> Found:
        self.searches += 1
        return Found(total=5)

    def suggest(self, words: tuple[str, ...], locale: Locale, limit: int) -> list[object]:
        return []

    def known(self, locale: Locale, ids: Iterable[str]) -> set[str]:
        return set()

    def generation(self, locale: Locale) -> str:
        return self.state


def test_the_same_question_is_answered_once_per_generation() -> None:
    engine = CountingEngine()
    service = SearchService(None, engine, {}, FixedClock(), lambda _: None)  # type: ignore[arg-type]  # reads only
    for text in ("buzón lleno", " buzón   lleno ", "buzón lleno"):
        service.search(text, ES)
    assert engine.searches == 1
    engine.state = "a-2"
    service.search("buzón lleno", ES)
    assert engine.searches == 2


def test_an_unreadable_index_is_said_and_not_remembered(tmp_path: Path) -> None:
    engine = whoosh_engine(tmp_path)
    indexing = Indexing(engine, [ListSource([OUTLOOK])])
    service = SearchService(indexing, engine, {}, FixedClock(), lambda _: None)
    assert service.search("outlook", ES).is_degraded
    indexing.sync()
    assert eventually(lambda: service.search("outlook", ES).total == 1)


def test_an_untranslated_document_keeps_its_own_address_outside_the_locales() -> None:
    outside = SearchDocument("n:1", EN, "notice", "n", "N", "https://status.example/n")
    assert outside.url_in(ES) == "https://status.example/n"
