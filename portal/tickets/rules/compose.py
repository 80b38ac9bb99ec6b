"""A subject from the facts: `Outlook: no puedo enviar (ana@ejemplo.example), 0x800CCC0E`.

A request is said by what it asks for, which names its thing itself: `Renovar el dominio caducado
(ejemplo.example)`.
"""

from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.kernel.text import capitalise, clip, squeeze, strip_controls
from portal.tickets.model import Kind
from portal.tickets.rules.subject import LONGEST, SHORTEST


@dataclass(frozen=True)
class SubjectParts:
    """What is known: the thing, what it does or what is wanted, whose it is, the exact code.

    Any part may be empty. `asset` is a mailbox, a domain or a server.
    """

    object: str = ""
    symptom: str = ""
    asset: str = ""
    code: str = ""
    locale: Locale = Locale.EN
    kind: Kind = Kind.INCIDENT


_OBJECT_ROOM, _ASSET_ROOM, _CODE_ROOM = 30, 64, 30
_MAILBOX = {Locale.ES: "Buzón", Locale.EN: "Mailbox", Locale.CS: "Schránka"}
_SERVICE = {Locale.ES: "Servicio", Locale.EN: "Hosting service", Locale.CS: "Služba"}
_SYMPTOM = {
    (Kind.INCIDENT, Locale.ES): "no se comporta como debería",
    (Kind.INCIDENT, Locale.EN): "does not behave as it should",
    (Kind.INCIDENT, Locale.CS): "nechová se, jak má",
    (Kind.REQUEST, Locale.ES): "solicito un cambio de configuración",
    (Kind.REQUEST, Locale.EN): "please change the configuration",
    (Kind.REQUEST, Locale.CS): "prosím o změnu nastavení",
}


def compose_subject(parts: SubjectParts) -> str:
    """Return a subject of 15 to 120 characters; where facts are few, plain words stand in."""
    asset = clip(_tidy(parts.asset), _ASSET_ROOM)
    code = clip(_tidy(parts.code), _CODE_ROOM)
    tail = (f" ({asset})" if asset else "") + (f", {code}" if code else "")
    wish = _tidy(parts.symptom) if parts.kind is Kind.REQUEST else ""
    if wish and len(wish + tail) >= SHORTEST:
        return _fitted("", capitalise(_calm(wish)), tail)
    thing = clip(_tidy(parts.object), _OBJECT_ROOM) or _thing(asset, parts.locale)
    symptom = _calm(_tidy(parts.symptom))
    fallback = _SYMPTOM[parts.kind, parts.locale]
    if len(f"{thing}: {symptom}{tail}") < SHORTEST and symptom:
        symptom = f"{symptom}, {fallback}"
    return _fitted(f"{thing}: ", symptom or fallback, tail)


def _fitted(head: str, words: str, tail: str) -> str:
    """Put a subject together; what is too long gives way in the middle."""
    room = max(LONGEST - len(head) - len(tail), 1)
    return clip(head + clip(words, room) + tail, LONGEST)


def _thing(asset: str, locale: Locale) -> str:
    return (_MAILBOX if "@" in asset else _SERVICE)[locale]


def _tidy(text: str) -> str:
    return squeeze(strip_controls(text)).strip(" .,;:")


def _calm(symptom: str) -> str:
    """Return `symptom` to stand after a colon: not shouted, and not begun with a capital."""
    if symptom.isupper() and len(symptom.split()) > 1:
        symptom = symptom.lower()
    first, _, _ = symptom.partition(" ")
    return symptom[:1].lower() + symptom[1:] if first.istitle() else symptom
