from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from portal.articles.rules import circle, expand, is_snippet, used, users_of

OPEN = "1. Open the panel.\n2. Sign in.\n"


def test_a_line_of_its_own_becomes_the_whole_passage_with_its_indent():
    text = "- First:\n\n    {{ snippet.open-panel }}\n- Then."
    assert expand(text, {"open-panel": OPEN}) == (
        "- First:\n\n    1. Open the panel.\n    2. Sign in.\n- Then."
    )


def test_within_a_line_it_is_part_of_the_sentence():
    assert expand("See {{snippet.where}}.", {"where": "the panel\n"}) == "See the panel."


def test_snippets_may_use_others_and_values_stay_for_later():
    snippets = {"outer": "{{ snippet.inner }} here", "inner": "{{ mail.host }}"}
    assert expand("{{ snippet.outer }}", snippets) == "{{ mail.host }} here"


def test_one_that_is_missing_stays_a_name():
    assert expand("{{ snippet.nobody }}", {}) == "{{ snippet.nobody }}"


def test_one_that_uses_itself_stays_a_name_by_any_way():
    snippets = {"a": "a {{ snippet.b }}", "b": "b {{ snippet.a }}", "c": "c {{ snippet.a }}"}
    assert expand("{{ snippet.a }}", snippets) == "{{ snippet.a }}"
    assert expand("{{ snippet.c }}", snippets) == "c {{ snippet.a }}"


def test_circles_are_named_in_order():
    uses = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("a"), "d": frozenset("a")}
    assert circle("a", uses) == ("a", "b", "c", "a")
    assert circle("d", uses) == ()


def test_who_uses_one_by_way_of_others():
    uses = {"a": frozenset({"b"}), "b": frozenset({"c"}), "x": frozenset({"y"})}
    assert users_of({"c"}, uses) == {"a", "b", "c"}


def test_snippets_that_multiply_end_soon_and_stay_short():
    snippets = {f"s{n}": f"{{{{ snippet.s{n + 1} }}}} " * 500 for n in range(12)}
    snippets["s12"] = "x" * 100
    assert len(expand("{{ snippet.s0 }}", snippets)) < 1_000_000


def test_only_files_in_the_folder_are_snippets():
    assert is_snippet(PurePosixPath("en/_snippets/open-panel.md"))
    assert not is_snippet(PurePosixPath("en/mail/_snippets.md"))


names = st.sampled_from(["a", "b", "c", "d"])
texts = st.lists(st.one_of(st.text("xy\n ", max_size=5), names.map("{{{{ snippet.{} }}}}".format)))


@given(st.dictionaries(names, texts.map("".join)), texts.map("".join))
def test_whatever_they_hold_it_ends_and_known_sound_ones_are_gone(snippets, text):
    whole = expand(text, snippets)
    uses = {name: used(said) for name, said in snippets.items()}
    left = used(whole)
    assert all(name not in snippets or circle(name, uses) for name in left)
