"""Gives the parsed tree the markup of our components: steps, call-outs, tabs, folding tables."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from typing_extensions import override

from portal.kernel.text import slugify


class HouseExtension(Extension):
    """Adds the tree work below to a Markdown parser.

    `media` is where pictures are served, `tabs` the name of every list of tabs.
    """

    def __init__(self, media: str, tabs: str) -> None:
        super().__init__()
        self._media, self._tabs = media, tabs

    @override
    def extendMarkdown(self, md: Markdown) -> None:
        # after inline patterns (20) and heading anchors (toc, 5): all elements are in place
        md.treeprocessors.register(_House(md, self._media, self._tabs), "house", 1)


class _House(Treeprocessor):
    def __init__(self, md: Markdown, media: str, tabs: str) -> None:
        super().__init__(md)
        self._media, self._tabs = media, tabs
        self._sets = 0

    @override
    def run(self, root: Element) -> None:
        for child in root:
            if child.tag == "ol":
                child.set("class", "steps")
        for element in list(root.iter()):
            self._shape(element)
        _demote_first_heading(root)

    def _shape(self, element: Element) -> None:
        classes = element.get("class", "").split()
        if element.tag == "table":
            _fold_table(element)
        elif "admonition" in classes:
            _call_out(element, classes)
        elif "tabbed-set" in classes:
            self._sets += 1
            _tabs(element, self._tabs, self._sets)
        elif element.tag == "img":
            self._picture(element)
        elif element.tag == "a":
            _link(element)

    def _picture(self, element: Element) -> None:
        source = element.get("src", "")
        if not urlsplit(source).scheme and not source.startswith("/"):
            element.set("src", self._media + source.removeprefix("./"))
        element.set("loading", "lazy")


def _demote_first_heading(root: Element) -> None:
    """The page's title is the only h1: a text that starts with its own becomes h2."""
    for heading in root.iter("h1"):
        heading.tag = "h2"


def _link(element: Element) -> None:
    if urlsplit(element.get("href", "")).scheme in {"http", "https"}:
        element.set("rel", "external noopener")


def _fold_table(table: Element) -> None:
    """Label each cell with its column, so that a phone can show rows as lists."""
    table.set("class", "fold")
    heads = [squash(th) for th in table.iter("th")]
    for th in table.iter("th"):
        th.set("scope", "col")
        _alignment(th)
    for row in table.iter("tr"):
        for number, cell in enumerate(row.findall("td")):
            _alignment(cell)
            if number and number < len(heads) and heads[number]:
                cell.set("data-l", heads[number])
                _wrap(cell)


def _wrap(cell: Element) -> None:
    """Put what is in a cell into one box, which a phone shows beside the label."""
    children, text = list(cell), cell.text
    for child in children:
        cell.remove(child)
    box = SubElement(cell, "div")
    cell.text, box.text = None, text
    box.extend(children)


def _alignment(cell: Element) -> None:
    if cell.attrib.pop("align", "") == "right":
        cell.set("class", "n")


def squash(element: Element) -> str:
    """Return the text in `element` and below it."""
    return " ".join("".join(element.itertext()).split())


def _call_out(element: Element, classes: list[str]) -> None:
    kind = next((c for c in classes if c != "admonition"), "info")
    element.set("class", f"note note-{kind}")
    title = element.find("p[@class='admonition-title']")
    if title is not None:
        title.tag = "strong"
        title.attrib.pop("class")


def _tabs(element: Element, title: str, number: int) -> None:
    """Turn a set of tabs into sections with headings; a script makes tabs of them again."""
    labels = [squash(label) for label in element.iter("label")]
    blocks = [e for e in element.iter("div") if "tabbed-block" in e.get("class", "").split()]
    contents = [
        (label, list(block), block.text) for label, block in zip(labels, blocks, strict=False)
    ]
    _empty(element)
    element.set("class", "tabs")
    element.set("data-tabs", title)
    seen: set[str] = set()
    for place, (label, children, text) in enumerate(contents, start=1):
        name = slugify(label)
        name = f"{name}-{place}" if name in seen or not name else name
        seen.add(name)
        section = SubElement(element, "section", {"id": f"tab-{number}-{name}"})
        heading = SubElement(section, "h3")
        heading.text = label
        section.text = text
        section.extend(children)


def _empty(element: Element) -> None:
    attributes: dict[str, Any] = dict(element.attrib)
    tail = element.tail
    element.clear()
    element.tail = tail
    element.attrib.update({k: v for k, v in attributes.items() if k == "class"})
