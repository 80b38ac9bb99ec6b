"""Markdown of others in the shape that ours has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.markdown import Rendering, render
from portal.importing.model import Form
from portal.kernel.locale import Locale


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("Text\n- a\n  - b", "Text\n\n- a\n    - b"),
        ("1. a\n\n   more\n2. b", "1. a\n\n    more\n2. b"),
        ("1) a", "1. a"),
        ("- a\n\n  ```\n  x\n  ```", "- a\n\n    ```\n    x\n    ```"),
        ("A\n\n    code\n\nB", "A\n\n```\ncode\n```\n\nB"),
        ("A\na | b\n--|--\n1 | 2", "A\n\na | b\n--|--\n1 | 2"),
    ],
)
def test_lists_tables_and_code_stand_as_our_parser_wants_them(converted, text, ours):
    assert converted(text) == (ours, [])


def test_a_step_with_code_in_it_stays_one_list(converted):
    text, _ = converted("1. a\n\n   ```\n   x\n   ```\n2. b")

    assert render(text, Rendering(Locale.EN, {}, "/")).html.count("<ol") == 1


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("# The title\n\n## A\n\n#### B", "## A\n\n### B"),
        ("# One\n\n## Two", "## One\n\n### Two"),
        ("One\n===\n\nTwo\n---", "## One\n\n### Two"),
        ("## A {#x .y}\n\n## B {#x}", "## A {#x}\n\n## B"),
    ],
)
def test_headings_begin_at_level_two_and_leave_none_out(converted, text, ours):
    assert converted(text) == (ours, [])


@pytest.mark.parametrize(
    ("text", "ours", "noted"),
    [
        ("<!-- a\nb -->\nText", "Text", []),
        ("a <b>b</b>", "a <b>b</b>", []),
        ('a <font color="x">b</font>', 'a &lt;font color="x"&gt;b&lt;/font&gt;', ["1: html"]),
        ("<script>\nrun()\n</script>", "```html\n<script>\nrun()\n</script>\n```", ["1: html"]),
        ("<pre>\na &lt; b\n</pre>", "```\na < b\n```", []),
        ('<img src="a.png" alt="A">', "![A](a.png)", []),
        ('<a href="/x">x</a>', "[x](/x)", []),
        ("~~a~~", "<del>a</del>", []),
        ("a[^1]\n\n[^1]: b", "a<sup>1</sup>\n\n<sup>1</sup> b", ["1: footnote"]),
        ("[a][1] [b]\n\n[1]: /x\n[B]: <y>", "[a](/x) [b](y)", []),
        ("`<font>`", "`<font>`", []),
        ("/// info", "\\/// info", []),
    ],
)
def test_html_stays_where_we_take_it_and_is_shown_where_not(converted, text, ours, noted):
    assert converted(text) == (ours, noted)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("{{ a.b }}", "&#123;&#123; a.b }}"),
        ("`{{ a }}`", "<code>&#123;&#123; a &#125;&#125;</code>"),
        ("```\n{{ a }}\n# b\n```", "<pre><code>&#123;&#123; a &#125;&#125;\n&#35; b</code></pre>"),
        ("```\n{{ a b }}\n```", "```\n{{ a b }}\n```"),
    ],
)
def test_braces_of_others_are_no_variables_of_ours(converted, text, ours):
    assert converted(text, Form.ZENDESK if "\0" in text else Form.HUGO)[0] == ours


@pytest.mark.parametrize(
    ("html", "ours", "noted"),
    [
        ("<h2 id='h_1'>A</h2><p>b <em>c</em></p>", "## A {#h-1}\n\nb *c*", []),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n    - b", []),
        ("<div class='callout warning'><p>a</p></div>", "/// warn\n\na\n\n///", []),
        ("<section class='callout-yellow'>a</section>", "/// warn\n\na\n\n///", []),
        ("<pre class='language-sh'># a\n b</pre>", "```sh\n# a\n b\n```", []),
        ("<p>a * b_c &lt;b&gt; # {{ x }}</p>", "a \\* b_c &lt;b> # &#123;&#123; x }}", []),
        ("<p># a</p>", "\\# a", []),
        ("<p>[a](b)</p>", "\\[a\\]&#40;b)", []),
        ("<p>a</p>\n<iframe src='x'></iframe>", 'a\n\n`<iframe src="x"></iframe>`', ["2: html"]),
        ("<table><tr><th>A|B</th></tr><tr><td>1<br>2</td></tr></table>", None, []),
    ],
)
def test_html_becomes_our_markdown(converted, html, ours, noted):
    text, found = converted(html, Form.ZENDESK)

    assert found == noted
    assert text == ours or (ours is None and "| 1 2 |" in text)


def test_html_nested_without_end_is_brought_as_words(converted):
    assert converted("<div>" * 5000 + "deep", Form.ZENDESK) == ("deep", ["1: html"])


_PIECES = st.sampled_from(
    [
        *(
            "#",
            "- ",
            "1. ",
            "    ",
            "```",
            "~~~\n",
            "\n",
            "\n\n",
            "///",
            "> ",
            "|",
            "--|--",
            "---",
            "[^",
        ),
        *(
            "[",
            "](",
            ")",
            "![",
            "<",
            ">",
            "</",
            "<!--",
            "-->",
            "<pre>",
            "<script",
            "<img src=",
            "`",
        ),
        *(
            "{{",
            "}}",
            "{{<",
            ">}}",
            "{{% tab %}}",
            "{% raw %}",
            "{:",
            "}",
            "!!! note",
            '=== "a"',
            "a b",
        ),
        *("\ue000", "\ue0010", "\ue004", "\\", "&lt;", "\t", "é", '"', "'", "[a]: b", "{#x}"),
    ]
)


@given(st.lists(_PIECES | st.text(max_size=4), max_size=25).map("".join))
def test_no_text_makes_converting_raise_or_leaves_a_mark(converted, text):
    for form in (Form.HUGO, Form.JEKYLL, Form.MKDOCS, Form.ZENDESK):
        ours, _ = converted(text, form)
        assert not set("\ue000\ue001\ue002\ue004\ue005\ue006") & set(ours)
