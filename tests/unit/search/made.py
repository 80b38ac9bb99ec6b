"""Documents and sources for tests of search."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.locale import Locale
from portal.search.model import Passage, Query, SearchDocument
from portal.search.rules.synonyms import Synonyms
from portal.search.rules.understand import understand

ES, EN, CS = Locale.ES, Locale.EN, Locale.CS


def document(
    key: str, title: str, text: str = "", locale: Locale = ES, **facts: Any
) -> SearchDocument:
    """Return an article called `key` with one section, unless `facts` say otherwise."""
    known: dict[str, Any] = {
        "kind": "article",
        "slug": key,
        "url": f"/{locale}/articles/{key}",
        "category": "mail",
        "place": "Mail",
        "sections": (Passage("first", "Primer paso", text),) if text else (),
    }
    return SearchDocument(f"article:{key}", locale, title=title, **{**known, **facts})


def by_id(*documents: SearchDocument) -> dict[str, SearchDocument]:
    """Return `documents` as engines take them."""
    return {d.id: d for d in documents}


def asked(text: str, locale: Locale = ES) -> Query:
    """Return `text` understood, without synonyms but with corrections."""
    return understand(text, locale, Synonyms())


def eventually(is_true: Callable[[], object], seconds: float = 5.0) -> bool:
    """Return whether `is_true` comes true in time; readers may take a moment to see a write."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return bool(is_true())


@dataclass
class ListSource:
    """A source of whatever a test puts into it."""

    found: list[SearchDocument] = field(default_factory=list)

    def documents(self) -> Iterator[SearchDocument]:
        """Return what there is."""
        return iter(self.found)


BUZON = document(
    "mailbox-full",
    "Buzón lleno",
    "Cuando el buzón está lleno, los mensajes nuevos vuelven al remitente. Borra los más grandes.",
    summary="Qué hacer cuando no cabe más correo.",
    keywords=("cuota superada", "552 5.2.2"),
)
OUTLOOK = document(
    "outlook",
    "Outlook no envía mensajes",
    "Los mensajes se quedan en la bandeja de salida. Comprueba el puerto y la contraseña.",
    keywords=("outlok", "0x800CCC0E"),
)
DOMINIO = document(
    "domain-renewal",
    "Dominio caducado",
    "Renueva el dominio desde el panel antes de que pase el plazo.",
    category="domains-dns",
)
THREE = by_id(BUZON, OUTLOOK, DOMINIO)
