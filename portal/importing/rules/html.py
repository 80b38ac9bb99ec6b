"""HTML bodies as Markdown of ours, through markdownify."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from markdownify import ATX, MarkdownConverter
from typing_extensions import override

from portal.importing.model import Notes
from portal.importing.rules import callouts
from portal.importing.rules.links import Linker
from portal.importing.rules.markup import bracketed
from portal.kernel.text import slugify, squeeze

_UNKNOWN = ("script", "style", "iframe", "object", "embed", "video", "audio", "svg", "math", "form",
            "input", "button", "select", "textarea", "canvas", "template", "applet")  # fmt: skip
_CALL_OUT = re.compile(
    r"callout|admonition|alert|note|notice|infobox|panel|tip|warning", re.IGNORECASE
)
_MARKED = re.compile(r"<!\[(?!CDATA\[)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LANGUAGE = re.compile(r"(?:lang(?:uage)?-|brush:\s*)([\w+#-]+)")
_LONGEST_KEPT = 2_000
_DEEPEST = 200
_ESCAPES = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|<|&(?=[#\w]+;)")
_STARTS = re.compile(r"^(\s*)(#{1,6}|[-+]|\d{1,9}[.)]|///+|>|=+|~{3,})(?=\s|$)", re.MULTILINE)


def to_markdown(html: str, linker: Linker, notes: Notes) -> str:
    """Return `html` as Markdown whose links and pictures are as `linker` has them."""
    soup = _parsed(html)
    if _is_too_deep(soup):
        notes.warn(1, "html", "nested too deeply: only the words were brought")
        return _escaped(soup.get_text("\n"))
    for tag in soup.find_all(_UNKNOWN):
        if tag.parent is not None and not tag.decomposed:
            _keep_as_text(soup, tag, notes)
    return str(_Converter(linker).convert_soup(soup)) + "\n"


def _parsed(html: str) -> BeautifulSoup:
    try:
        text = _MARKED.sub("&lt;![", html)
        return BeautifulSoup(f" {text} ", "html.parser")  # the spaces: no name of a file, for sure
    except ParserRejectedMarkup:  # a declaration that is none
        return BeautifulSoup(html.replace("<!", "&lt;!"), "html.parser")


def _is_too_deep(soup: BeautifulSoup) -> bool:
    level: list[Any] = [soup]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in node.children if isinstance(child, Tag)]
        if not level:
            return False
    return True


def _keep_as_text(soup: BeautifulSoup, tag: Tag, notes: Notes) -> None:
    notes.warn(tag.sourceline or 1, "html", f"no counterpart for <{tag.name}>: kept as text")
    kept = soup.new_tag("code")
    kept.string = squeeze(str(tag))[:_LONGEST_KEPT].replace("`", "'")
    tag.replace_with(kept)


def _language(tag: Tag) -> str:
    inner = tag.find("code")
    for found in (tag, inner):
        if isinstance(found, Tag):
            match = _LANGUAGE.search(
                " ".join(found.get_attribute_list("class") or []).strip() or ""
            )
            if match:
                return match.group(1)
    return ""


_Base: Any = MarkdownConverter  # its stubs leave most of its methods out


class _Converter(_Base):  # type: ignore[misc]
    def __init__(self, linker: Linker) -> None:
        super().__init__(
            heading_style=ATX,
            bullets="-",
            table_infer_header=True,
            code_language_callback=_language,
            keep_inline_images_in=["td", "th", *_HEADINGS],
        )
        self._linker = linker

    @override
    def escape(self, text: str, parent_tags: set[str]) -> str:
        return _escaped(text)

    @override
    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        target = el.get("href")
        if "_noformat" in parent_tags or not isinstance(target, str) or not text.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        linked = self._linker.link(squeeze(text), target.strip(), el.sourceline or 1)
        return f"{before}{linked}{after}"

    @override
    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source, words = str(el.get("src") or ""), str(el.get("alt") or "")
        return self._linker.picture(bracketed(words), source.strip(), el.sourceline or 1)

    @override
    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return text
        named = (
            el
            if el.get("id")
            else el.find(["a", "span"], id=True) or el.find("a", attrs={"name": True})
        )
        name = slugify(str(named.get("id") or named.get("name"))) if isinstance(named, Tag) else ""
        own = f" {{#{name}}}" if name else ""
        words = squeeze(text)
        return f"\n\n{'#' * max(1, min(6, n))} {words}{own}\n\n" if words else ""

    @override
    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        kind = self._call_out(el)
        if kind is None or "_inline" in parent_tags or not text.strip():
            return str(super().convert_div(el, text, parent_tags))
        return f"\n\n/// {kind}\n\n{text.strip()}\n\n///\n\n"

    convert_section = convert_div
    convert_article = convert_div
    convert_aside = convert_div

    @override
    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if self._call_out(el) is not None:
            return self.convert_div(el, text, parent_tags)
        return str(super().convert_blockquote(el, text, parent_tags))

    @override
    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<del>{text}</del>" if text.strip() else text

    convert_s = convert_del
    convert_strike = convert_del

    @override
    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<sup>{text}</sup>" if text.strip() else text

    @override
    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_td(el, text.replace("|", "&#124;"), parent_tags))

    @override
    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if el.find("pre") is not None:
            return text
        return str(super().convert_code(el, text.replace("\n", " "), parent_tags))

    convert_kbd = convert_code
    convert_samp = convert_code

    @override
    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        mark = "~~~" if "```" in text else "```"
        words = el.get_text().strip("\n")
        return f"\n\n{mark}{_language(el)}\n{words}\n{mark}\n\n"

    @staticmethod
    def _call_out(el: Tag) -> str | None:
        classes = [str(name) for name in el.get_attribute_list("class") if name]
        meant = [name for name in classes if _CALL_OUT.search(name)]
        return (callouts.kind_of(*meant) or "info") if meant and len(el.get_text()) > 0 else None


def _escaped(text: str) -> str:
    """Return words that no Markdown rule takes for markup."""

    def mark(match: re.Match[str]) -> str:
        found = match.group()
        return {"<": "&lt;", "&": "&amp;", "`": "&#96;"}.get(found, f"\\{found}")

    marked = _ESCAPES.sub(mark, text).replace("](", "]&#40;")
    return _STARTS.sub(_started, marked)


def _started(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"{space}\\{mark}"
