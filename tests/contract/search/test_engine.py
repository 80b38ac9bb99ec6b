"""What any engine must keep, tried on the ones we have, with a real folder."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from portal.kernel.errors import Unavailable
from portal.search.model import Batch, Passage, Window
from portal.search.ports import SearchEngine
from tests.contract.search.engines import Make, found, quiet
from tests.unit.search.made import (
    BUZON,
    CS,
    DOMINIO,
    ES,
    OUTLOOK,
    THREE,
    asked,
    by_id,
    document,
    eventually,
)


class TestEngine:
    def test_finds_by_any_of_the_words(self, engine: SearchEngine) -> None:
        assert found(engine, "renovar un dominio de mi abuela") == ["domain-renewal"]

    def test_puts_the_title_before_the_text(self, engine: SearchEngine) -> None:
        assert found(engine, "mensajes") == ["outlook", "mailbox-full"]

    @pytest.mark.parametrize("text", ["buzon", "buzón", "BUZÓN", "buzones"])
    def test_finds_without_accents_capitals_and_endings(
        self, engine: SearchEngine, text: str
    ) -> None:
        assert found(engine, text) == ["mailbox-full"]

    def test_a_whole_title_comes_first(self, engine: SearchEngine) -> None:
        other = document("other", "Lleno hasta arriba", "Buzón lleno, buzón lleno, buzón lleno.")
        engine.apply(ES, Batch(by_id(other)))
        assert eventually(lambda: len(found(engine, "buzón lleno")) == 2)
        assert found(engine, "buzón lleno")[0] == "mailbox-full"

    @pytest.mark.parametrize("code", ["0x800ccc0e", "0x800CCC0E", "error 0x800CCC0E en el buzón"])
    def test_a_code_comes_first_whatever_stands_beside(
        self, engine: SearchEngine, code: str
    ) -> None:
        assert found(engine, code)[0] == "outlook"

    def test_corrects_a_misspelt_word_and_says_so(self, engine: SearchEngine) -> None:
        answer = engine.search(asked("domimio"), Window())
        assert [m.document.slug for m in answer.matches] == ["domain-renewal"]
        assert answer.corrections == {"domimio": "dominio"}

    def test_corrections_bring_accents_back(self, engine: SearchEngine) -> None:
        assert engine.search(asked("contrasenna puerto"), Window()).corrections == {
            "contrasenna": "contraseña"
        }

    def test_completes_the_last_word_only(self, engine: SearchEngine) -> None:
        assert found(engine, "domi") == ["domain-renewal"]
        assert found(engine, "domi xyz") == []

    def test_answers_in_windows_that_join_without_gap(self, engine: SearchEngine) -> None:
        whole = found(engine, "mensajes buzón dominio")
        parts = [found(engine, "mensajes buzón dominio", Window(i, 1)) for i in range(4)]
        assert [slug for part in parts for slug in part] == whole
        assert len(whole) == 3

    def test_counts_all_and_narrows_to_a_category(self, engine: SearchEngine) -> None:
        query = asked("mensajes dominio")
        assert engine.search(query, Window()).categories == {"mail": 2, "domains-dns": 1}
        narrowed = engine.search(query, Window(category="domains-dns"))
        assert (narrowed.total, narrowed.categories["mail"]) == (1, 2)

    def test_narrows_to_what_a_hit_applies_to(self, engine: SearchEngine) -> None:
        both = document("both", "Mensajes del dominio", products=("mail", "domain"))
        engine.apply(ES, Batch(by_id(both)))
        assert eventually(lambda: "both" in found(engine, "mensajes"))
        answer = engine.search(asked("mensajes"), Window(product="domain"))
        assert [m.document.slug for m in answer.matches] == ["both"]
        assert (answer.total, answer.products) == (1, {"mail": 1, "domain": 1})
        assert answer.matches[0].document.products == ("mail", "domain")

    def test_explains_a_score_as_the_sum_of_its_parts(self, engine: SearchEngine) -> None:
        query = asked("buzon lleno dominnio")
        for match in engine.search(query, Window()).matches:
            parts = engine.explain(query, match.document.id)
            assert sum(p.points for p in parts) == pytest.approx(match.score, rel=1e-4)
        (first, *_) = engine.explain(asked("buzón lleno"), "article:mailbox-full")
        assert (first.field, first.stem) == ("exact", "buzon lleno")
        assert engine.explain(query, "article:none") == ()

    def test_gives_back_what_hits_need(self, engine: SearchEngine) -> None:
        match = engine.search(asked("cuota superada"), Window()).matches[0]
        assert match.document == replace(BUZON, keywords=())

    def test_suggests_titles_by_the_beginning_of_words(self, engine: SearchEngine) -> None:
        assert [s.title for s in engine.suggest(("cad",), ES, 6)] == ["Dominio caducado"]
        assert [s.title for s in engine.suggest(("outl", "env"), ES, 6)] == [OUTLOOK.title]
        assert engine.suggest(("zzz",), ES, 6) == []

    def test_knows_what_it_has(self, engine: SearchEngine) -> None:
        assert engine.known(ES, {"article:outlook", "article:none"}) == {"article:outlook"}

    def test_an_added_changed_and_deleted_document_shows_and_goes(
        self, engine: SearchEngine
    ) -> None:
        new = document("new", "Zanahorias")
        engine.apply(ES, Batch(by_id(new)))
        assert eventually(lambda: found(engine, "zanahorias") == ["new"])
        engine.apply(ES, Batch(by_id(replace(new, title="Berenjenas"))))
        assert eventually(lambda: found(engine, "berenjenas") == ["new"])
        assert found(engine, "zanahorias") == []
        engine.apply(ES, Batch(deletes=frozenset({new.id})))
        assert eventually(lambda: found(engine, "berenjenas") == [])
        assert engine.search(asked("mensajes"), Window()).total == 2

    def test_one_of_many_may_change_again_and_again(self, engine: SearchEngine) -> None:
        for title in ("Pepino", "Zanahoria", "Berenjena"):
            engine.apply(ES, Batch(by_id(replace(BUZON, title=title))))
        assert eventually(lambda: found(engine, "berenjena") == ["mailbox-full"])
        assert found(engine, "pepino zanahoria") == []
        assert engine.search(asked("mensajes"), Window()).total == 2

    def test_many_small_changes_lose_nothing(self, engine: SearchEngine) -> None:
        for number in range(25):
            engine.apply(ES, Batch(by_id(document(f"n{number}", f"Pepino numero{number}"))))
        engine.tidy(ES)
        assert eventually(lambda: engine.search(asked("pepino"), Window()).total == 25)
        assert set(engine.digests(ES) or {}) == {*THREE, *(f"article:n{n}" for n in range(25))}

    def test_another_process_sees_a_write_within_a_second(
        self, engine: SearchEngine, make: Make, tmp_path: Path
    ) -> None:
        reader = make(tmp_path)
        assert found(reader, "dominio") == ["domain-renewal"]
        before = reader.generation(ES)
        engine.apply(ES, Batch(deletes=frozenset({DOMINIO.id})))
        assert eventually(lambda: found(reader, "dominio") == [], seconds=1)
        assert reader.generation(ES) != before

    def test_locales_do_not_mix(self, engine: SearchEngine) -> None:
        engine.rebuild(CS, by_id(document("cs", "Plná schránka", locale=CS)), quiet)
        assert engine.search(asked("schranka", CS), Window()).total == 1
        assert found(engine, "schranka") == []

    def test_without_an_index_it_says_so_and_wants_one(self, make: Make, tmp_path: Path) -> None:
        engine = make(tmp_path / "none")
        answer = engine.search(asked("dominio"), Window())
        assert (answer.is_degraded, answer.total) == (True, 0)
        assert engine.suggest(("do",), ES, 6) == []
        assert engine.digests(ES) is None
        assert engine.health(ES) == "missing"

    def test_an_empty_index_is_a_good_index(self, make: Make, tmp_path: Path) -> None:
        engine = make(tmp_path / "empty")
        engine.rebuild(ES, {}, quiet)
        answer = engine.search(asked("dominio"), Window())
        assert (answer.is_degraded, answer.total) == (False, 0)
        assert engine.digests(ES) == {}
        engine.apply(ES, Batch(by_id(DOMINIO)))
        assert eventually(lambda: found(engine, "dominio") == ["domain-renewal"])

    def test_writers_take_turns(self, make: Make, tmp_path: Path) -> None:
        make(tmp_path).rebuild(ES, {}, quiet)

        def write(number: int) -> None:
            make(tmp_path).apply(ES, Batch(by_id(document(f"n{number}", f"Pepino {number}"))))

        threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert make(tmp_path).search(asked("pepino"), Window()).total == 4

    def test_what_cannot_be_written_leaves_the_index_as_it_was(
        self, engine: SearchEngine, make: Make, tmp_path: Path
    ) -> None:
        poison = replace(DOMINIO, title="\ud800")  # half a character: no encoding takes it
        with pytest.raises((Unavailable, UnicodeError)):
            engine.apply(ES, Batch(by_id(document("new", "Pepino"), poison)))
        fresh = make(tmp_path)
        assert found(fresh, "pepino") == []
        assert found(fresh, "dominio") == ["domain-renewal"]
        engine.apply(ES, Batch(by_id(document("new", "Pepino"))))
        assert eventually(lambda: found(fresh, "pepino") == ["new"])

    def test_searching_while_somebody_writes_never_fails(self, engine: SearchEngine) -> None:
        seen: list[bool] = []
        is_done = threading.Event()

        def read() -> None:
            while not is_done.is_set():
                seen.append(engine.search(asked("mensajes buzon"), Window()).total >= 2)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for thread in readers:
            thread.start()
        for number in range(6):
            engine.apply(ES, Batch(by_id(document(f"n{number}", "Pepino", "mensajes"))))
        engine.rebuild(ES, THREE, quiet)
        is_done.set()
        for thread in readers:
            thread.join()
        assert seen
        assert all(seen)

    def test_a_text_of_a_million_characters_is_taken(self, engine: SearchEngine) -> None:
        long = replace(DOMINIO, sections=(Passage("a", "Largo", "palabra " * 125_000),))
        engine.apply(ES, Batch(by_id(long)))
        assert eventually(lambda: found(engine, "palabra") == ["domain-renewal"])
