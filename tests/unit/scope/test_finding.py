"""What customers say finds the task they mean, in three languages, and nothing where none fits."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import portal
from portal.kernel.locale import LOCALES, Locale
from portal.kernel.text import fold
from portal.scope.files import load_scope, load_words
from portal.scope.model import FoundEntry, PlanKind, Scope, ScopeVerdict
from portal.scope.service import ScopeFinder

DEFAULTS = Path(portal.__file__).parent / "site_defaults"
LABELLED = Path(__file__).with_name("labelled")
SCOPE = load_scope(DEFAULTS / "scope.yml")[0]


@cache
def finder() -> ScopeFinder:
    return ScopeFinder(SCOPE, lambda: load_words(DEFAULTS / "scope_words.yml")[0])


def find(text: str, locale: str = "en", **more: Any) -> list[FoundEntry]:
    return finder().find_entries(text, Locale(locale), **more)


def verdict(text: str, locale: str) -> str:
    found = find(text, locale, limit=1)
    return found[0].entry.verdict if found else "unknown"


def labelled(name: str) -> list[dict[str, str]]:
    lines = (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["unseen", "tuned_on"])
def test_labelled_requests_get_the_right_verdict(name: str, locale: Locale) -> None:
    """R19. `unseen` was written after the data was frozen, and not tuned on before it was judged.

    It was right then for 92.3 % in Spanish, 95.4 % in English and 87.7 % in Czech.
    """
    lines = [line for line in labelled(name) if line["locale"] == locale]
    wrong = [line for line in lines if verdict(line["text"], locale) != line["label"]]
    print(f"{name} {locale}: {1 - len(wrong) / len(lines):.1%} of {len(lines)} right")
    assert len(lines) >= 60
    assert len(wrong) / len(lines) <= 0.15, wrong


def test_no_labelled_request_stands_in_the_catalogue() -> None:
    known = {fold(p) for e in SCOPE.entries for ps in e.synonyms.values() for p in ps}
    assert not known & {fold(line["text"]) for line in labelled("unseen")}


NEVER = {
    "es": (
        "capaciten a mi personal", "enseñen outlook a las secretarias", "den un curso de correo",
        "sustituyan a nuestro técnico", "necesitamos un informático", "configuren 12 computadoras",
        "pongan el correo en cada equipo", "editen mi sitio", "cambien un texto de la web",
        "pongan otra foto en la página", "limpien el virus de mi pc", "quiten el malware de la web",
    ),
    "en": (
        "train my staff", "teach the secretaries outlook", "give us a course on email",
        "replace our technician", "we need an it guy", "configure 12 computers",
        "set up mail on every pc", "edit my site", "change a text on the website",
        "put another photo on the page", "clean the virus from my pc", "remove malware from my web",
    ),
    "cs": (
        "zaškolte mé zaměstnance", "naučte sekretářky outlook", "udělejte nám kurz pošty",
        "nahraďte našeho technika", "potřebujeme ajťáka", "nastavte 12 počítačů",
        "nastavte poštu na každém počítači", "upravte mi stránky", "změňte text na webu",
        "dejte na stránku jinou fotku", "vyčistěte mi počítač od viru", "odstraňte z webu malware",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("locale", "text"), [(c, t) for c, ts in NEVER.items() for t in ts])
def test_r20_what_support_never_does_is_never_in_scope(locale: str, text: str) -> None:
    assert verdict(text, locale) in {"out_of_scope", "chargeable"}


@pytest.mark.parametrize(
    ("locale", "text", "entry"),
    [
        ("en", "I need someone to configure 12 computers", "mail-each-computer"),
        ("es", "suban mi página", "site-upload-for-you"),
        ("cs", "smažte mi databázi", "delete-your-data"),
    ],
)
def test_the_examples_of_the_policy_are_found(locale: str, text: str, entry: str) -> None:
    assert find(text, locale)[0].entry.id == entry


phrases = st.sampled_from(
    [(e, c, p) for e in SCOPE.entries for c in LOCALES for p in (e.task[c], *e.synonyms[c])]
)


@settings(max_examples=60, deadline=None)
@given(phrases)
def test_what_the_catalogue_says_of_a_task_finds_its_verdict(said: Any) -> None:
    entry, locale, phrase = said
    found = find(phrase, locale)
    assert not found or entry.verdict in {one.entry.verdict for one in found[:3]}


@settings(max_examples=30, deadline=None)
@given(phrases)
def test_capitals_do_not_matter(said: Any) -> None:
    _, locale, phrase = said
    ids = [one.entry.id for one in find(phrase, locale)]
    assert [one.entry.id for one in find(phrase.upper(), locale)] == ids


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LOCALES), st.integers(1, 6))
def test_any_text_is_answered_and_the_best_stands_first(
    text: str, locale: Locale, limit: int
) -> None:
    found = find(text, locale, limit=limit)
    scores = [one.score for one in found]
    assert len(found) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(one.words for one in found)


@pytest.mark.parametrize("text", ["", " ", "hello", "please help me", "it does not work", "…?!"])
def test_words_that_name_nothing_find_nothing(text: str) -> None:
    assert find(text) == []


def test_the_words_that_decided_are_those_of_the_customer() -> None:
    found = find("Could you please Upload my web page somewhere?")
    assert found[0].words == ("Upload", "web page")


def test_what_fits_far_less_than_the_best_is_left_out() -> None:
    found = find("smažte mi databázi", "cs", limit=20)
    assert min(one.score for one in found) >= 0.6 * found[0].score


def test_a_slip_of_the_fingers_still_finds_it() -> None:
    assert find("migrte my webiste to you")[0].entry.id == "site-move"


def test_who_asks_how_is_helped_and_who_asks_for_it_is_told_the_scope() -> None:
    assert find("how do I upload my site by ftp")[0].entry.verdict is ScopeVerdict.IN_SCOPE
    assert find("upload my site by ftp for me")[0].entry.verdict is ScopeVerdict.OUT_OF_SCOPE


def test_only_what_a_plan_has_is_offered_for_it() -> None:
    assert find("set the reverse dns of my ip", plan_kind=PlanKind.SHARED) == []
    found = find("set the reverse dns of my ip", plan_kind=PlanKind.VPS_ROOT)
    assert found[0].entry.id == "server-reverse-dns"


def test_a_megabyte_of_text_is_read_in_part_and_at_once() -> None:
    assert find("delete " * 300_000 + "my database", limit=1)


def test_an_empty_catalogue_finds_nothing() -> None:
    empty = ScopeFinder(Scope())
    assert empty.find_entries("delete my database", Locale.EN) == []
