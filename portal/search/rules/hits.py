"""From what an engine found to what a visitor reads."""

from collections.abc import Mapping

from portal.kernel.locale import Locale
from portal.kernel.text import clip
from portal.search.model import Found, Hit, Match, Parts, Query, SectionHit
from portal.search.rules.excerpts import EXCERPT_LIMIT, Excerpt, Marker, opening

_SECTIONS = 2
_CANDIDATES = 3


def make_hits(found: Found, written_in: Locale, shown_in: Locale) -> tuple[Hit, ...]:
    """Return the hits of `found`, which are written in one locale and shown in another's page."""
    marker = Marker(found.stems, written_in)
    return tuple(_hit(match, marker, shown_in) for match in found.matches)


def _hit(match: Match, marker: Marker, shown_in: Locale) -> Hit:
    document = match.document
    looked = marker.look(document, match.folded)
    excerpts = looked.excerpts(_CANDIDATES)
    url = document.url_in(shown_in)
    places = [
        SectionHit(section.anchor, looked.heading(excerpt.section), excerpt.parts)
        for excerpt in excerpts
        if (section := document.sections[excerpt.section]).anchor
    ]
    return Hit(
        document=document,
        url=url,
        title=looked.title,
        summary=looked.summary,
        excerpt=_best_excerpt(match, marker, excerpts),
        section=document.sections[excerpts[0].section].heading if excerpts else "",
        sections=tuple(places[:_SECTIONS]),
        score=round(match.score, 3),
    )


def _best_excerpt(match: Match, marker: Marker, excerpts: list[Excerpt]) -> Parts:
    document = match.document
    if excerpts:
        return excerpts[0].parts
    if document.summary:
        return marker.mark(clip(document.summary, EXCERPT_LIMIT))
    return opening(document.sections[0].text) if document.sections else ()


def respell(query: Query, corrections: Mapping[str, str]) -> str | None:
    """Return the query as it was probably meant, the rest as typed; None where nothing changes."""
    text = query.text
    for term in reversed(query.terms):
        if term.word in corrections:
            text = text[: term.start] + corrections[term.word] + text[term.end :]
    return text if text != query.text else None
