"""Double braces, which mean a variable of the provider's here and something else elsewhere."""

import re
from html import escape

from portal.importing.model import Line
from portal.importing.rules.lines import Held, with_code

_VARIABLE = re.compile(r"\{\{\s*[A-Za-z0-9_.-]*\s*\}\}")
_CODE = re.compile(r"(`+)(?P<text>.*?[^`])\1(?!`)")
_MARKS = str.maketrans({c: f"&#{ord(c)};" for c in "{}#*_[]!|~`\\/+-=:>."})


def settle(lines: list[Line]) -> list[Line]:
    """Return `lines` in which no braces are taken for a variable."""
    found: list[Line] = []
    block: list[Line] = []
    for line, is_code in [*with_code(lines), (Line(0, ""), False)]:
        if is_code:
            block.append(line)
            if len(block) > 1 and _closes(block):
                found += _block(block)
                block = []
            continue
        found += [*_block(block), Line(line.number, _line(line.text))]
        block = []
    return found[:-1]


def _closes(block: list[Line]) -> bool:
    first, last = block[0].text.strip(), block[-1].text.strip()
    mark = first[: len(first) - len(first.lstrip(first[0]))]
    return last.startswith(mark) and not last.strip(first[0])


def _block(block: list[Line]) -> list[Line]:
    """Return a block of code; where it would name a variable, as HTML that does not."""
    if not any(_VARIABLE.search(line.text) for line in block):
        return block
    depth = block[0].text[: len(block[0].text) - len(block[0].text.lstrip())]
    inside = block[1:-1] if len(block) > 1 and _closes(block) else block[1:]
    if depth:  # HTML blocks do not stand in lists: a line of code for each line
        coded = [Line(n, f"{depth}<code>{_as_entities(t.strip())}</code>  ") for n, t in inside]
        return [Line(block[0].number, ""), *coded, Line(block[-1].number, "")]
    if not inside:
        words = block[0].text.strip(" `~")
        return [Line(block[0].number, f"{depth}<code>{_as_entities(words)}</code>")]
    texts = [_as_entities(line.text) for line in inside]
    texts[0] = f"<pre><code>{texts[0]}"
    texts[-1] = f"{texts[-1]}</code></pre>"
    numbered = [
        Line(line.number, text or "&#32;") for line, text in zip(inside, texts, strict=True)
    ]
    return [Line(block[0].number, ""), *numbered, Line(block[-1].number, "")]


def _line(text: str) -> str:
    if "{{" not in text:
        return text
    held = Held()

    def code(match: re.Match[str]) -> str:
        if not _VARIABLE.search(match["text"]):
            return held.hold(match.group())
        return held.hold(f"<code>{_as_entities(match['text'].strip())}</code>")

    return held.release(_CODE.sub(code, text).replace("{{", "&#123;&#123;"))


def _as_entities(text: str) -> str:
    return escape(text, quote=False).translate(_MARKS)
