"""One page as an article of ours: its text, and what could not be brought."""

import re
from collections.abc import Callable, Sequence

from portal.importing.model import Form, Line, Notes, Page, Place
from portal.importing.rules import braces, callouts, headings, hugo, jekyll, lists, markup, mkdocs
from portal.importing.rules.html import to_markdown
from portal.importing.rules.lines import number, renumber, sanitised, set_apart, with_code
from portal.importing.rules.links import Linker, relink
from portal.kernel.text import clip, squeeze
from portal.writing.rules.front import Value, rewrite

_DIALECTS: dict[Form, Callable[[list[Line], Notes], list[Line]]] = {
    Form.HUGO: hugo.to_lines,
    Form.JEKYLL: jekyll.to_lines,
    Form.MKDOCS: mkdocs.to_lines,
}
_LONGEST_SUMMARY = 160
_LONGEST_TITLE = 200
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?")
_MARKUP = re.compile(r"<[^<>]*>|[*`]+|\\(?=\W)")
_NO_PROSE = ("#", "/", "|", ">", "<", "!", "-", "*", "    ", "1.")


def to_lines(
    page: Page, form: Form, linker: Linker, keeps: Callable[[str], bool], notes: Notes
) -> list[Line]:
    """Return the body of `page` in Markdown of ours."""
    if page.is_html:
        lines = renumber(to_markdown(sanitised(page.body), linker, notes))
        quiet = Notes(page.place)  # what is not taken was said by its line in the HTML
        lines = markup.to_lines(lists.relist(lines), keeps, quiet)
    else:
        lines = callouts.guard(number(page.body, page.first_line))
        if form in _DIALECTS:
            lines = _DIALECTS[form](lines, notes)
        lines = lists.relist(markup.fence_blocks(lines, notes))
        lines = markup.to_lines(lines, keeps, notes)
    lines = headings.settle(callouts.nest(lines), page.title)
    if not page.is_html:
        lines = markup.last_look(relink(lines, linker), keeps, notes)
    return _squeezed(braces.settle(set_apart(lines)))


def _squeezed(lines: list[Line]) -> list[Line]:
    """Drop empty lines where several follow each other outside code, and at both ends."""
    found: list[Line] = []
    for line, is_code in with_code(lines):
        is_empty = not line.text.strip()
        if is_code or not is_empty or (found and found[-1].text):
            found.append(line if is_code or not is_empty else Line(line.number, ""))
    while found and not found[-1].text:
        found.pop()
    return found


def article(page: Page, place: Place, lines: Sequence[Line], extra: dict[str, Value]) -> str:
    """Return the whole article, a draft."""
    values: dict[str, Value] = {
        "key": place.key,
        "title": clip(squeeze(page.title), _LONGEST_TITLE),
        "summary": clip(page.summary or first_words(lines), _LONGEST_SUMMARY),
        "kind": "how",
        "keywords": page.tags,
        "status": "draft",
        **extra,
    }
    order = (
        "key",
        "title",
        "summary",
        "kind",
        "keywords",
        "related",
        "status",
        "owner",
        "redirect_from",
    )
    ordered = {name: values[name] for name in order if name in values}
    return rewrite("", ordered, "\n" + "\n".join(line.text for line in lines) + "\n")


def first_words(lines: Sequence[Line]) -> str:
    """Return the first paragraph of the text without markup."""
    said: list[str] = []
    for line, is_code in with_code(lines):
        is_prose = not is_code and line.text.strip() and not line.text.startswith(_NO_PROSE)
        if is_prose:
            said.append(line.text)
        elif said:
            break
    return squeeze(_MARKUP.sub("", _LINK.sub(r"\1", " ".join(said))))
