"""A document as an index keeps it, for showing it: in two pieces, since lists need only the first.

Texts are kept as they are read and, beside that, folded so that each letter stays in its place:
an excerpt then takes looking for words, and no work on the text.
"""

import json
import zlib
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from portal.kernel.locale import Locale
from portal.search.model import Passage, SearchDocument
from portal.search.rules.excerpts import lines_of
from portal.search.rules.tokens import fold_in_place

_TEXT_KEPT = 20_000  # characters of a document that excerpts are taken from
_LEVEL = 1  # of compression: a better one takes twice the time for a twentieth of the room


class Row(NamedTuple):
    """A document as it is shown, without its keywords; these; and its lines, folded in place."""

    document: SearchDocument
    keywords: tuple[str, ...]
    folded: str


def pack_card(document: SearchDocument) -> bytes:
    """Return `document` without its texts."""
    card = [
        document.id,
        document.kind,
        document.slug,
        document.title,
        document.url,
        document.category,
        document.place,
        document.summary,
        document.products,
    ]
    return json.dumps(card, ensure_ascii=False).encode()


def pack_text(document: SearchDocument) -> bytes:
    """Return the texts of `document`, from its beginning, as far as they are kept."""
    kept, left = [], _TEXT_KEPT
    for section in document.sections:
        kept.append(Passage(section.anchor, section.heading, section.text[:left]))
        left = max(0, left - len(section.text))
    head = json.dumps([document.keywords, [(s.anchor, s.heading, len(s.text)) for s in kept]])
    folded = fold_in_place("\n".join(lines_of(replace(document, sections=tuple(kept)))))
    text = "\n".join((head, *(s.text for s in kept), folded))
    return zlib.compress(text.encode(), _LEVEL)


def unpack_card(card: bytes, locale: Locale, sections: tuple[Passage, ...] = ()) -> SearchDocument:
    """Return the document that was packed, without its keywords, and with no texts but these."""
    id_, kind, slug, title, url, category, place, summary, products = json.loads(card)
    return SearchDocument(
        id_,
        locale,
        kind,
        slug,
        title,
        url,
        category,
        place,
        summary,
        products=tuple(products),
        sections=sections,
    )


def unpack_row(card: bytes, text: bytes, locale: Locale) -> Row:
    """Return all that was packed."""
    head, rest = zlib.decompress(text).decode().split("\n", 1)
    keywords, heads = json.loads(head)
    bounds = list(accumulate((length + 1 for _, _, length in heads), initial=0))
    sections = tuple(
        Passage(anchor, heading, rest[start : end - 1])
        for (anchor, heading, _), (start, end) in zip(heads, pairwise(bounds), strict=True)
    )
    return Row(unpack_card(card, locale, sections), tuple(keywords), rest[bounds[-1] :])
