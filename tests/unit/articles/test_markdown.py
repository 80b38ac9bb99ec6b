import re
from collections import Counter

import pytest

from portal.articles.markdown import Rendering, render
from portal.articles.markdown.sections import split_sections
from portal.kernel.locale import Locale

VARIABLES = {
    "mail.host": "mail.faro.example",
    "panel.url": "https://panel.faro.example:2083",
    "odd": "<b>\"x\" & 'y'</b>",
    "trap": "javascript:alert(1)",
    "words": "your full address",
}


def html(source: str, locale: Locale = Locale.EN) -> str:
    return render(source, Rendering(locale, VARIABLES, "/media/en/mail/")).html


def ids(made: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', made)


@pytest.mark.parametrize(
    ("kind", "icon"), [("info", "info"), ("ok", "check"), ("warn", "alert"), ("danger", "x")]
)
def test_a_call_out_has_its_icon_and_title(kind, icon):
    made = html(f"/// {kind} | You should see\n**Sent**\n///")

    assert f'<div class="note note-{kind}"><svg class="icon" aria-hidden="true">' in made
    assert f'<use href="#i-{icon}">' in made
    assert "<strong>You should see</strong>" in made
    assert "<strong>Sent</strong>" in made


def test_tabs_are_sections_with_headings_under_one_name():
    made = html("/// tab | Windows\nA\n///\n\n/// tab | macOS\nB\n///", Locale.CS)

    assert '<div class="tabs" data-tabs="Vyberte svůj program nebo systém">' in made
    assert ids(made) == ["tab-1-windows", "tab-1-macos"]
    assert re.findall(r"<h3>(.*?)</h3>", made) == ["Windows", "macOS"]
    assert "<input" not in made
    assert "<label" not in made


def test_every_tab_of_a_page_has_an_id_of_its_own():
    one = "/// tab | Windows\nA\n///\n\n/// tab | Windows\nB\n///\n\n/// tab | ???\nC\n///\n\n"
    made = html(f"{one}Text.\n\n{one}")

    assert len(ids(made)) == 6
    assert max(Counter(ids(made)).values()) == 1
    assert not any(name.endswith("-") for name in ids(made))


def test_headings_have_anchors_without_diacritics_and_never_the_same_twice():
    made = html("# Página\n\n## Página\n\n### ¿?\n")

    assert "<h1" not in made
    assert ids(made)[0] == "pagina"
    assert len(set(ids(made))) == 3
    assert all(ids(made))
    assert 'title="Link to this section"' in made


def test_a_numbered_list_at_the_top_is_steps_and_one_inside_is_not():
    made = html("1. One\n\n    1. Inside\n\n2. Two\n")

    assert made.count('<ol class="steps">') == 1
    assert made.count("<ol") == 2


def test_a_list_goes_on_counting_where_it_is_told_to():
    assert '<ol class="steps" start="3">' in html("3. Three\n4. Four\n").replace(
        'start="3" class="steps"', 'class="steps" start="3"'
    )


def test_the_cells_of_a_table_say_which_column_they_are_in():
    made = html("| Name | Port |\n|---|--:|\n| IMAP | 993 |\n")

    assert '<table class="fold">' in made
    assert made.count('scope="col"') == 2
    assert re.search(r'<td(?=[^>]*class="n")(?=[^>]*data-l="Port")[^>]*><div>993</div></td>', made)
    assert "style=" not in made
    assert "align=" not in made


def test_code_is_highlighted_by_classes():
    made = html('```python\nprint("hi")\n```')

    assert '<span class="nb">print</span>' in made
    assert "style=" not in made


def test_an_unknown_language_is_shown_as_it_is():
    assert "a &lt; b" in html("```nolang\na < b\n```")


def test_keys_are_keys():
    made = html("Press ++ctrl+alt+delete++.")

    assert re.findall(r"<kbd[^>]*>(.*?)</kbd>", made) == ["Ctrl", "Alt", "Del"]


def test_a_variable_is_filled_in_text_code_fences_links_and_headings():
    made = html(
        "Use {{ mail.host }} or `{{mail.host}}`; [panel]({{ panel.url }}/x).\n\n"
        "```ini\nserver={{ mail.host }}\n```\n\n"
        "## About {{ words }}\n\n| a |\n|--|\n| {{ odd }} |\n"
    )

    assert "Use mail.faro.example or <code>mail.faro.example</code>" in made
    assert 'href="https://panel.faro.example:2083/x"' in made
    assert "server=mail.faro.example" in re.sub(r"<[^>]+>", "", made)
    assert 'id="about-your-full-address"' in made
    assert "zqv" not in made


@pytest.mark.parametrize(
    "place", ["{{ odd }}", "`{{ odd }}`", "```\n{{ odd }}\n```", "- {{ odd }}"]
)
def test_a_variable_is_text_and_never_markup(place):
    made = html(place)

    assert "<b>" not in made
    assert "&lt;b&gt;" in made


def test_a_variable_brings_no_address_that_runs():
    assert "javascript:" not in html("[a]({{ trap }})")


def test_an_unknown_variable_is_left_as_it_was_written():
    made = html("Write {{ nobody.knows }} and {{}} and `{{ name }}`.")

    assert "Write {{ nobody.knows }} and {{}} and <code>{{ name }}</code>." in made


def test_pictures_come_from_beside_the_article_and_late():
    made = html("![The window](./a.png){ width=2 height=1 } ![B](/media/b.png)")

    assert 'src="/media/en/mail/a.png"' in made
    assert 'src="/media/b.png"' in made
    assert made.count('loading="lazy"') == 2
    assert 'width="2"' in made


def test_links_by_key_stay_for_the_catalogue_and_those_outside_say_so():
    made = html("[a](article:one#two) [b](page:contact) [c](flow:mail) [d](https://example.com)")

    for address in ("article:one#two", "page:contact", "flow:mail"):
        assert f'href="{address}"' in made
    assert 'rel="external noopener"' in made


def test_the_text_of_a_section_is_what_a_reader_reads_under_its_heading():
    body = render(
        "Before.\n\n## First\n\nOne **two** `three`.\n\n### Inner\n\n"
        "| a | b |\n|--|--|\n| c | d |\n\n## Last\n",
        Rendering(Locale.EN, {}, "/media/"),
    )

    assert [(s.heading.text if s.heading else None, s.text) for s in body.sections] == [
        (None, "Before."),
        ("First", "One two three."),
        ("Inner", "a b · c · d"),
        ("Last", ""),
    ]
    assert [h.level for h in body.headings] == [2, 3, 2]
    assert body.words == 8


def test_entities_in_a_section_are_the_characters_they_mean():
    (section,) = split_sections("<p>a &lt;b&gt; &amp; c<br>d</p>")

    assert section.text == "a <b> & c d"
