"""Every template: parses, runs nothing inline, loads nothing of others, is translated."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from portal.web.icons import ICONS

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (ROOT / "portal").rglob("templates/**/*.html"))

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_CLASS = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}")  # stands inside an attribute
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:alt|title|placeholder|aria-label|aria-description)\s*=\s*"([^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "script without a file": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "address that runs": re.compile(r"javascript:|data:text", re.IGNORECASE),
    "htmx code": re.compile(r"\bhx-(?:on|vals|headers)", re.IGNORECASE),
}
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)\s*=\s*["']?((?:https?:)?//[^"'\s>]*)""")


@cache
def bare(path: Path) -> str:
    """Return the text of a template with a space in place of all that Jinja does."""
    return _JINJA.sub(" ", _CLASS.sub(" ", path.read_text(encoding="utf-8")))


@cache
def tree(path: Path) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return environment.parse(path.read_text(encoding="utf-8"), path.name)


def offences(find: Callable[[Path], Iterable[str]]) -> dict[str, list[str]]:
    """Return what `find` finds fault with, by template."""
    found = {path.relative_to(ROOT).as_posix(): list(find(path)) for path in TEMPLATES}
    return {name: faults for name, faults in found.items() if faults}


def test_there_are_templates():
    assert len(TEMPLATES) > 20


def test_a_template_parses_and_what_it_extends_is_there(whole_app):
    for path in TEMPLATES:
        tree(path)
        folders = [p for p in path.parents if p.name == "templates"]
        whole_app.jinja_env.get_template(path.relative_to(folders[0]).as_posix())


def test_nothing_runs_or_is_styled_inline():
    assert offences(lambda path: (n for n, p in _INLINE.items() if p.search(bare(path)))) == {}


def test_nothing_is_loaded_from_or_sent_to_elsewhere():
    assert offences(lambda path: (m[0].strip() for m in _ATTRIBUTE.finditer(bare(path)))) == {}


def test_every_visible_word_can_be_translated():
    assert offences(untranslated) == {}


def untranslated(path: Path) -> list[str]:
    """Return the words that a template shows without asking for their translation."""
    text = re.sub(r"<kbd>[^<]*</kbd>", " ", bare(path))  # what is printed on a key
    visible = " ".join([_TAG.sub(" ", text), *_SPOKEN.findall(text)])
    return _WORD.findall(re.sub(r"&[a-z]+;", " ", visible))


def test_what_is_translated_is_whole_and_said_in_one_piece():
    assert offences(composed) == {}


def composed(path: Path) -> Iterator[str]:
    """Yield where a template asks for the translation of what it puts together first."""
    for call in tree(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
            texts = call.args[:2] if call.node.name == "ngettext" else call.args[:1]
            if not all(isinstance(text, nodes.Const) for text in texts):
                yield f"line {call.lineno}"


def icons(path: Path) -> Iterator[str]:
    """Yield every icon a template names: in `icon(…)`, as a component's, or as data for one."""
    for call in tree(path).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        at = {"icon": 0, "note": 1, "badge": 2}.get(name)
        if at is not None and len(call.args) > at:
            yield from constants(call.args[at])
        yield from (c for k in call.kwargs if k.key in {"ic", "icon"} for c in constants(k.value))
    for pair in tree(path).find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const) and pair.key.value == "icon":
            yield from constants(pair.value)


def constants(node: nodes.Expr) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for branch in (node.expr1, node.expr2):
            yield from constants(branch) if branch is not None else ()


def test_every_icon_that_is_named_is_drawn():
    assert offences(lambda path: set(icons(path)) - {"", *ICONS}) == {}


PAGES = [
    *("/en/", "/es/", "/cs/", "/en/articles/first-steps", "/en/articles/first-steps/vote"),
    *("/en/articles/old-way", "/en/categories/odd-things", "/en/nothing", "/staff/sign-in"),
    *("/en/search?q=mail", "/en/scope", "/en/contact/", "/en/tickets/", "/en/tickets/link"),
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_as_it_is_sent_loads_and_runs_only_what_is_ours(whole_app, path):
    page = whole_app.test_client().get(path).text

    assert [name for name, pattern in _INLINE.items() if pattern.search(page)] == []
    loaded = re.findall(r'<(?:script|img|form|source)[^>]*\s(?:src|action)="([^"]*)"', page)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"', page)
    assert len(loaded) >= 3
    assert all(not re.match(r"(https?:)?//", address) for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_first_heading_a_language_and_no_id_twice(whole_app, path):
    page = whole_app.test_client().get(path).text

    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r'<html lang="(es|en|cs)">', page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
