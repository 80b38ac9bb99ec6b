"""A document as an index keeps it, for showing it: in two pieces, since lists need only the first.

Keywords are not kept: they serve finding, and nobody is shown them.
"""

import json

from portal.kernel.locale import Locale
from portal.search.model import Passage, SearchDocument

_TEXT_KEPT = 20_000  # characters of a document that excerpts are taken from


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
    return json.dumps(card).encode()


def pack_text(document: SearchDocument) -> bytes:
    """Return the texts of `document`, from its beginning, as far as they are kept."""
    kept, left = [], _TEXT_KEPT
    for section in document.sections:
        kept.append((section.anchor, section.heading, section.text[:left]))
        left = max(0, left - len(section.text))
    return json.dumps(kept).encode()


def unpack(card: bytes, text: bytes, locale: Locale) -> SearchDocument:
    """Return the document that was packed; an empty `text` gives it none."""
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
        sections=tuple(Passage(*row) for row in json.loads(text)) if text else (),
    )
