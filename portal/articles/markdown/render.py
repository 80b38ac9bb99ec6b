"""The whole way from a body of Markdown to safe HTML and its plain text."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import markdown
from pymdownx.blocks.admonition import AdmonitionExtension
from pymdownx.blocks.tab import TabExtension

from portal.articles.markdown.clean import clean
from portal.articles.markdown.sections import split_sections
from portal.articles.markdown.tree import HouseExtension
from portal.articles.model import Body
from portal.articles.rules import mark_variables, unmark
from portal.kernel.locale import Locale
from portal.kernel.text import slugify

RENDERER_VERSION = 3
"""Raise it when the same source gives other HTML, so that kept renderings are made anew."""

_CALL_OUTS = {"info": "info", "ok": "check", "warn": "alert", "danger": "x"}
_TABS = {
    "es": "Elige tu programa o sistema",
    "en": "Choose your program or system",
    "cs": "Vyberte svůj program nebo systém",
}
_PERMALINK = {"es": "Enlace a este apartado", "en": "Link to this section", "cs": "Odkaz sem"}


@dataclass(frozen=True)
class Rendering:
    """What a rendering depends on besides the text."""

    locale: Locale
    variables: Mapping[str, str]
    media: str
    """Where pictures beside the file are served, a path that ends with a slash."""


def render(source: str, rendering: Rendering) -> Body:
    """Return `source` as safe HTML and its plain text by section.

    Links to articles and pages stay as `article:KEY` and `page:NAME`; the catalogue, which knows
    the addresses, puts them in.
    """
    marked, values = mark_variables(source, dict(rendering.variables))
    html = _parser(rendering, values).convert(marked)
    html = clean(unmark(html, [escape(value) for value in values]))
    html = _draw_icons(html)
    return Body(html, split_sections(html))


def _parser(rendering: Rendering, values: list[str]) -> markdown.Markdown:
    return markdown.Markdown(
        extensions=[
            "tables",
            "def_list",
            "attr_list",
            "sane_lists",
            "md_in_html",
            "toc",
            "pymdownx.superfences",
            "pymdownx.highlight",
            "pymdownx.keys",
            "pymdownx.betterem",
            AdmonitionExtension(types=list(_CALL_OUTS)),
            TabExtension(alternate_style=True),
            HouseExtension(media=rendering.media, tabs=_TABS[rendering.locale]),
        ],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {
                "slugify": lambda text, separator: slugify(unmark(text, values)),
                "permalink": "#",
                "permalink_class": "anchor",
                "permalink_title": _PERMALINK[rendering.locale],
            },
            "pymdownx.highlight": {"guess_lang": False, "auto_title": False},
        },
        output_format="html",
    )


def _draw_icons(html: str) -> str:
    for kind, icon in _CALL_OUTS.items():
        drawn = f'<svg class="icon" aria-hidden="true"><use href="#i-{icon}"></use></svg>'
        html = html.replace(
            f'<div class="note note-{kind}">', f'<div class="note note-{kind}">{drawn}'
        )
    return html
